"""The ways in which the exporter writes one and the same order, and the ways in which it spoils it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from random import Random

from .order import Order

# Peru has no daylight saving time.
LIMA = timezone(timedelta(hours=-5))
UNREADABLE_DATES = ["2025-02-30 10:00:00", "31/13/2025 10:00", "ayer", "", "0000-00-00 00:00:00", "2031-01-01 00:00:00"]


def untidy_line(rng: Random, order: Order) -> str:
    """The order as a line of JSON: nothing here changes what it says."""
    row = {
        "op": order.op,
        "order_id": order_id(rng, order.order_id),
        "customer_id": customer_id(rng, order.customer_id),
        "product_id": product_id(rng, order.product_id),
        "quantity": order.quantity if rng.random() < 0.9 else text(order.quantity),
        "amount": amount(rng, order.cents),
        "order_date": None if order.ordered is None else moment(rng, order.ordered),
        "updated_at": utc(order.updated),
    }
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def spoiled_line(rng: Random, order: Order) -> str:
    """The order with a fault that nobody can repair from what is there."""
    row = json.loads(untidy_line(rng, order))
    kind = rng.randrange(7)
    if kind == 0:
        row["order_id"] = rng.choice([None, "", "ORD-", "pendiente"])
    elif kind == 1:
        row["order_date"] = rng.choice(UNREADABLE_DATES)
    elif kind == 2:
        row["amount"] = -(order.cents or 0) / 100
    elif kind == 3:
        row["amount"] = (order.cents or 1) * 10_000
    elif kind == 4:
        row["amount"] = rng.choice([None, "", "N/D", "1.2.3", "0"])
    elif kind == 5:
        row["quantity"] = rng.choice([0, -1, "dos", None])
    else:
        line = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
        return line[: len(line) // 2]
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def order_id(rng: Random, value: int | None) -> object:
    kind = rng.random()
    if value is None or kind < 0.75:
        return value
    if kind < 0.85:
        return f" {value} "
    return f"ORD-{value:08d}"


def customer_id(rng: Random, value: int | None) -> object:
    kind = rng.random()
    if value is None:
        return None if kind < 0.5 else rng.choice(["", 0, "0", " "])
    if kind < 0.85:
        return value
    # A column with gaps went through floating point somewhere.
    return float(value) if kind < 0.95 else f"{value:06d}"


def product_id(rng: Random, value: str | None) -> str | None:
    kind = rng.random()
    if value is None or kind < 0.9:
        return value
    return value.lower() if kind < 0.95 else f"{value} "


def amount(rng: Random, cents: int | None) -> object:
    """Cents as a number, or as one of the texts in which people write money in Peru."""
    if cents is None:
        return None
    kind = rng.random()
    if kind < 0.70:
        return cents / 100
    if kind < 0.78:
        return f"{cents / 100:.2f}"
    if kind < 0.86:
        return f"S/ {cents / 100:,.2f}"
    if kind < 0.92:
        return f"{cents // 100},{cents % 100:02d}"
    if kind < 0.97:
        return f" {cents / 100:,.2f} "
    # What is left of a sum in floating point; the cents are the same.
    return cents / 100 + 1e-9


def moment(rng: Random, ordered: datetime) -> object:
    """A moment of Lima's clock: written as such, with the day first, in UTC, or as milliseconds since 1970."""
    kind = rng.random()
    if kind < 0.55:
        return ordered.strftime("%Y-%m-%d %H:%M:%S")
    if kind < 0.70:
        return ordered.strftime("%d/%m/%Y %H:%M:%S")
    if kind < 0.90:
        return utc(ordered)
    return int(ordered.replace(tzinfo=LIMA).timestamp()) * 1000


def utc(local: datetime) -> str:
    return local.replace(tzinfo=LIMA).astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def text(value: int | None) -> str | None:
    return None if value is None else f" {value}"
