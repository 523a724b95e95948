"""Reading JSON files.

https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-format-json-home.html
"""

from pyspark.sql import functions as F
from pyspark.sql import types as T

from awsglue.paths import quoted
from awsglue.relation import Relation
from awsglue.sources.json_text import checked_json_path, infer, marked, unmarked

_TEXT = "\0text"


def read_json(spark, batch, options):
    """The records of JSON files: one a line, or one or an array of them a file with `multiLine`."""
    path = options.get("jsonPath")
    whole = str(options.get("multiLine", "false")).lower() == "true"
    text = spark.read.options(**batch.options()).text(list(batch.paths), wholetext=whole)
    text = text.withColumnRenamed("value", _TEXT)
    if path and path != "$":
        text = text.withColumn(_TEXT, F.get_json_object(F.col(_TEXT), checked_json_path(path)))
    text = text.filter(F.col(_TEXT).isNotNull() & (F.trim(F.col(_TEXT)) != ""))
    shape, schema, corrupt = infer(spark, text, _TEXT)
    plain = not corrupt and not path and not whole and not shape.choices() and not _voids(shape)
    if plain and shape.kinds["struct"]:
        # Nothing is special about them: Spark's own reader splits files, and reads only the fields that are wanted.
        reader = spark.read.options(**batch.options()).schema(shape.spark_type())
        return Relation(batch.partitioned(reader.json(list(batch.paths))))
    return parse_json(text, _TEXT, shape, schema, batch)


def parse_json(text, column, shape, schema, batch):
    """The records of a column of JSON text beside the partition columns; what is no JSON is an error record."""
    keys = [F.col(quoted(name)) for name in text.columns if name != column]
    parsed = text.select(
        F.col(column), F.from_json(marked(F.col(column)), T.ArrayType(schema)).alias("\0parsed"), *keys
    )
    records = parsed.select(F.explode("\0parsed").alias("\0marked"), *keys)
    built = records.select(unmarked(F.col("\0marked"), schema, shape).alias("\0record"), *keys)
    df = built.select(*(F.col("\0record").getField(name).alias(name) for name in shape.kinds["struct"]), *keys)
    errors = parsed.filter(F.col("\0parsed").isNull()).select(
        F.lit("This is no JSON object or array of objects").alias("error"), F.col(column).alias("record")
    )
    return Relation(batch.partitioned(df), shape.choices(), (errors,))


def _voids(shape):
    if not shape.kinds:
        return True
    for kind, detail in shape.kinds.items():
        if kind == "struct" and any(_voids(each) for each in detail.values()):
            return True
        if kind in ("array", "map") and _voids(detail):
            return True
    return False
