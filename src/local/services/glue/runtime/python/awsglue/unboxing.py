"""unbox: a field of text that is itself JSON or CSV.

https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-transforms-Unbox.html
"""

import json

from pyspark.sql import functions as F
from pyspark.sql import types as T

from awsglue import gluetypes
from awsglue.casts import parse_type
from awsglue.options import flag
from awsglue.paths import ELEMENT, parse_path
from awsglue.refusal import refuse
from awsglue.relation import edit
from awsglue.shapes import Shape
from awsglue.sources.json_text import infer, marked, unmarked


def unbox(relation, path, format, options):
    """The relation in which the text at the path is what it says. Text that is not of the format becomes null."""
    found = relation.find(parse_path(path))
    if found is None or ELEMENT in found or not isinstance(relation.type_at(found), T.StringType):
        raise ValueError(f"unbox wants a field of text: there is none at {path}")
    if format == "json":
        return _unbox_json(relation, found)
    if format == "csv":
        return _unbox_csv(relation, found, options)
    refuse(f'unbox with format="{format}"', "Use json or csv, or a Map with a function of yours.")


def _unbox_json(relation, path):
    texts = relation.df.select(relation.column(path).alias("value")).filter(F.col("value").isNotNull())
    spark = relation.df.sparkSession
    shape, schema, _ = infer(spark, texts)
    first = texts.first()
    if first is not None and first[0].lstrip().startswith("["):
        shape, schema = Shape({"array": shape}), T.ArrayType(schema)
    df = edit(relation, path, lambda text, _: [(path[-1], unmarked(F.from_json(marked(text), schema), schema, shape))])
    return relation.with_df(df, relation.choices | shape.choices(path))


def _unbox_csv(relation, path, options):
    separator = options.get("separator", ",")
    if flag(options, "withHeader") or flag(options, "skipFirst"):
        refuse("unbox of CSV with a header", "Give the names by withSchema.")
    if options.get("withSchema"):
        schema = gluetypes.fromJson(json.loads(options["withSchema"]))
        fields = [T.StructField(f.name, parse_type(f.dataType.typeName()) or T.StringType()) for f in schema.fields]
    else:
        text = relation.column(path)
        widest = relation.df.agg(F.max(F.size(F.split(text, _literal(separator))))).first()[0] or 1
        fields = [T.StructField(f"col{at}", T.StringType()) for at in range(max(widest, 1))]
    told = {"sep": separator, "escape": options.get("escaper", "\\")}
    ddl = ", ".join(f"`{field.name}` {field.dataType.simpleString()}" for field in fields)
    df = edit(relation, path, lambda text, _: [(path[-1], F.from_csv(text, ddl, told))])
    return relation.with_df(df)


def _literal(separator):
    return r"\Q" + separator + r"\E"
