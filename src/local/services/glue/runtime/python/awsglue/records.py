"""Functions of a script over records: filter, map, and what they return as a relation again."""

import datetime
import decimal
import json

from pyspark import StorageLevel
from pyspark.sql import Row
from pyspark.sql import functions as F
from pyspark.sql import types as T

from awsglue.paths import quoted
from awsglue.relation import Relation
from awsglue.shapes import Shape

ERROR_TYPE = "error string, record string"
_VERDICT = "\0verdict"
_INT32 = range(-(2**31), 2**31)
_INT64 = range(-(2**63), 2**63)


class DynamicRecord(dict):
    """A record as a script's function gets it: `record["name"]`, `record.name`."""

    def __getattr__(self, name):
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None

    def __setattr__(self, name, value):
        self[name] = value

    def __delattr__(self, name):
        try:
            del self[name]
        except KeyError:
            raise AttributeError(name) from None


def to_record(value, shape):
    """A value of a row as plain Python: a choice is whichever value there is."""
    if value is None or not shape.kinds:
        return None
    if len(shape.kinds) > 1:
        for kind, detail in shape.kinds.items():
            if value[kind] is not None:
                return _of_kind(value[kind], kind, detail)
        return None
    kind, detail = next(iter(shape.kinds.items()))
    return _of_kind(value, kind, detail)


def _of_kind(value, kind, detail):
    if kind == "struct":
        return DynamicRecord((name, to_record(value[at], shape)) for at, (name, shape) in enumerate(detail.items()))
    if kind == "array":
        return [to_record(each, detail) for each in value]
    if kind == "map":
        return {key: to_record(each, detail) for key, each in value.items()}
    return value


def shape_of_value(value):
    """The shape of one Python value. Raises TypeError for one that no record can hold."""
    if value is None:
        return Shape()
    if isinstance(value, bool):
        return Shape({"boolean": T.BooleanType()})
    if isinstance(value, int):
        if value in _INT32:
            return Shape({"int": T.IntegerType()})
        return Shape({"long": T.LongType()}) if value in _INT64 else Shape({"decimal": T.DecimalType(38, 0)})
    if isinstance(value, float):
        return Shape({"double": T.DoubleType()})
    if isinstance(value, str):
        return Shape({"string": T.StringType()})
    if isinstance(value, (bytes, bytearray)):
        return Shape({"binary": T.BinaryType()})
    if isinstance(value, datetime.datetime):
        return Shape({"timestamp": T.TimestampType()})
    if isinstance(value, datetime.date):
        return Shape({"date": T.DateType()})
    if isinstance(value, decimal.Decimal):
        digits = value.as_tuple()
        scale = max(0, -digits.exponent)
        return Shape({"decimal": T.DecimalType(min(38, max(len(digits.digits), scale + 1)), scale)})
    if isinstance(value, Row) and hasattr(value, "__fields__"):
        value = value.asDict()
    if isinstance(value, dict):
        return Shape({"struct": {str(name): shape_of_value(each) for name, each in value.items()}})
    if isinstance(value, (list, tuple, set)):
        shape = Shape()
        for each in value:
            shape.merge(shape_of_value(each))
        return Shape({"array": shape})
    # What numpy and pandas give is worth its Python value.
    if hasattr(value, "item"):
        return shape_of_value(value.item())
    raise TypeError(f"A record cannot hold a {type(value).__name__}: {value!r}")


def to_value(value, shape):
    """A Python value as Spark takes it for this shape's type."""
    if value is None or not shape.kinds:
        return None
    if hasattr(value, "item"):
        value = value.item()
    if len(shape.kinds) > 1:
        own = next(iter(shape_of_value(value).kinds))
        return tuple(_value_of(value, kind, detail) if kind == own else None for kind, detail in shape.kinds.items())
    kind, detail = next(iter(shape.kinds.items()))
    return _value_of(value, kind, detail)


def _value_of(value, kind, detail):
    if kind == "struct":
        if isinstance(value, Row):
            value = value.asDict()
        return tuple(to_value(value.get(name), shape) for name, shape in detail.items())
    if kind == "array":
        return [to_value(each, detail) for each in value]
    if kind == "map":
        return {key: to_value(each, detail) for key, each in value.items()}
    return value


def filter_records(relation, keep):
    """The records for which the function says yes. One that it fails on is an error record."""
    shape = relation.shape

    def verdict(row):
        try:
            return bool(keep(to_record(row, shape))), None
        except Exception as error:
            return False, f"{type(error).__name__}: {error}"

    judge = F.udf(verdict, "struct<keep: boolean, error: string>")
    columns = [F.col(quoted(name)) for name in relation.df.columns]
    judged = relation.df.withColumn(_VERDICT, judge(F.struct(*columns)))
    kept = judged.filter(F.col(_VERDICT).getField("keep")).drop(_VERDICT)
    failed = judged.filter(F.col(_VERDICT).getField("error").isNotNull()).select(
        F.col(_VERDICT).getField("error").alias("error"), F.to_json(F.struct(*columns)).alias("record")
    )
    return Relation(kept, relation.choices, (*relation.errors, failed))


def map_records(relation, function):
    """What the function makes of each record. One that it fails on is an error record, one that is None is left out."""

    def call(record):
        text = json.dumps(record, default=str)
        try:
            result = function(record)
            if result is not None and not isinstance(result, (dict, Row)):
                raise TypeError(f"the function gave a {type(result).__name__}, not a record")
            return result, shape_of_value(result), None
        except Exception as error:
            return None, None, (f"{type(error).__name__}: {error}", text)

    return _made(relation, lambda _, records: map(call, records))


def map_partitions(relation, function):
    """What the function makes of the records of each partition, given and returned as an iterable."""

    return map_partitions_with_index(relation, lambda _, records: function(records))


def map_partitions_with_index(relation, function):
    """As map_partitions, where the function is also given the partition's number."""
    return _made(relation, lambda at, records: ((each, shape_of_value(each), None) for each in function(at, records)))


def from_python(spark, rdd, errors=()):
    """The relation of an RDD of (record, its shape, None) or (None, None, (error, text))."""
    # Their types are known when all have been made: they are made once, and kept until they are read.
    made = rdd.persist(StorageLevel.MEMORY_AND_DISK)
    shape = Shape({"struct": {}})
    for each in made.mapPartitions(_merged).collect():
        shape.merge(each)
    rows = made.filter(lambda each: each[0] is not None).map(lambda each: to_value(each[0], shape))
    failed = made.filter(lambda each: each[2] is not None).map(lambda each: each[2])
    df = spark.createDataFrame(rows, shape.spark_type(), verifySchema=False)
    return Relation(df, shape.choices(), (*errors, spark.createDataFrame(failed, ERROR_TYPE)))


def _merged(results):
    shape = Shape()
    for _, each, _ in results:
        if each is not None:
            shape.merge(each)
    return [shape]


def _made(relation, make):
    shape = relation.shape
    made = relation.df.rdd.map(lambda row: to_record(row, shape)).mapPartitionsWithIndex(make)
    return from_python(relation.df.sparkSession, made, relation.errors)
