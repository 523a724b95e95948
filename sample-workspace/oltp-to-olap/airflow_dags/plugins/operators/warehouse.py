"""How programs of PostgreSQL's kind sign in to Redshift Serverless."""

import json

from airflow.providers.amazon.aws.hooks.base_aws import AwsBaseHook


def warehouse_environment(workgroup: str, database: str, secret: str = "") -> dict[str, str]:
    """The environment that dbt's profiles.yml reads. Without a secret the role's own temporary login is taken."""
    client = AwsBaseHook(client_type="redshift-serverless").get_conn()
    endpoint = client.get_workgroup(workgroupName=workgroup)["workgroup"]["endpoint"]
    if secret:
        user, password = _login(secret)
    else:
        credentials = client.get_credentials(workgroupName=workgroup, dbName=database)
        user, password = credentials["dbUser"], credentials["dbPassword"]
    return {
        "REDSHIFT_HOST": endpoint["address"],
        "REDSHIFT_PORT": str(endpoint["port"]),
        "REDSHIFT_USER": user,
        "REDSHIFT_PASSWORD": password,
        "REDSHIFT_DATABASE": database,
    }


def _login(secret: str) -> tuple[str, str]:
    client = AwsBaseHook(client_type="secretsmanager").get_conn()
    value = json.loads(client.get_secret_value(SecretId=secret)["SecretString"])
    return value["username"], value["password"]
