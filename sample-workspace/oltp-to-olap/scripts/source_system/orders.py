"""What is ordered, and the exports of it: changes, deletions, repetitions and mistakes among them."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from .customers import Customers
from .order import Order
from .products import PRODUCTS
from .untidy import spoiled_line, untidy_line

# As many recent orders are remembered to be changed, repeated or deleted later.
REMEMBERED = 5_000
OUTDATED = 5


class Orders:
    def __init__(self, seed: int, customers: Customers) -> None:
        self.rng = random.Random(f"orders {seed}")
        self.customers = customers
        self.dirt: Counter[str] = Counter()
        self.made = 0
        self.recent: list[Order] = []
        self.replaced: list[Order] = []

    def is_kept(self, order: Order) -> bool:
        """The first order of each customer stays as it is, so that every customer has one."""
        return (order.order_id or 0) <= self.customers.count

    def new_order(self, day: date) -> Order:
        rng = self.rng
        self.made += 1
        self.dirt["orders"] += 1
        number = self.made
        customer: int | None = number
        if number > self.customers.count:
            kind = rng.random()
            # Squared: some customers buy far more than others.
            customer = 1 + int(rng.random() ** 2 * self.customers.count)
            if kind < 0.012:
                customer = None
                self.dirt["without a customer"] += 1
            elif kind < 0.022:
                customer = self.customers.count + 1 + int(rng.random() * 40)
        product = PRODUCTS[int(rng.random() ** 1.5 * len(PRODUCTS))]
        quantity = 1 + int(rng.random() ** 3 * 6)
        # One order of twelve has a discount; whole cents, rounded down.
        cents = quantity * product.cents * (90 if rng.random() < 1 / 12 else 100) // 100
        product_id = product.product_id if rng.random() >= 0.003 else "P999"
        seconds = 7 * 3600 + int(rng.random() * 17 * 3600)
        ordered = datetime.combine(day, time()) + timedelta(seconds=seconds)
        order = Order("I", number, customer, product_id, quantity, cents, ordered, ordered + timedelta(seconds=2))
        self.remember(order)
        return order

    def remember(self, order: Order) -> None:
        if len(self.recent) < REMEMBERED:
            self.recent.append(order)
        else:
            self.recent[int(self.rng.random() * REMEMBERED)] = order

    def spoil_loaded(self, orders: Sequence[Order]) -> list[Order]:
        """The faults that a typed table can have: amounts that cannot be, and no date."""
        rows = list(orders)
        for index in self.sample(len(rows), 0.008):
            order = rows[index]
            if self.is_kept(order):
                continue
            kind = self.rng.random()
            self.dirt["beyond repair"] += 1
            if kind < 0.4:
                rows[index] = order._replace(cents=-(order.cents or 0))
            elif kind < 0.7:
                rows[index] = order._replace(cents=(order.cents or 1) * 1_000_000)
            else:
                rows[index] = order._replace(ordered=None)
        return rows

    def json_lines(self, orders: Sequence[Order], day: date | None = None) -> bytes:
        """The exporter's file; with the changes, deletions and repetitions of that day when one is given."""
        rng = self.rng
        lines = [untidy_line(rng, order) for order in orders]
        for index in self.sample(len(orders), 0.02):
            if not self.is_kept(orders[index]):
                lines[index] = spoiled_line(rng, orders[index])
                self.dirt["beyond repair"] += 1
        for index in self.sample(len(orders), 0.01):
            lines.append(lines[index])
            self.dirt["repeated lines"] += 1
        if day is not None:
            lines += [untidy_line(rng, change) for change in self.changes_of(day, len(orders))]
        rng.shuffle(lines)
        return ("\n".join(lines) + "\n").encode("utf-8") if lines else b""

    def changes_of(self, day: date, orders: int) -> list[Order]:
        """Later versions of earlier orders: another quantity and amount, or gone."""
        changes = []
        at = datetime.combine(day, time(23, 30))
        for index in self.sample(len(self.recent), max(0.02, 0.05 * min(1.0, orders / max(1, len(self.recent))))):
            order = self.recent[index]
            if order.ordered is None or order.ordered >= at or order.op == "D":
                continue
            at += timedelta(seconds=1)
            if self.rng.random() < 0.2 and not self.is_kept(order):
                # As DMS does it: a deletion carries the key, and nothing else can be relied on.
                change = Order("D", order.order_id, None, None, None, None, None, at)
                self.dirt["deletions"] += 1
            else:
                quantity = (order.quantity or 1) + 1
                cents = (order.cents or 0) * quantity // (order.quantity or 1)
                change = order._replace(op="U", quantity=quantity, cents=cents, updated=at)
                self.dirt["changes"] += 1
            if len(self.replaced) < OUTDATED:
                self.replaced.append(order)
            self.recent[index] = change
            changes.append(change)
        return changes

    def outdated_versions(self) -> list[Order]:
        """What some orders were before they were changed: late news that must not win."""
        return self.replaced

    def sample(self, size: int, share: float) -> list[int]:
        """Places among so many: that share of them, but one of them where that is less."""
        return sorted(self.rng.sample(range(size), max(1, int(size * share)))) if size else []
