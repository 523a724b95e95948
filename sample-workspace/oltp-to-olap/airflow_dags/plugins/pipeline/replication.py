"""Keeps DMS replicating the source into the raw layer."""

import time

from airflow.exceptions import AirflowException
from airflow.providers.amazon.aws.hooks.dms import DmsHook

POLL_SECONDS = 5
START_BY_STATUS = {
    "ready": "start-replication",
    "stopped": "resume-processing",
    "failed": "resume-processing",
}


def ensure_replication(identifier: str, timeout_seconds: int = 1800) -> dict:
    """Starts or resumes a task of DMS unless it runs, and waits until every table is loaded. Returns its statistics."""
    client = DmsHook().get_conn()
    task = _describe(client, identifier)
    how = START_BY_STATUS.get(task["Status"])
    if how:
        _test_connections(client, task)
        client.start_replication_task(ReplicationTaskArn=task["ReplicationTaskArn"], StartReplicationTaskType=how)
    deadline = time.monotonic() + timeout_seconds
    while True:
        task = _describe(client, identifier)
        statistics = task.get("ReplicationTaskStats", {})
        if task["Status"] in ("failed", "stopped"):
            raise AirflowException(f"{identifier} has {task['Status']}: {task.get('LastFailureMessage', '')}")
        if statistics.get("TablesErrored"):
            raise AirflowException(f"{identifier} could not load {statistics['TablesErrored']} tables")
        waiting = statistics.get("TablesLoading", 0) + statistics.get("TablesQueued", 0)
        if task["Status"] == "running" and statistics.get("TablesLoaded") and not waiting:
            return {name: value for name, value in statistics.items() if isinstance(value, int)}
        if time.monotonic() > deadline:
            raise AirflowException(f"{identifier} has not loaded its tables after {timeout_seconds} seconds")
        time.sleep(POLL_SECONDS)


def _describe(client, identifier: str) -> dict:
    filters = [{"Name": "replication-task-id", "Values": [identifier]}]
    return client.describe_replication_tasks(Filters=filters, WithoutSettings=True)["ReplicationTasks"][0]


def _test_connections(client, task: dict) -> None:
    """DMS starts a task only when its instance has reached both endpoints once."""
    instance = task["ReplicationInstanceArn"]
    for endpoint in (task["SourceEndpointArn"], task["TargetEndpointArn"]):
        filters = [{"Name": "endpoint-arn", "Values": [endpoint]}]
        known = client.describe_connections(Filters=filters)["Connections"]
        if any(connection["Status"] == "successful" for connection in known):
            continue
        client.test_connection(ReplicationInstanceArn=instance, EndpointArn=endpoint)
        client.get_waiter("test_connection_succeeds").wait(
            Filters=filters, WaiterConfig={"Delay": POLL_SECONDS, "MaxAttempts": 60}
        )
