"""
### The star schema

Builds what dbt models on the warehouse and tests it: seeds, staging and marts, the snapshot of customers, then every test
of them. It begins whenever the batch has loaded the warehouse; the cubes follow in `olap_cube_refresh`.
"""

from datetime import datetime, timedelta

from airflow import DAG
from airflow.datasets import Dataset
from airflow.models.param import Param

from operators.dbt_operator import DbtOperator
from pipeline.defaults import DEFAULT_ARGS, TAGS
from pipeline.settings import DATABASE, DBT_PROJECT, WAREHOUSE_SECRET, WORKGROUP

WAREHOUSE = Dataset(f"redshift://{WORKGROUP}/{DATABASE}/staging")
MARTS = Dataset(f"redshift://{WORKGROUP}/{DATABASE}/analytics")
DBT = {"project_dir": DBT_PROJECT, "workgroup": WORKGROUP, "database": DATABASE, "secret": WAREHOUSE_SECRET}

with DAG(
    dag_id="dbt_pipeline",
    description="dbt seed, run, snapshot, test of all but the cubes",
    doc_md=__doc__,
    schedule=[WAREHOUSE],
    start_date=datetime(2025, 1, 1),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=2),
    default_args=DEFAULT_ARGS,
    tags=[*TAGS, "dbt"],
    params={
        "select": Param("path:models/staging path:models/marts", type="string", description="dbt's --select for models"),
    },
) as dag:
    dbt_seed = DbtOperator(task_id="dbt_seed", command="seed", **DBT)
    dbt_run = DbtOperator(task_id="dbt_run", command="run", select="{{ params.select }}", **DBT)
    dbt_snapshot = DbtOperator(task_id="dbt_snapshot", command="snapshot", **DBT)
    dbt_test = DbtOperator(
        task_id="dbt_test", command="test", select="{{ params.select }}", outlets=[MARTS], **DBT
    )

    dbt_seed >> dbt_run >> dbt_snapshot >> dbt_test
