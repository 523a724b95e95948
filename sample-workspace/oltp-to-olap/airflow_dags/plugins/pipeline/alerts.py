"""Failures are published to SNS, as JSON that people and programs can read."""

import json
import logging

from airflow.providers.amazon.aws.hooks.sns import SnsHook

from pipeline.settings import ALERT_TOPIC

log = logging.getLogger(__name__)

LONGEST_SUBJECT = 100


def publish_failure(context: dict) -> None:
    """`on_failure_callback` of tasks: says which task of which run failed, why, and where its log is.

    An alert that cannot be sent is logged: it must not hide the failure that it is about.
    """
    if not ALERT_TOPIC:
        return
    task = context["ti"]
    message = {
        "source": "airflow",
        "event": "task_failed",
        "dag_id": task.dag_id,
        "run_id": context["run_id"],
        "task_id": task.task_id,
        "try_number": task.try_number,
        "exception": str(context.get("exception") or ""),
        "log_url": task.log_url,
        "logical_date": str(context.get("logical_date") or ""),
    }
    subject = f"{task.dag_id}: {task.task_id} failed"[:LONGEST_SUBJECT]
    try:
        SnsHook().publish_to_target(ALERT_TOPIC, json.dumps(message), subject=subject)
    except Exception:
        log.exception("The failure of %s could not be published to %s", task.task_id, ALERT_TOPIC)
