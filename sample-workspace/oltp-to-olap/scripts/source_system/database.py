"""The shop's tables in PostgreSQL, filled with what its exports are made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from psycopg2.extensions import connection as Connection
from psycopg2.extras import execute_values

from .order import Order
from .orders import Orders
from .products import PRODUCTS

SETUP = Path(__file__).resolve().parent.parent / "setup_rds_source.sql"
TABLES = ("orders", "customers", "products")
ROWS_AT_ONCE = 5_000


def set_up(database: Connection) -> None:
    """The tables, where they are not there yet."""
    with database, database.cursor() as cursor:
        cursor.execute(SETUP.read_text(encoding="utf-8"))


def empty(database: Connection) -> None:
    with database, database.cursor() as cursor:
        cursor.execute("TRUNCATE public.orders, public.customers, public.products RESTART IDENTITY")


def counts(database: Connection) -> dict[str, int]:
    """Rows of each table."""
    with database, database.cursor() as cursor:
        found = {}
        for table in TABLES:
            cursor.execute(f"SELECT count(*) FROM public.{table}")
            found[table] = cursor.fetchone()[0]
        return found


def fill(database: Connection, shop: Orders, orders: int, first: date, last: date) -> None:
    """Products, customers and so many orders between two days, in one transaction: all of it or nothing."""
    before = datetime.combine(first, time()) - timedelta(hours=1)
    days = (last - first).days + 1
    with database, database.cursor() as cursor:
        insert(
            cursor,
            "products (product_id, name, category, unit_price, updated_at)",
            ((each.product_id, each.name, each.category, soles(each.cents), before) for each in PRODUCTS),
        )
        insert(
            cursor,
            "customers (customer_id, name, email, region, updated_at)",
            (
                (each.customer_id, each.name, f"cliente{each.customer_id}@example.com", each.region, before)
                for each in shop.customers.everyone
            ),
        )
        made = (shop.new_order(first + timedelta(days=number * days // orders)) for number in range(orders))
        insert(
            cursor,
            "orders (order_id, customer_id, product_id, quantity, amount, order_date, updated_at)",
            (order_row(shop, order) for order in made),
        )
        # What comes after gets the numbers after.
        for table, key in (("customers", "customer_id"), ("orders", "order_id")):
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('public.{table}', '{key}'), max({key})) FROM public.{table}"
            )


def order_row(shop: Orders, order: Order) -> tuple[Any, ...]:
    """The order as the database takes it: customers and products that it does not know are nobody and nothing."""
    known = {each.product_id for each in PRODUCTS}
    customer = order.customer_id if order.customer_id and order.customer_id <= shop.customers.count else None
    product = order.product_id if order.product_id in known else None
    return (order.order_id, customer, product, order.quantity, soles(order.cents), order.ordered, order.updated)


def insert(cursor: Any, columns: str, rows: Iterable[Sequence[Any]]) -> None:
    execute_values(cursor, f"INSERT INTO public.{columns} VALUES %s", list(rows), page_size=ROWS_AT_ONCE)


def soles(cents: int | None) -> Decimal:
    return Decimal(cents or 0).scaleb(-2)
