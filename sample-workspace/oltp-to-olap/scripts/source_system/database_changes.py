"""What goes on in the shop once its database is filled: orders come, are changed and are taken back; customers move."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from random import Random
from typing import Any

from psycopg2.extensions import connection as Connection

from .customers import FIRST_NAMES, LAST_NAMES, REGIONS
from .database import soles
from .products import PRODUCTS

# Changes that a transaction has at most, as a till or a clerk makes them.
MOST_TOGETHER = 5


class Changes:
    """Each change follows from the seed and from what is in the database, so that the same history gives the same again."""

    def __init__(self, database: Connection, seed: int) -> None:
        self.database = database
        self.seed = seed
        self.made: Counter[str] = Counter()

    def make(self, count: int) -> None:
        """So many changes, a few in each transaction."""
        while count > 0:
            count -= self.transaction(count)

    def transaction(self, most: int) -> int:
        """A few changes that become visible together; how many they were."""
        with self.database, self.database.cursor() as cursor:
            state, now = latest(cursor)
            rng = Random(f"changes {self.seed} {state}")
            many = min(most, rng.randint(1, MOST_TOGETHER))
            for _ in range(many):
                now += timedelta(seconds=rng.randint(1, 600))
                self.made[change(cursor, rng, now)] += 1
            return many


def latest(cursor: Any) -> tuple[str, datetime]:
    """What every change leaves different, deletions too; and the moment of the last one."""
    cursor.execute(
        "SELECT max(order_id), count(*), greatest(max(updated_at), (SELECT max(updated_at) FROM public.customers))"
        " FROM public.orders"
    )
    last, count, now = cursor.fetchone()
    if last is None:
        raise LookupError("There are no orders yet that could be changed")
    return f"{last} {count} {now}", now


def change(cursor: Any, rng: Random, now: datetime) -> str:
    """One change; what it was."""
    kind = rng.random()
    if kind < 0.55:
        return new_order(cursor, rng, now)
    if kind < 0.80:
        return another_quantity(cursor, rng, now)
    if kind < 0.90:
        return order_taken_back(cursor, rng)
    return customer_moved(cursor, rng, now) if kind < 0.97 else new_customer(cursor, rng, now)


def new_order(cursor: Any, rng: Random, now: datetime) -> str:
    product = rng.choice(PRODUCTS)
    quantity = 1 + int(rng.random() ** 3 * 6)
    cursor.execute(
        "INSERT INTO public.orders (customer_id, product_id, quantity, amount, order_date, updated_at)"
        " VALUES (%s, %s, %s, %s, %s, %s)",
        (one_of(cursor, rng, "customers"), product.product_id, quantity, soles(quantity * product.cents), now, now),
    )
    return "orders"


def another_quantity(cursor: Any, rng: Random, now: datetime) -> str:
    cursor.execute(
        "UPDATE public.orders SET quantity = quantity + 1, amount = round(amount / quantity * (quantity + 1), 2),"
        " updated_at = %s WHERE order_id = %s",
        (now, one_of(cursor, rng, "orders")),
    )
    return "orders changed"


def order_taken_back(cursor: Any, rng: Random) -> str:
    cursor.execute("DELETE FROM public.orders WHERE order_id = %s", (one_of(cursor, rng, "orders"),))
    return "orders taken back"


def customer_moved(cursor: Any, rng: Random, now: datetime) -> str:
    cursor.execute(
        "UPDATE public.customers SET region = %s, updated_at = %s WHERE customer_id = %s",
        (rng.choice(list(REGIONS)), now, one_of(cursor, rng, "customers")),
    )
    return "customers moved"


def new_customer(cursor: Any, rng: Random, now: datetime) -> str:
    name = f"{rng.choice(FIRST_NAMES)} {rng.choice(LAST_NAMES)} {rng.choice(LAST_NAMES)}"
    cursor.execute("SELECT nextval(pg_get_serial_sequence('public.customers', 'customer_id'))")
    number = cursor.fetchone()[0]
    cursor.execute(
        "INSERT INTO public.customers (customer_id, name, email, region, updated_at) VALUES (%s, %s, %s, %s, %s)",
        (number, name, f"cliente{number}@example.com", rng.choice(list(REGIONS)), now),
    )
    return "customers"


def one_of(cursor: Any, rng: Random, table: str) -> int:
    """A row that is there: the first at or behind a number drawn by lot."""
    key = f"{table[:-1]}_id"
    cursor.execute(f"SELECT min({key}), max({key}) FROM public.{table}")
    first, last = cursor.fetchone()
    cursor.execute(f"SELECT min({key}) FROM public.{table} WHERE {key} >= %s", (rng.randint(first, last),))
    return cursor.fetchone()[0]
