"""The rule types of DQDL that are evaluated here.

https://docs.aws.amazon.com/glue/latest/dg/dqdl-rule-types.html

A type is of rows (a condition that each row meets or does not), a measure (an aggregate of the data), or neither.
Those of the first two kinds are computed for all rules in one pass over the data.
"""

import re
from dataclasses import dataclass

from pyspark.sql import Column, Window
from pyspark.sql import functions as F
from pyspark.sql import types as T

from awsglue.refusal import refuse
from awsgluedq import measures
from awsgluedq.conditions import holds, meets
from awsgluedq.dqdl import Composite, DqdlError

_ABSENT = (
    "AggregateMatch",
    "DataFreshness",
    "DatasetMatch",
    "DetectAnomalies",
    "FileFreshness",
    "FileMatch",
    "FileSize",
    "FileUniqueness",
    "SchemaMatch",
)
_TYPES = {
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "timestamp",
    "INTEGER": "int",
    "DOUBLE": "double",
    "FLOAT": "float",
    "LONG": "bigint",
    "SHORT": "smallint",
    "BYTE": "tinyint",
    "DECIMAL": "decimal(38,10)",
}


@dataclass(frozen=True)
class Verdict:
    """Of one rule: whether it holds, why not, its metrics by name, and the boolean column of the rows that meet it."""

    passed: bool
    reason: str | None = None
    metrics: dict | None = None
    rows: Column | None = None


def evaluate(rules, df, others):
    """rule → verdict of the rules, without those that are joined of others. `others`: DataFrames by alias.

    A rule that cannot be evaluated on this data has failed, with the reason. Raises NotSupported for a type that there
    is not here.
    """
    single = list(dict.fromkeys(leaf for rule in rules for leaf in _leaves(rule)))
    for rule in single:
        if rule.name in _ABSENT:
            refuse(f"The DQDL rule type {rule.name}", "Write it as a CustomSql rule, or check it in the script.")
    verdicts, met, asked = {}, {}, {}
    for rule in single:
        try:
            if rule.name in _ROWS:
                met[rule] = _ROWS[rule.name](rule, df)
            elif rule.name in measures.AGGREGATES:
                asked[rule] = measures.AGGREGATES[rule.name](rule, df)
            elif rule.name in measures.OTHERS:
                verdicts[rule] = _measured(rule, measures.OTHERS[rule.name](_where(rule, df), rule))
            elif rule.name in _OTHERS:
                verdicts[rule] = _OTHERS[rule.name](rule, _where(rule, df), others)
            else:
                raise DqdlError(f"{rule.name} is not a rule type of DQDL")
        except DqdlError as error:
            verdicts[rule] = Verdict(False, str(error))
    return {**verdicts, **_one_pass(df, met, asked)}


def _leaves(rule):
    return [leaf for each in rule.rules for leaf in _leaves(each)] if isinstance(rule, Composite) else [rule]


def _where(rule, df):
    return df.filter(rule.where) if rule.where is not None else df


def _one_pass(df, met, asked):
    """The verdicts of the rules of rows (`met`: rule → boolean column) and of the measures (rule → aggregate)."""
    if not met and not asked:
        return {}
    tested = df.select("*", *(column.alias(f"\0met{at}") for at, column in enumerate(met.values())))
    wanted = []
    for at, rule in enumerate(met):
        counted = F.expr(rule.where) if rule.where is not None else F.lit(True)
        wanted += [F.sum(F.when(counted, 1)), F.sum(F.when(counted & F.col(f"\0met{at}"), 1))]
    # Aggregates of a name each: Spark would have several count(1).
    found = tested.agg(*(each.alias(f"v{at}") for at, each in enumerate([*wanted, *asked.values()]))).first()
    verdicts = {rule: _counted(rule, met[rule], *found[2 * at : 2 * at + 2]) for at, rule in enumerate(met)}
    for rule, value in zip(asked, found[len(wanted) :], strict=True):
        verdicts[rule] = _measured(rule, value)
    return verdicts


def _counted(rule, rows, total, passing):
    ratio = (passing or 0) / total if total else 1.0
    passed = holds(rule.threshold, ratio) if rule.threshold else ratio == 1.0
    metrics = {f"Column.{','.join(rule.parameters)}.{rule.name}.Compliance": ratio}
    return Verdict(passed, None if passed else _unmet(ratio), metrics, rows if rule.where is None else None)


def _measured(rule, value):
    if rule.condition is None:
        return Verdict(False, f"{rule.name} wants a condition, like {rule.name} > 0.9")
    if value is None:
        return Verdict(False, "There are no values to compute it of")
    passed = holds(rule.condition, value)
    place = f"Column.{','.join(rule.parameters)}" if rule.parameters else "Dataset.*"
    return Verdict(passed, None if passed else _unmet(value), {f"{place}.{rule.name}": float(value)})


def _unmet(value):
    return f"Value: {float(value)} does not meet the constraint requirement!"


# Rules of rows


def _unique(rule, df):
    counted = F.expr(rule.where) if rule.where is not None else F.lit(True)
    return F.count(F.when(counted, 1)).over(Window.partitionBy(*measures.columns_of(rule, df))) == 1


def _primary_key(rule, df):
    filled = F.lit(True)
    for column in measures.columns_of(rule, df):
        filled = filled & column.isNotNull()
    return filled & _unique(rule, df)


def _values(rule, df):
    column = measures.column_of(rule, df)
    if rule.condition is None:
        raise DqdlError('ColumnValues wants a condition, like ColumnValues "age" > 0')
    return meets(rule.condition, column, df.select(column.alias("c")).schema["c"].dataType)


def _length(rule, df):
    if rule.condition is None:
        raise DqdlError('ColumnLength wants a condition, like ColumnLength "zip" = 5')
    return meets(rule.condition, F.length(measures.column_of(rule, df).cast("string")), T.IntegerType())


def _data_type(rule, df):
    if rule.condition is None or rule.condition.operator != "=":
        raise DqdlError('ColumnDataType is written like: ColumnDataType "day" = "DATE"')
    name = str(rule.condition.values[0]).upper()
    column = measures.column_of(rule, df)
    if name == "STRING":
        return F.lit(True)
    if name not in _TYPES:
        raise DqdlError(f"{name} is not a type of ColumnDataType: use one of STRING, {', '.join(_TYPES)}")
    return column.isNull() | column.cast("string").cast(_TYPES[name]).isNotNull()


_ROWS = {
    "ColumnDataType": _data_type,
    "ColumnLength": _length,
    "ColumnValues": _values,
    "IsComplete": lambda rule, df: measures.column_of(rule, df).isNotNull(),
    "IsPrimaryKey": _primary_key,
    "IsUnique": _unique,
}

# Rules of neither


def _column_exists(rule, df, _):
    name = rule.parameters[0] if rule.parameters else ""
    passed = any(each.lower() == name.lower() for each in df.columns)
    return Verdict(passed, None if passed else f"Column {name} does not exist")


def _names_match(rule, df, _):
    if not rule.parameters:
        raise DqdlError('ColumnNamesMatchPattern wants a pattern, like ColumnNamesMatchPattern "[a-z_]+"')
    wrong = [name for name in df.columns if not re.fullmatch(rule.parameters[0], name)]
    return Verdict(not wrong, f"Columns that do not match the pattern: {', '.join(wrong)}" if wrong else None)


def _custom_sql(rule, df, others):
    if not rule.parameters:
        raise DqdlError('CustomSql wants a query, like CustomSql "select count(*) from primary" > 0')
    for alias, frame in {"primary": df, **others}.items():
        frame.createOrReplaceTempView(alias)
    result = df.sparkSession.sql(rule.parameters[0])
    if rule.condition is not None:
        first = result.first()
        return _measured(rule, None if first is None or first[0] is None else float(first[0]))
    # Without a condition the query gives the rows that are right.
    return _counted(rule, None, df.count(), result.count())


def _row_count_match(rule, df, others):
    return _measured(rule, df.count() / max(1, _other(rule, others, rule.parameters[0]).count()))


def _referential_integrity(rule, df, others):
    if len(rule.parameters) != 2:
        raise DqdlError('ReferentialIntegrity is written like: ReferentialIntegrity "city" "towns.name" > 0.9')
    alias, _, names = rule.parameters[1].partition(".")
    own, theirs = (re.findall(r"[^,\s{}]+", each) for each in (rule.parameters[0], names))
    keys = [f"k{at}" for at in range(len(own))]
    known = _other(rule, others, alias).select(*theirs).distinct().toDF(*keys)
    mine = df.select(*(measures.named(df, name).alias(key) for name, key in zip(own, keys, strict=True)))
    total = mine.count()
    ratio = mine.join(known, keys, "left_semi").count() / total if total else 1.0
    passed = holds(rule.condition, ratio) if rule.condition else ratio == 1.0
    metrics = {f"Column.{rule.parameters[0]}.ReferentialIntegrity": ratio}
    return Verdict(passed, None if passed else _unmet(ratio), metrics)


def _other(rule, others, alias):
    if alias not in others:
        raise DqdlError(f"{rule.name} names {alias}: give it in additional_data_sources")
    return others[alias]


_OTHERS = {
    "ColumnExists": _column_exists,
    "ColumnNamesMatchPattern": _names_match,
    "CustomSql": _custom_sql,
    "ReferentialIntegrity": _referential_integrity,
    "RowCountMatch": _row_count_match,
}
