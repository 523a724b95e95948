"""
### From the shop's database to the cube

Everything that a day's figures need, in one run:

1. **extract**: `exports` takes the files that lie in the raw layer, `dms` keeps the replication going, `jdbc` copies the
   tables with a Glue job; `feed` says which.
2. **raw_to_silver**, **silver_to_gold**: Glue jobs clean, type and join; each publishes whole tables or nothing.
3. **gold_to_redshift**: gold is copied into the warehouse in one transaction.
4. **dbt**: the star schema and the cubes, then their tests.
5. **publish_to_quicksight**: the dashboard's data set reads the cube again.

A second run with the same input changes nothing. A task that fails is tried once more, then told to the alert topic.
"""

from datetime import datetime, timedelta

from airflow import DAG
from airflow.decorators import task
from airflow.models.param import Param
from airflow.providers.amazon.aws.operators.quicksight import QuickSightCreateIngestionOperator
from airflow.providers.standard.operators.empty import EmptyOperator

from operators.dbt_operator import DbtOperator
from operators.glue_operator import GlueOperator
from pipeline.defaults import DEFAULT_ARGS, TAGS
from pipeline.replication import ensure_replication
from pipeline.settings import (
    DATA_SET,
    DATABASE,
    DBT_PROJECT,
    FEED,
    REPLICATION_TASK,
    WAREHOUSE_SECRET,
    WORKGROUP,
)

DBT = {"project_dir": DBT_PROJECT, "workgroup": WORKGROUP, "database": DATABASE, "secret": WAREHOUSE_SECRET}

with DAG(
    dag_id="oltp_to_olap_pipeline",
    description="Source to raw to silver to gold to Redshift, dbt, dashboard",
    doc_md=__doc__,
    schedule="@daily",
    start_date=datetime(2025, 1, 1),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=4),
    default_args=DEFAULT_ARGS,
    tags=[*TAGS, "source", "cube"],
    params={
        "feed": Param(FEED, type="string", enum=["exports", "dms", "jdbc"], description="What the raw layer is read from"),
        "publish": Param(True, type="boolean", description="Whether the dashboard's data set is refreshed at the end"),
    },
) as dag:

    @task.branch
    def choose_feed(params: dict) -> str:
        """The task that brings the source's rows into the raw layer."""
        return {"exports": "take_exports", "dms": "replicate_from_rds", "jdbc": "extract_from_rds"}[params["feed"]]

    @task
    def replicate_from_rds() -> dict:
        """Rows of the source and their changes, as DMS writes them below raw/dms/."""
        return ensure_replication(REPLICATION_TASK)

    take_exports = EmptyOperator(task_id="take_exports")
    extract_from_rds = GlueOperator(task_id="extract_from_rds", job_name="extract_from_rds")

    raw_to_silver = GlueOperator(
        task_id="raw_to_silver",
        job_name="raw_to_silver",
        script_args={"--feed": "{{ params.feed }}"},
        trigger_rule="none_failed_min_one_success",
    )
    silver_to_gold = GlueOperator(task_id="silver_to_gold", job_name="silver_to_gold")
    gold_to_redshift = GlueOperator(task_id="gold_to_redshift", job_name="gold_to_redshift")

    dbt_seed = DbtOperator(task_id="dbt_seed", command="seed", **DBT)
    dbt_run = DbtOperator(task_id="dbt_run", command="run", **DBT)
    dbt_test = DbtOperator(task_id="dbt_test", command="test", **DBT)

    @task.short_circuit
    def shall_publish(params: dict) -> bool:
        """Whether the run was asked to refresh the dashboard."""
        return params["publish"]

    publish_to_quicksight = QuickSightCreateIngestionOperator(
        task_id="publish_to_quicksight",
        data_set_id=DATA_SET,
        ingestion_id="airflow-{{ macros.uuid.uuid4() }}",
        check_interval=2,
    )

    choose_feed() >> [take_exports, replicate_from_rds(), extract_from_rds] >> raw_to_silver
    raw_to_silver >> silver_to_gold >> gold_to_redshift >> dbt_seed >> dbt_run >> dbt_test
    dbt_test >> shall_publish() >> publish_to_quicksight
