"""Conditions of rules: of one number, and of the values of a column."""

import operator

from pyspark.sql import functions as F
from pyspark.sql import types as T

from awsgluedq.dqdl import DqdlError, Word

_COMPARE = {
    "=": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}


def holds(condition, value):
    """Whether a number meets the condition."""
    if condition.operator in _COMPARE:
        result = _COMPARE[condition.operator](value, _number(condition.values[0]))
    elif condition.operator == "between":
        low, high = (_number(each) for each in condition.values)
        result = low < value < high
    elif condition.operator == "in":
        result = value in [_number(each) for each in condition.values]
    else:
        raise DqdlError(f"{condition.operator} is no condition of a number")
    return result != condition.negated


def meets(condition, column, spark_type):
    """The boolean column of whether a value meets the condition. Null meets what speaks of values, but no pattern."""
    first = condition.values[0] if condition.values else None
    if isinstance(first, Word) and first in ("NULL", "EMPTY", "WHITESPACES_ONLY"):
        return _special(condition, column)
    text = column.cast("string")
    if condition.operator == "matches":
        # The whole value, as Java's matches has it.
        result = F.coalesce(text.rlike(f"^(?:{first})$"), F.lit(False))
        return ~result if condition.negated else result
    if condition.operator in _COMPARE:
        result = _COMPARE[condition.operator](column, _literal(first, spark_type))
    elif condition.operator == "between":
        low, high = (_literal(each, spark_type) for each in condition.values)
        result = (column > low) & (column < high)
    else:
        result = column.isin(*(_literal(each, spark_type) for each in condition.values if each != "NULL"))
    result = ~result if condition.negated else result
    return F.coalesce(result, F.lit(True))


def _special(condition, column):
    if condition.operator not in ("=", "!="):
        raise DqdlError(f"{condition.values[0]} is compared by = or !=")
    text = column.cast("string")
    is_it = {
        "NULL": column.isNull(),
        "EMPTY": F.coalesce(text == "", F.lit(False)),
        "WHITESPACES_ONLY": F.coalesce((text != "") & (F.trim(text) == ""), F.lit(False)),
    }[condition.values[0]]
    return is_it if (condition.operator == "=") != condition.negated else ~is_it


def _number(value):
    try:
        return float(value)
    except ValueError:
        raise DqdlError(f"A number is wanted, not {value}") from None


def _literal(value, spark_type):
    if isinstance(value, Word) and value.startswith("now"):
        return F.expr(_moment(value))
    if isinstance(spark_type, (T.DateType, T.TimestampType)) and isinstance(value, str):
        return F.lit(value).cast(spark_type)
    if isinstance(spark_type, T.BooleanType):
        return F.lit(str(value).lower() == "true")
    return F.lit(str(value) if isinstance(value, Word) else value)


def _moment(word):
    parts = word.split()
    return (
        "current_timestamp()" if len(parts) == 1 else f"current_timestamp() {parts[1]} interval {parts[2]} {parts[3]}"
    )
