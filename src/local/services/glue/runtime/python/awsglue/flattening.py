"""unnest and relationalize: nested records as flat tables.

https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-transforms-Relationalize.html
"""

from pyspark.sql import functions as F
from pyspark.sql import types as T

from awsglue.paths import ELEMENT, quoted
from awsglue.relation import moved
from awsglue.shapes import VALUE


def unnest(relation):
    """The relation with the fields of structs as columns `outer.inner`; arrays and maps stay."""
    columns, choices = [], set(relation.choices)

    def visit(column, spark_type, path):
        nonlocal choices
        if isinstance(spark_type, T.StructType) and path not in relation.choices:
            for field in spark_type.fields:
                visit(column.getField(field.name), field.dataType, (*path, field.name))
            return
        name = ".".join(path)
        columns.append(column.alias(name))
        choices = moved(choices, path, (name,))

    for field in relation.df.schema:
        visit(F.col(quoted(field.name)), field.dataType, (field.name,))
    return relation.with_df(relation.df.select(*columns), choices)


def relationalize(relation, root):
    """The flat tables of nested records, by name: the root, and one for each array.

    An array's column holds a number in its table's place, and the array's table has `id` (that number), `index`, and
    its elements as `<column>.val` or, of structs, `<column>.val.<field>`.
    """
    tables = {}
    _flatten(unnest(relation), root, root, tables)
    return tables


def _flatten(relation, name, root, tables):
    pivots = [f for f in relation.df.schema if isinstance(f.dataType, (T.ArrayType, T.MapType))]
    if not pivots:
        tables[name] = relation
        return
    # The numbers come from where a record lies, so the records are kept: asked again they would get other numbers.
    numbered = relation.df.withColumn(_NUMBER, F.monotonically_increasing_id() + 1).persist()
    tables[name] = relation.with_df(
        numbered.select(
            *(
                F.when(F.col(quoted(f.name)).isNotNull(), F.col(_NUMBER)).alias(f.name)
                if f in pivots
                else F.col(quoted(f.name))
                for f in relation.df.schema
            )
        ),
        {each for each in relation.choices if each[0] not in {f.name for f in pivots}},
    )
    for field in pivots:
        _flatten(_pivoted(relation, numbered, field), f"{root}_{field.name}", root, tables)


def _pivoted(relation, numbered, field):
    column = F.col(quoted(field.name))
    if isinstance(field.dataType, T.MapType):
        elements = numbered.select(F.col(_NUMBER).alias("id"), F.posexplode(column).alias("index", _KEY, _VALUE))
        keys = [F.col(_KEY).alias(f"{field.name}.key")]
        inner = VALUE
    else:
        elements = numbered.select(F.col(_NUMBER).alias("id"), F.posexplode(column).alias("index", _VALUE))
        keys = []
        inner = ELEMENT
    value = f"{field.name}.val"
    df = elements.select("id", "index", *keys, F.col(_VALUE).alias(value))
    below = (field.name, inner)
    choices = {(value, *each[2:]) for each in relation.choices if each[:2] == below}
    return unnest(type(relation)(df, frozenset(choices)))


_NUMBER = "\0number"
_KEY = "\0key"
_VALUE = "\0value"
