"""Fills the shop's operational database in PostgreSQL and goes on changing it, as people do who work with it.

The same options give the same rows, of the same shop as the files of generate_raw.py. Tables that are there and not
empty are left as they are. The database is found as psql finds it: PGHOST, PGPORT, PGUSER, PGPASSWORD, PGDATABASE
(`eval "$(strata env)"` sets them for the local endpoint).

    python scripts/generate_source.py                         # tables and 1,000 orders
    python scripts/generate_source.py --changes 200           # then 200 inserts, updates and deletions
    python scripts/generate_source.py --follow 2              # a few changes every 2 seconds, until Ctrl+C

Needs Python 3.9 or newer and psycopg2 (pip install psycopg2-binary).
"""

from __future__ import annotations

import argparse
import sys
import time

import psycopg2
from generate_raw import FIRST_DAY, FULL_LOAD, positive
from source_system.customers import Customers
from source_system.database import TABLES, counts, empty, fill, set_up
from source_system.database_changes import MOST_TOGETHER, Changes
from source_system.orders import Orders


def main() -> None:
    options = parse_options()
    database = psycopg2.connect("")
    try:
        set_up(database)
        if options.replace:
            empty(database)
        if not any(counts(database).values()):
            shop = Orders(options.seed, Customers(options.seed, options.orders))
            fill(database, shop, options.orders, FIRST_DAY, FULL_LOAD)
        changes = Changes(database, options.seed)
        changes.make(options.changes)
        if options.follow is not None:
            follow(changes, options.follow)
        say(counts(database), changes)
    finally:
        database.close()


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--orders", type=positive, default=1_000, help="orders of an empty database (default 1000)")
    parser.add_argument("--seed", type=int, default=2025, help="another seed gives other data")
    parser.add_argument("--replace", action="store_true", help="empty the tables first")
    parser.add_argument("--changes", type=positive, default=0, metavar="N", help="make so many changes")
    parser.add_argument("--follow", type=float, metavar="SECONDS", help="go on with changes, with such pauses")
    return parser.parse_args()


def follow(changes: Changes, pause: float) -> None:
    try:
        while True:
            changes.transaction(MOST_TOGETHER)
            print(f"{sum(changes.made.values()):,} changes", flush=True)
            time.sleep(pause)
    except KeyboardInterrupt:
        print()


def say(rows: dict[str, int], changes: Changes) -> None:
    if changes.made:
        print("Changes: " + ", ".join(f"{count:,} {what}" for what, count in sorted(changes.made.items())))
    print("Rows:    " + ", ".join(f"{rows[table]:,} {table}" for table in TABLES))


if __name__ == "__main__":
    try:
        main()
    except (psycopg2.OperationalError, LookupError) as error:
        sys.exit(str(error).strip())
