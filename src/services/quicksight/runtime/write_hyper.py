"""Writes the rows of a Parquet file as an extract of Tableau's: write_hyper.py SOURCE TARGET.

https://tableau.github.io/hyper-db/docs/
"""

import sys

from tableauhyperapi import Connection, CreateMode, HyperProcess, Telemetry, escape_string_literal


def write_extract(source: str, target: str) -> int:
    """Makes the extract at target, which Tableau expects in Extract.Extract, and returns how many rows it has."""
    # No log is left in the working folder; the third version of the format has decimals of 38 digits.
    settings = {"log_config": "", "default_database_version": "3"}
    with HyperProcess(Telemetry.DO_NOT_SEND_USAGE_DATA_TO_TABLEAU, parameters=settings) as hyper:
        with Connection(hyper.endpoint, target, CreateMode.CREATE_AND_REPLACE) as connection:
            rows = f"external({escape_string_literal(source)}, FORMAT => 'parquet')"
            connection.execute_command('CREATE SCHEMA "Extract"')
            connection.execute_command(f'CREATE TABLE "Extract"."Extract" AS (SELECT * FROM {rows})')
            return connection.execute_scalar_query('SELECT count(*) FROM "Extract"."Extract"')


if __name__ == "__main__":
    print(write_extract(sys.argv[1], sys.argv[2]))
