"""Rows of an agate table as a CSV file whose types are said beside it."""

import csv
import datetime
import decimal
import re

from strata_dbt.types import declared_types

MAX_DIGITS = 38
NUMERIC = re.compile("smallint|integer|bigint|real|double|decimal")


def write_table(table, path):
    """Writes a table with a header line; all texts are quoted, NULL is an empty field.

    :returns: a list of ``{"name", "type"}`` in the words of SQL
    """
    declared = declared_types(table)
    columns = [
        {"name": column.name, "type": _type_of(column, told)}
        for column, told in zip(table.columns, declared, strict=True)
    ]
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerow([column["name"] for column in columns])
        for row in table.rows:
            file.write(",".join("" if value is None else _quoted(value) for value in row) + "\n")
    return columns


def _quoted(value):
    return '"' + _text(value).replace('"', '""') + '"'


def _text(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, decimal.Decimal):
        return format(value, "f")
    if isinstance(value, datetime.datetime):
        return value.isoformat(sep=" ")
    return str(value)


def _type_of(column, told):
    """The type that holds all values of a column exactly.

    :param told: what the database says of it, as ``declared_types`` has it; None where nobody told one
    """
    values = [value for value in column.values() if value is not None]
    if not values:
        return told or "varchar"
    name = type(column.data_type).__name__
    if name in ("Number", "Integer"):
        return told if told and NUMERIC.match(told) else _number_type(values)
    if name == "DateTime":
        return "timestamptz" if any(value.tzinfo for value in values) else "timestamp"
    return {"Boolean": "boolean", "Date": "date", "TimeDelta": "varchar"}.get(name, "varchar")


def _number_type(values):
    numbers = [decimal.Decimal(value) for value in values]
    if any(not number.is_finite() for number in numbers):
        return "double"
    scale = max((max(0, -number.as_tuple().exponent) for number in numbers), default=0)
    whole = max((max(0, number.adjusted() + 1) for number in numbers), default=0)
    if scale == 0 and whole <= 18:
        return "bigint"
    if whole + scale > MAX_DIGITS:
        return "double"
    return f"decimal({max(1, whole + scale)},{scale})"
