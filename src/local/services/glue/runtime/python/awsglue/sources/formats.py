"""Reading files by their format.

https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-format.html
"""

from py4j.protocol import Py4JJavaError
from pyspark.errors import PySparkException
from pyspark.sql import types as T

from awsglue.refusal import refuse
from awsglue.relation import Relation, unite
from awsglue.sources.batch import partitions_as_text
from awsglue.sources.csv_files import read_csv
from awsglue.sources.json_files import read_json

_ABSENT = {
    "ion": "Convert the files to JSON.",
    "groklog": "Read the lines with spark.read.text and take them apart with regexp_extract.",
    "hudi": "Write Parquet.",
    "iceberg": "Write Parquet.",
    "delta": "Write Parquet.",
    "excel": "Convert the workbook to CSV.",
}


def read_batch(spark, batch, format, options, columns=None):
    """The records of a batch of files. `columns` are the catalog's, name → Spark type; they matter to CSV alone.

    Raises NotSupported for a format that there is not here.
    """
    told, format = format, (format or "").lower()
    if not batch.paths:
        return nothing(spark)
    with partitions_as_text(spark):
        if format == "json":
            return read_json(spark, batch, options)
        if format == "csv":
            return read_csv(spark, batch, options, columns) or nothing(spark)
        if format in ("parquet", "glueparquet"):
            return _read_columnar(spark, batch, "parquet")
        if format == "orc":
            return _read_columnar(spark, batch, "orc")
        if format == "avro":
            need_avro(spark)
            return Relation(
                batch.partitioned(spark.read.options(**batch.options()).format("avro").load(list(batch.paths)))
            )
        if format == "xml":
            return _read_xml(spark, batch, options)
    if format in _ABSENT:
        refuse(f'format="{told}"', _ABSENT[format])
    raise ValueError(f"{told!r} is not a format that Glue reads: use csv, json, parquet, orc, avro or xml")


def nothing(spark):
    """No records, of no fields: what Glue gives where there are no files to read."""
    return Relation(spark.createDataFrame([], T.StructType([])))


def need_avro(spark):
    """Refuses Avro unless Spark has it."""
    if not has_class(spark, "org.apache.spark.sql.avro.AvroFileFormat"):
        refuse(
            'format="avro"',
            "Spark keeps it in a jar of its own: put spark-avro_2.12-3.5.6.jar into --extra-jars, or use Parquet.",
        )


def has_class(spark, name):
    """Whether the JVM, with the jars of the job, has a class of this name."""
    try:
        spark._jvm.org.apache.spark.util.Utils.classForName(name, False, False)
    except Py4JJavaError:
        return False
    return True


def _read_xml(spark, batch, options):
    if not has_class(spark, "com.databricks.spark.xml.DefaultSource"):
        refuse('format="xml"', "Put the jar spark-xml_2.12-0.18.0.jar into --extra-jars, or convert the files to JSON.")
    if "rowTag" not in options:
        raise ValueError("format=xml wants the tag of a record: format_options={'rowTag': 'order'}")
    reader = spark.read.options(**batch.options()).format("com.databricks.spark.xml")
    return Relation(
        batch.partitioned(reader.options(**{k: str(v) for k, v in options.items()}).load(",".join(batch.paths)))
    )


def _read_columnar(spark, batch, format):
    reader = spark.read.options(**batch.options(), mergeSchema="true").format(format)
    try:
        return Relation(batch.partitioned(reader.load(list(batch.paths))))
    except (PySparkException, Py4JJavaError) as error:
        if len(batch.paths) == 1 or "merg" not in str(error).lower():
            raise
    # Files that differ in a column's type: those that are alike are read together, and the column is a choice.
    groups = {}
    for path in batch.paths:
        one = spark.read.options(**batch.options()).format(format).load(path)
        groups.setdefault(one.schema.json(), []).append(path)
    alike = [
        Relation(batch.partitioned(spark.read.options(**batch.options()).format(format).load(paths)))
        for paths in groups.values()
    ]
    return unite(alike)
