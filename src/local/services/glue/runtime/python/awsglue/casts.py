"""The names of types in mappings and specs, and casts that give null where a value is not of the type."""

import re

from pyspark.sql import functions as F
from pyspark.sql import types as T

_NAMES = {
    "bigint": T.LongType(),
    "binary": T.BinaryType(),
    "bool": T.BooleanType(),
    "boolean": T.BooleanType(),
    "byte": T.ByteType(),
    "date": T.DateType(),
    "decimal": T.DecimalType(10, 2),
    "double": T.DoubleType(),
    "float": T.FloatType(),
    "int": T.IntegerType(),
    "integer": T.IntegerType(),
    "long": T.LongType(),
    "short": T.ShortType(),
    "smallint": T.ShortType(),
    "string": T.StringType(),
    "timestamp": T.TimestampType(),
    "tinyint": T.ByteType(),
}
_COMPLEX = ("array", "choice", "map", "null", "struct")


def parse_type(name):
    """The Spark type of a type's name in Glue or Hive; None for a bare `struct`, `array`, `map`, which stays as it is.

    Raises ValueError for one that there is not.
    """
    text = name.strip().lower()
    if text in _NAMES:
        return _NAMES[text]
    if text in _COMPLEX:
        return None
    if re.fullmatch(r"(var)?char\s*\(\s*\d+\s*\)", text):
        return T.StringType()
    match = re.fullmatch(r"decimal\s*\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\)", text)
    if match:
        return T.DecimalType(int(match[1]), int(match[2] or 0))
    if text.startswith(("array<", "map<", "struct<")):
        return T._parse_datatype_string(name.strip())
    raise ValueError(
        f"{name!r} is not a type: use one of {', '.join(sorted(_NAMES))}, decimal(p,s), array, map, struct"
    )


def cast(column, shape, target):
    """The column, of this shape, as the Spark type `target`; of a choice, whichever of its values can be cast."""
    if len(shape.kinds) > 1:
        return F.coalesce(*(_cast_kind(column.getField(kind), kind, target) for kind in shape.kinds))
    kind = next(iter(shape.kinds), None)
    return F.lit(None).cast(target) if kind is None else _cast_kind(column, kind, target)


def _cast_kind(column, kind, target):
    nested = (T.StructType, T.ArrayType, T.MapType)
    if kind in ("struct", "array", "map"):
        if isinstance(target, T.StringType):
            return F.to_json(column)
        return column.cast(target) if isinstance(target, nested) else F.lit(None).cast(target)
    if isinstance(target, nested):
        return F.lit(None).cast(target)
    if kind == "binary" and not isinstance(target, (T.BinaryType, T.StringType)):
        return F.lit(None).cast(target)
    if kind in ("date", "timestamp") and isinstance(target, (T.BooleanType, T.BinaryType)):
        return F.lit(None).cast(target)
    if kind == "date" and isinstance(target, T.NumericType):
        return F.lit(None).cast(target)
    if kind == "boolean" and isinstance(target, (T.DateType, T.TimestampType, T.BinaryType)):
        return F.lit(None).cast(target)
    if isinstance(target, T.DateType) and kind not in ("string", "timestamp", "date"):
        return F.lit(None).cast(target)
    if isinstance(target, T.BinaryType) and kind in ("double", "float", "decimal"):
        return F.lit(None).cast(target)
    return column.cast(target)
