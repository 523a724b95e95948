"""Where things are, as the environment's configuration says: section `pipeline` of Airflow's options.

On MWAA and on the local endpoint they are the environment's AirflowConfigurationOptions, which template.yaml sets; where
one is missing, the template's own defaults hold.
"""

from airflow.configuration import conf


def _option(name: str, fallback: str) -> str:
    return conf.get("pipeline", name, fallback=fallback)


PROJECT = _option("project", "oltp-olap")
WORKGROUP = _option("workgroup", PROJECT)
DATABASE = _option("database", "dev")
WAREHOUSE_SECRET = _option("warehouse_secret", "")
"""ARN of the secret with the warehouse's user and password; without it the environment's own role signs in."""
DATA_SET = _option("data_set", f"{PROJECT}-sales-cube")
REPLICATION_TASK = _option("replication_task", f"{PROJECT}-cdc")
FEED = _option("feed", "exports")
"""What raw_to_silver refines where a run does not say it: exports, dms or jdbc."""
ALERT_TOPIC = _option("alert_topic", "")
DBT_PROJECT = _option("dbt_project", f"{conf.get('core', 'dags_folder')}/dbt_redshift")
