"""An order as the source system knows it."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple


class Order(NamedTuple):
    op: str
    order_id: int | None
    customer_id: int | None
    product_id: str | None
    quantity: int | None
    cents: int | None
    # Lima's wall clock, as in the database.
    ordered: datetime | None
    updated: datetime
