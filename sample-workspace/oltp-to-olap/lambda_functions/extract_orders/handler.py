"""Exports the orders that were changed lately as one more file of raw/orders/, in the exporter's JSON lines.

The event may say from when and until when, on the shop's clock: {"since": "2025-05-31 00:00:00", "until": "…"}. Without
that it is the day before the event's own time, or before now. The file is named after both moments: a retry writes over
what it had written, and raw_to_silver takes the newest version of an order, however often it is exported.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import boto3
import psycopg2
from psycopg2.extras import RealDictCursor

LIMA = ZoneInfo("America/Lima")
ROWS_AT_ONCE = 2_000
ORDERS = """
SELECT order_id, customer_id, product_id, quantity, amount, order_date, updated_at
FROM public.orders WHERE updated_at >= %s AND updated_at < %s ORDER BY order_id
"""

log = logging.getLogger()
log.setLevel(logging.INFO)


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    until = moment(event["until"]) if "until" in event else event_time(event)
    since = moment(event["since"]) if "since" in event else until - timedelta(days=1)
    lines = list(exported(since, until))
    if not lines:
        log.info("No order was changed from %s to %s", since, until)
        return {"orders": 0, "key": None}
    key = f"raw/orders/dt={until:%Y-%m-%d}/orders-{since:%Y%m%dT%H%M%S}-{until:%Y%m%dT%H%M%S}.jsonl"
    boto3.client("s3").put_object(Bucket=os.environ["LAKE_BUCKET"], Key=key, Body="".join(lines).encode("utf-8"))
    log.info("%s orders that were changed from %s to %s are in %s", len(lines), since, until, key)
    return {"orders": len(lines), "key": key}


def moment(text: str) -> datetime:
    """A moment of Lima's wall clock; one with a zone is moved there."""
    given = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return given if given.tzinfo is None else given.astimezone(LIMA).replace(tzinfo=None)


def event_time(event: dict[str, Any]) -> datetime:
    """A schedule's events say when they were due."""
    return moment(event["time"]) if "time" in event else datetime.now(LIMA).replace(tzinfo=None, microsecond=0)


def exported(since: datetime, until: datetime) -> Iterator[str]:
    connection = connect()
    try:
        with connection, connection.cursor("orders", cursor_factory=RealDictCursor) as rows:
            rows.itersize = ROWS_AT_ONCE
            rows.execute(ORDERS, (since, until))
            for row in rows:
                yield json.dumps(row, default=as_text) + "\n"
    finally:
        connection.close()


def connect() -> Any:
    text = boto3.client("secretsmanager").get_secret_value(SecretId=os.environ["SOURCE_SECRET"])["SecretString"]
    secret = json.loads(text)
    return psycopg2.connect(
        host=secret["host"],
        port=secret["port"],
        user=secret["username"],
        password=secret["password"],
        dbname=secret["dbname"],
        connect_timeout=10,
    )


def as_text(value: Any) -> str:
    """Moments and decimals as PostgreSQL prints them."""
    return value.isoformat(sep=" ") if isinstance(value, datetime) else str(value)
