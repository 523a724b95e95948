"""What all tasks of this project have in common."""

from datetime import timedelta

from pipeline.alerts import publish_failure

DEFAULT_ARGS = {
    "owner": "data-engineering",
    "retries": 1,
    "retry_delay": timedelta(seconds=30),
    "on_failure_callback": publish_failure,
}

TAGS = ["oltp-to-olap"]
