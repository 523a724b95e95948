"""What a database says of the types of a result's columns, which dbt's tables of rows do not keep.

An agate table knows numbers, dates and texts by their values, and nothing of a column that is NULL throughout. The cursor
knows them all, so dbt's own step from a cursor to a table is wrapped; a version that has no such step goes without.
"""

import functools
import re

_ATTRIBUTE = "strata_declared_types"

# Names that PostgreSQL, Redshift, Trino, DuckDB and the drivers' own groups of types have for what they share.
_FAMILIES = {
    "varchar": "varchar",
    "text": "varchar",
    "string": "varchar",
    "char": "varchar",
    "bpchar": "varchar",
    "character varying": "varchar",
    "boolean": "boolean",
    "bool": "boolean",
    "smallint": "smallint",
    "int2": "smallint",
    "integer": "integer",
    "int": "integer",
    "int4": "integer",
    "bigint": "bigint",
    "int8": "bigint",
    "longinteger": "bigint",
    "real": "real",
    "float4": "real",
    "double": "double",
    "double precision": "double",
    "float8": "double",
    "float": "double",
    "decimal": "decimal",
    "numeric": "decimal",
    "date": "date",
    "timestamp": "timestamp",
    "datetime": "timestamp",
    "timestamp without time zone": "timestamp",
    "timestamptz": "timestamptz",
    "datetimetz": "timestamptz",
    "timestamp with time zone": "timestamptz",
}


def keep_types():
    """Makes each table of rows carry the types that its cursor told; see `declared_types`."""
    from dbt.adapters.sql.connections import SQLConnectionManager

    convert = getattr(SQLConnectionManager, "get_result_from_cursor", None)
    if convert is None:
        return

    def convert_and_keep(cls, cursor, limit):
        table = convert.__func__(cls, cursor, limit)
        setattr(table, _ATTRIBUTE, [_declared(cls, column) for column in cursor.description or []])
        return table

    SQLConnectionManager.get_result_from_cursor = classmethod(functools.wraps(convert.__func__)(convert_and_keep))


def declared_types(table):
    """Of each column its type in the words of SQL, None where nobody told a type that is known here."""
    told = getattr(table, _ATTRIBUTE, [])
    return told if len(told) == len(table.columns) else [None] * len(table.columns)


def _declared(manager, column):
    name, code, *more = column
    try:
        told = code if re.match(r"[A-Za-z]", str(code)) else manager.data_type_code_to_name(code)
    except Exception:  # each driver fails in its own way on a type that it does not know
        return None
    return sql_type(str(told), *more[2:4])


def sql_type(name, precision=None, scale=None):
    """The type that a driver's name stands for: ``VARCHAR(20)`` is ``varchar``; None for one that is not known here."""
    words = re.sub(r"\s+", " ", re.sub(r"\(.*?\)", "", name)).strip().lower()
    family = _FAMILIES.get(words)
    if family != "decimal":
        return family
    within = re.search(r"\((\d+)\s*,\s*(\d+)\)", name)
    digits, places = (int(each) for each in within.groups()) if within else (precision, scale)
    known = isinstance(digits, int) and isinstance(places, int) and 0 <= places <= digits <= 38 and digits > 0
    return f"decimal({digits},{places})" if known else None
