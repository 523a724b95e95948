"""Writes the raw layer: what a shop's database would have sent to the lake, in the state in which such data arrives.

The same options always give the same rows. Orders come as one full load (Parquet, as AWS DMS writes it) and then as
one folder of JSON lines a day; customers as CSV; products as CSV and, later, as a JSON document.

    python scripts/generate_raw.py                                   # the files of raw/, as they are in this folder
    python scripts/generate_raw.py --orders 10000 --days 30 --to s3://MY-BUCKET/raw/ --replace

Needs Python 3.9 or newer; pyarrow for the full load, unless --history jsonl; boto3 for a destination in S3.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

from source_system.customers import Customers
from source_system.destination import Destination, open_destination
from source_system.full_load import parquet_file
from source_system.orders import Order, Orders
from source_system.products import first_catalog, later_catalog

HERE = Path(__file__).resolve().parent
FIRST_DAY = date(2025, 1, 1)
FULL_LOAD = date(2025, 5, 31)
HISTORY_SHARE = 0.6
ROWS_PER_FILE = 250_000


def main() -> None:
    options = parse_options()
    started = time.monotonic()
    destination = open_destination(options.to)
    destination.prepare(replace=options.replace)
    shop = Orders(options.seed, Customers(options.seed, options.orders))
    write_products(destination, options.days)
    write_customers(destination, shop.customers, options.days)
    write_history(destination, shop, round(options.orders * HISTORY_SHARE), options.history)
    write_days(destination, shop, options.orders - round(options.orders * HISTORY_SHARE), options.days)
    say(destination, shop.dirt, shop.customers.dirt, time.monotonic() - started)


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--orders", type=positive, default=1_000, help="how many distinct orders (default 1000)")
    parser.add_argument("--days", type=positive, default=6, help="days of changes after the full load (default 6)")
    parser.add_argument("--to", default=str(HERE.parent / "raw"), help="a folder or s3://bucket/prefix/ (default raw/)")
    parser.add_argument("--history", choices=["parquet", "jsonl"], default="parquet", help="format of the full load")
    parser.add_argument("--seed", type=int, default=2025, help="another seed gives other data")
    parser.add_argument("--replace", action="store_true", help="remove what orders/, customers/ and products/ held")
    return parser.parse_args()


def positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


def day_after(days: int) -> date:
    """The day of the n-th batch after the full load, from 1."""
    return FULL_LOAD + timedelta(days=days)


def write_products(destination: Destination, days: int) -> None:
    destination.write(f"products/dt={FULL_LOAD}/products.csv", first_catalog(FULL_LOAD))
    changed = day_after(min(3, days))
    destination.write(f"products/dt={changed}/products.json", later_catalog(changed))


def write_customers(destination: Destination, customers: Customers, days: int) -> None:
    destination.write(f"customers/dt={FULL_LOAD}/customers.csv", customers.full_export(FULL_LOAD))
    for number in range(1, days + 1):
        day = day_after(number)
        destination.write(f"customers/dt={day}/customers.csv", customers.changes(number, day))


def write_history(destination: Destination, shop: Orders, count: int, file_format: str) -> None:
    span = (FULL_LOAD - FIRST_DAY).days + 1
    for part, first in enumerate(range(0, count, ROWS_PER_FILE), start=1):
        orders = [
            shop.new_order(FIRST_DAY + timedelta(days=n * span // count))
            for n in range(first, min(first + ROWS_PER_FILE, count))
        ]
        name = f"orders/dt={FULL_LOAD}/LOAD{part:08d}"
        if file_format == "parquet":
            destination.write(f"{name}.parquet", parquet_file(shop.spoil_loaded(orders)))
        else:
            destination.write(f"{name}.jsonl", shop.json_lines(orders))


def write_days(destination: Destination, shop: Orders, count: int, days: int) -> None:
    late: list[Order] = []
    for number in range(1, days + 1):
        day = day_after(number)
        todays = count * number // days - count * (number - 1) // days
        for part, first in enumerate(range(0, todays, ROWS_PER_FILE), start=1):
            orders = [shop.new_order(day) for _ in range(min(ROWS_PER_FILE, todays - first))]
            if number == 1:
                # Some of the first day's orders are sent three days later, after other versions of them.
                held_back, orders = orders[: len(orders) // 20], orders[len(orders) // 20 :]
                late += held_back
            destination.write(f"orders/dt={day}/orders-{part:04d}.jsonl", shop.json_lines(orders, day))
        if number == min(4, days):
            late += shop.outdated_versions()
            destination.write(f"orders/dt={day}/orders-late-{day_after(1)}.jsonl", shop.json_lines(late))
        if number == min(5, days):
            # The exporter made its file and found nothing more to put in it.
            destination.write(f"orders/dt={day}/orders-9999.jsonl", b"")


def say(destination: Destination, orders: Counter[str], customers: Counter[str], seconds: float) -> None:
    for folder, (files, size) in sorted(destination.written.items()):
        print(f"{folder + '/':<12}{files:>6} files {size:>14,} bytes")
    print("Orders:    " + ", ".join(f"{count:,} {what}" for what, count in sorted(orders.items())))
    print("Customers: " + ", ".join(f"{count:,} {what}" for what, count in sorted(customers.items())))
    print(f"Written to {destination.name} in {seconds:.1f} s")


if __name__ == "__main__":
    try:
        main()
    except (ImportError, FileExistsError) as error:
        sys.exit(str(error))
