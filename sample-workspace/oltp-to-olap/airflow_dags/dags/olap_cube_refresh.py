"""
### The cubes

Builds the cube models, refreshes the materialized view that the dashboard reads, tests the cubes against the facts, and
has QuickSight read them again. It begins whenever `dbt_pipeline` has built the marts.
"""

from datetime import datetime, timedelta

from airflow import DAG
from airflow.datasets import Dataset
from airflow.providers.amazon.aws.operators.quicksight import QuickSightCreateIngestionOperator
from airflow.providers.amazon.aws.operators.redshift_data import RedshiftDataOperator

from operators.dbt_operator import DbtOperator
from pipeline.defaults import DEFAULT_ARGS, TAGS
from pipeline.settings import DATA_SET, DATABASE, DBT_PROJECT, WAREHOUSE_SECRET, WORKGROUP

MARTS = Dataset(f"redshift://{WORKGROUP}/{DATABASE}/analytics")
DBT = {"project_dir": DBT_PROJECT, "workgroup": WORKGROUP, "database": DATABASE, "secret": WAREHOUSE_SECRET}

with DAG(
    dag_id="olap_cube_refresh",
    description="Cubes by dbt, the materialized view, the dashboard's data set",
    doc_md=__doc__,
    schedule=[MARTS],
    start_date=datetime(2025, 1, 1),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=1),
    default_args=DEFAULT_ARGS,
    tags=[*TAGS, "cube"],
) as dag:
    build_cubes = DbtOperator(task_id="build_cubes", command="run", select="tag:cube", **DBT)
    refresh_view = RedshiftDataOperator(
        task_id="refresh_view",
        workgroup_name=WORKGROUP,
        database=DATABASE,
        secret_arn=WAREHOUSE_SECRET or None,
        sql="REFRESH MATERIALIZED VIEW analytics.mv_sales_cube",
        poll_interval=2,
    )
    test_cubes = DbtOperator(task_id="test_cubes", command="test", select="tag:cube", **DBT)
    publish_to_quicksight = QuickSightCreateIngestionOperator(
        task_id="publish_to_quicksight",
        data_set_id=DATA_SET,
        ingestion_id="airflow-{{ macros.uuid.uuid4() }}",
        check_interval=2,
    )

    build_cubes >> refresh_view >> test_cubes >> publish_to_quicksight
