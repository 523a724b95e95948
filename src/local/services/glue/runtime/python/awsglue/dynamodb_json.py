"""Exports of DynamoDB: values that are wrapped in the letter of their type.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.Output.html
"""

from pyspark.sql import functions as F
from pyspark.sql import types as T

from awsglue import flattening
from awsglue.paths import quoted
from awsglue.relation import Relation

_LETTERS = {"S", "N", "B", "BOOL", "NULL", "M", "L", "SS", "NS", "BS"}


def simplify(relation):
    """The relation with plain values in the place of the wrapped ones, and what is in `Item` at the top."""
    columns = []
    for name, column, spark_type in _items(relation):
        plain = _plain(column, spark_type)
        if plain is not None:
            columns.append(plain.alias(name))
    # A value of several types in different records is text now, and no choice is left.
    return Relation(relation.df.select(*columns), frozenset(), relation.errors)


def unnest(relation):
    """As simplify, with the fields of maps as columns `outer.inner`; arrays stay."""
    return flattening.unnest(simplify(relation))


def _items(relation):
    for field in relation.df.schema:
        column = F.col(quoted(field.name))
        if field.name == "Item" and isinstance(field.dataType, T.StructType):
            for inner in field.dataType.fields:
                yield inner.name, column.getField(inner.name), inner.dataType
        else:
            yield field.name, column, field.dataType


def _wrapped(spark_type):
    return isinstance(spark_type, T.StructType) and bool(spark_type.names) and set(spark_type.names) <= _LETTERS


def _plain(column, spark_type):
    if not _wrapped(spark_type):
        return _inside(column, spark_type)
    found = []
    for letter in spark_type.names:
        if letter == "NULL":
            continue
        inner = spark_type[letter].dataType
        value = column.getField(letter)
        found.append(_inside(value, inner) if letter in ("M", "L") else value)
    if not found:
        return None
    if len(found) == 1:
        return found[0]
    nested = {"M", "L", "SS", "NS", "BS"} & set(spark_type.names)
    return F.coalesce(
        *(
            F.to_json(each) if nested and letter in nested else each.cast("string")
            for each, letter in zip(found, [letter for letter in spark_type.names if letter != "NULL"], strict=True)
        )
    )


def _inside(column, spark_type):
    if isinstance(spark_type, T.ArrayType):
        element = spark_type.elementType
        if not isinstance(element, T.StructType):
            return column
        return F.transform(column, lambda each: F.lit(None) if (plain := _plain(each, element)) is None else plain)
    if isinstance(spark_type, T.StructType):
        fields = [(name, _plain(column.getField(name), spark_type[name].dataType)) for name in spark_type.names]
        return F.when(column.isNotNull(), F.struct(*(each.alias(name) for name, each in fields if each is not None)))
    return column
