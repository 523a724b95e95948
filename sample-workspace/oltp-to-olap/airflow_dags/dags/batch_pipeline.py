"""
### The lake's nightly batch

Refines what lies in the raw layer and loads the warehouse: `raw_to_silver`, `silver_to_gold`, `gold_to_redshift`. When it
has ended, `dbt_pipeline` begins by itself.
"""

from datetime import datetime, timedelta

from airflow import DAG
from airflow.datasets import Dataset
from airflow.models.param import Param

from operators.glue_operator import GlueOperator
from pipeline.defaults import DEFAULT_ARGS, TAGS
from pipeline.settings import DATABASE, FEED, WORKGROUP

WAREHOUSE = Dataset(f"redshift://{WORKGROUP}/{DATABASE}/staging")

with DAG(
    dag_id="batch_pipeline",
    description="Raw to silver to gold to Redshift",
    doc_md=__doc__,
    schedule="0 5 * * *",
    start_date=datetime(2025, 1, 1),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=3),
    default_args=DEFAULT_ARGS,
    tags=[*TAGS, "lake"],
    params={
        "feed": Param(FEED, type="string", enum=["exports", "dms", "jdbc"], description="What the raw layer is read from"),
    },
) as dag:
    raw_to_silver = GlueOperator(
        task_id="raw_to_silver", job_name="raw_to_silver", script_args={"--feed": "{{ params.feed }}"}
    )
    silver_to_gold = GlueOperator(task_id="silver_to_gold", job_name="silver_to_gold")
    gold_to_redshift = GlueOperator(task_id="gold_to_redshift", job_name="gold_to_redshift", outlets=[WAREHOUSE])

    raw_to_silver >> silver_to_gold >> gold_to_redshift
