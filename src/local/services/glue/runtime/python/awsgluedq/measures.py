"""What rules measure of the data: a number that their condition is about."""

from pyspark.sql import functions as F

from awsglue.paths import quoted
from awsgluedq.dqdl import DqdlError


def column_of(rule, df, at=0):
    """The column that the rule names. Raises DqdlError when it names none, or one that is not in the data."""
    if len(rule.parameters) <= at:
        raise DqdlError(f'{rule.name} wants a column, like {rule.name} "id"')
    return named(df, rule.parameters[at])


def columns_of(rule, df):
    return [column_of(rule, df, at) for at in range(max(1, len(rule.parameters)))]


def named(df, name):
    found = [each for each in df.columns if each.lower() == name.lower()]
    if not found:
        raise DqdlError(f"Column {name} is not in the data: it has {', '.join(df.columns)}")
    return F.col(quoted(found[0]))


def _within(rule, column):
    """The column, null in the rows that the rule's where leaves out."""
    return column if rule.where is None else F.when(F.expr(rule.where), column)


def _of_numbers(function):
    return lambda rule, df: function(_within(rule, column_of(rule, df).cast("double")))


def _completeness(rule, df):
    return F.count(_within(rule, column_of(rule, df))) / F.count(_within(rule, F.lit(1)))


def _correlation(rule, df):
    return F.corr(*(_within(rule, column_of(rule, df, at).cast("double")) for at in (0, 1)))


# Of all rows in one pass: (rule, df) → aggregate.
AGGREGATES = {
    "ColumnCorrelation": _correlation,
    "ColumnCount": lambda rule, df: F.coalesce(F.max(F.lit(len(df.columns))), F.lit(len(df.columns))),
    "Completeness": _completeness,
    "Mean": _of_numbers(F.avg),
    "RowCount": lambda rule, df: F.count(_within(rule, F.lit(1))),
    "StandardDeviation": _of_numbers(F.stddev_pop),
    "Sum": _of_numbers(F.sum),
}


def _groups(df, rule):
    """How often each value, or combination of values, occurs."""
    columns = columns_of(rule, df)
    return df.filter(F.coalesce(*(column.cast("string") for column in columns)).isNotNull()).groupBy(*columns).count()


def _uniqueness(df, rule):
    total, once = _groups(df, rule).agg(F.sum("count"), F.sum((F.col("count") == 1).cast("long"))).first()
    return once / total if total else None


def _unique_value_ratio(df, rule):
    distinct, once = _groups(df, rule).agg(F.count(F.lit(1)), F.sum((F.col("count") == 1).cast("long"))).first()
    return once / distinct if distinct else None


def _entropy(df, rule):
    groups = _groups(df, rule)
    share = F.col("count") / F.lit(groups.agg(F.sum("count")).first()[0] or 1)
    return groups.agg(F.sum(-share * F.log(share))).first()[0]


# By groups of values: (df, rule) → number, or None without values.
OTHERS = {
    "DistinctValuesCount": lambda df, rule: _groups(df, rule).count(),
    "Entropy": _entropy,
    "UniqueValueRatio": _unique_value_ratio,
    "Uniqueness": _uniqueness,
}
