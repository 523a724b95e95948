"""The visual transforms of Glue Studio that scripts bring as modules of their own (gs_now, gs_derived and the like).

https://docs.aws.amazon.com/glue/latest/dg/transforms-configure-aws-glue-managed.html
AWS keeps the modules in a bucket of its own; these do the same as far as it is documented.
"""

import re

from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from pyspark.sql import types as T

from awsglue.dynamicframe import DynamicFrame
from awsglue.paths import quoted

# Python's codes of dates, which its older exports use, as Spark's patterns.
_CODES = {"Y": "yyyy", "y": "yy", "m": "MM", "d": "dd", "H": "HH", "I": "hh", "M": "mm", "S": "ss", "p": "a", "f": "SSSSSS"}
_UNITS = {"seconds": 1, "milliseconds": 1_000, "microseconds": 1_000_000}
_MILLISECONDS_FROM = 100_000_000_000
_MICROSECONDS_FROM = 100_000_000_000_000


def attach(name, transform):
    """Makes a method of DataFrame and DynamicFrame of a function from DataFrame to DataFrame."""

    def of_dynamic_frame(self, *args, **kwargs):
        return DynamicFrame.fromDF(transform(self.toDF(), *args, **kwargs), self.glue_ctx, self.name)

    setattr(DataFrame, name, transform)
    setattr(DynamicFrame, name, of_dynamic_frame)


def now(df, colName="timestamp", dateFormat=None):
    """Add Current Timestamp."""
    moment = F.current_timestamp()
    return df.withColumn(colName, F.date_format(moment, _pattern(dateFormat)) if dateFormat else moment)


def derived(df, colName, expr):
    """Derived Column: an expression of Spark SQL."""
    return df.withColumn(colName, F.expr(expr))


def concat(df, colName, colList, spacer="", nullValue=""):
    """Concatenate Columns."""
    parts = [F.coalesce(_column(name).cast("string"), F.lit(nullValue)) for name in _names(colList)]
    return df.withColumn(colName, F.concat_ws(spacer or "", *parts))


def to_timestamp(df, colName, colType="autodetect", newColName=None):
    """To Timestamp: of a number since 1970 in a unit, or of a text as ISO 8601 has it."""
    column = _column(colName)
    text = F.trim(column.cast("string"))
    if colType in _UNITS:
        made = _moment(text.cast("double"), _UNITS[colType])
    elif colType in ("iso", "autodetect"):
        number = text.cast("double")
        unit = F.when(F.abs(number) >= _MICROSECONDS_FROM, 1_000_000).when(F.abs(number) >= _MILLISECONDS_FROM, 1_000)
        told = F.to_timestamp(text)
        made = told if colType == "iso" else F.when(number.isNull() | (F.length(text) < 6), told).otherwise(
            _moment(number, unit.otherwise(1))
        )
    else:
        made = F.to_timestamp(text, _pattern(colType))
    return df.withColumn(newColName or _plain(colName), made)


def format_timestamp(df, colName, dateFormat, newColName=None):
    """Format Timestamp."""
    return df.withColumn(newColName or _plain(colName), F.date_format(_column(colName), _pattern(dateFormat)))


def explode(df, colName, newCol, outer=False):
    """Explode Array Or Map Into Rows; of a map a row holds key and value."""
    column = _column(colName)
    kind = df.select(column).schema[0].dataType
    items = F.map_entries(column) if isinstance(kind, T.MapType) else column
    return df.withColumn(newCol, F.explode_outer(items) if _is_true(outer) else F.explode(items))


def flatten(df, maxLevels=0, separator="."):
    """Flatten: the fields of structs as columns, down to a number of levels, or all."""
    levels = int(maxLevels or 0)
    level = 0
    while any(isinstance(field.dataType, T.StructType) for field in df.schema) and (levels == 0 or level < levels):
        columns = []
        for field in df.schema:
            if not isinstance(field.dataType, T.StructType):
                columns.append(F.col(quoted(field.name)))
                continue
            for inner in field.dataType:
                place = F.col(f"{quoted(field.name)}.{quoted(inner.name)}")
                columns.append(place.alias(f"{field.name}{separator}{inner.name}"))
        df = df.select(*columns)
        level += 1
    return df


def split(df, colName, pattern, newColName=None):
    """Split String: at a regular expression, into an array."""
    return df.withColumn(newColName or _plain(colName), F.split(_column(colName), pattern))


def array_to_cols(df, colName, colList, indexes=None):
    """Array To Columns: elements by their places from 1, or in order."""
    names = _names(colList)
    places = [int(each) for each in _names(indexes)] if indexes else range(1, len(names) + 1)
    for name, place in zip(names, places, strict=True):
        df = df.withColumn(name, F.get(_column(colName), place - 1))
    return df


def uuid(df, colName="uuid"):
    """UUID: another one for each row."""
    return df.withColumn(colName, F.expr("uuid()"))


def regex_extract(df, colName, regex, newCols):
    """Regex Extractor: the groups of an expression, or all that it matches when it has none."""
    groups = re.compile(regex).groups
    for at, name in enumerate(_names(newCols)):
        found = F.regexp_extract(_column(colName), regex, at + 1 if groups else 0)
        df = df.withColumn(name, F.when(_column(colName).rlike(regex), found))
    return df


def repartition(df, numPartitionsStr="", numPartitions=None):
    """Autobalance Processing."""
    wanted = numPartitions or numPartitionsStr
    return df.repartition(int(wanted) if wanted else df.sparkSession.sparkContext.defaultParallelism)


def pivot(df, aggCol, aggFunction, colList):
    """Pivot Rows Into Columns: a column for each value of the chosen ones, by all other columns."""
    chosen = _names(colList)
    others = [F.col(quoted(name)) for name in df.columns if name not in (*chosen, aggCol)]
    by = F.concat_ws("_", *(_column(name).cast("string") for name in chosen))
    values = "strata_pivot"
    return df.withColumn(values, by).groupBy(*others).pivot(values).agg(F.expr(f"{aggFunction}({quoted(aggCol)})"))


def _moment(number, unit):
    return F.timestamp_micros((number * (1_000_000 / unit)).cast("long"))


def _pattern(text):
    return re.sub(r"%(\w)", lambda code: _CODES.get(code.group(1), code.group(0)), text)


def _names(names):
    return [each.strip() for each in names.split(",")] if isinstance(names, str) else list(names)


def _plain(name):
    return name[1:-1] if name.startswith("`") and name.endswith("`") else name


def _column(name):
    return F.col(quoted(_plain(name)))


def _is_true(value):
    return str(value).strip().lower() == "true"
