"""What getSource gives: something that frames are read from.

https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-connect.html
"""

import sys

from awsglue import bookmarks
from awsglue.dynamicframe import DynamicFrame
from awsglue.options import flag, paths_of
from awsglue.refusal import refuse
from awsglue.relation import unite
from awsglue.sources import catalog
from awsglue.sources.batch import Batch
from awsglue.sources.files import exclusions_of, list_files
from awsglue.sources.formats import nothing, read_batch
from awsglue.sources.jdbc import DATABASES, read_jdbc

_FILE_TYPES = ("s3", "file")
_FORMAT_TYPES = ("csv", "json", "parquet", "orc")
INSTEAD = {
    "dynamodb": "Read the table with boto3, or its export to S3 with connection_type s3.",
    "kinesis": "Streaming jobs do not run locally: read files from S3.",
    "kafka": "Streaming jobs do not run locally: read files from S3.",
    "mongodb": "Export the collection to JSON in S3.",
    "documentdb": "Export the collection to JSON in S3.",
    "opensearch": "Export the index to JSON in S3.",
    "snowflake": "Unload the table to Parquet in S3.",
    "bigquery": "Export the table to Parquet in S3.",
}


class DataSource:
    """A source of one connection type; `setFormat` before `getFrame` where it is of files."""

    def __init__(self, glue_context, connection_type, options, transformation_ctx=""):
        connection_type = connection_type.lower()
        if connection_type not in (*_FILE_TYPES, *_FORMAT_TYPES, *DATABASES, "catalog"):
            refuse_connection(connection_type)
        self._glue_context = glue_context
        self._type = connection_type
        self._options = dict(options)
        self._ctx = transformation_ctx
        self._format = connection_type if connection_type in _FORMAT_TYPES else self._options.pop("format", None)
        self._format_options = {}

    def setFormat(self, format, **options):
        self._format = format
        self._format_options = dict(options)

    def getFrame(self, **options):
        """The DynamicFrame of what is there now."""
        return DynamicFrame(self._relation({**self._options, **options}), self._glue_context, self._ctx)

    def _relation(self, options):
        spark = self._glue_context.spark_session
        if self._type in DATABASES:
            return read_jdbc(spark, self._type, options, self._ctx)
        if self._type == "catalog":
            return _read_catalog(spark, options, self._ctx)
        if not self._format:
            raise ValueError(f"connection_type={self._type} wants a format: format='json', for instance")
        files = _files(spark, paths_of(options), options, flag(options, "recurse"))
        paths = tuple(f.path for f in bookmarks.new_files(self._ctx, files, options))
        return read_batch(spark, Batch(paths), self._format, {**_said(options), **self._format_options})


def refuse_connection(connection_type):
    """Raises NotSupported with what to do instead."""
    instead = INSTEAD.get(connection_type.partition(".")[0], "Use connection_type s3, or a database over JDBC.")
    refuse(f'connection_type="{connection_type}"', instead)


def _said(options):
    """Format options that some scripts put among the connection's."""
    return {name: options[name] for name in ("multiLine", "jsonPath", "withHeader", "separator") if name in options}


def _files(spark, paths, options, recurse):
    exclusions = exclusions_of(options)
    found = {}
    for path in paths:
        for file in list_files(spark, path, recurse, exclusions):
            found[file.path] = file
        if not recurse and not found and list_files(spark, path, True, exclusions):
            print(f'WARN {path} has files in its folders only: they are read with "recurse": True.', file=sys.stderr)
    return list(found.values())


def _read_catalog(spark, options, ctx):
    table = catalog.get_table(options["database"], options["table_name"], options.get("catalog_id"))
    sources = catalog.sources_of(
        spark,
        table,
        options.get("push_down_predicate") or options.get("pushDownPredicate") or "",
        options.get("catalogPartitionPredicate") or "",
        options.get("catalog_id"),
    )
    if table.get("Parameters", {}).get("connectionName") or not table["StorageDescriptor"].get("Location", ":").count(
        ":/"
    ):
        return _read_database_table(spark, table, options, ctx)
    by_location = {s.location: _files(spark, [s.location], options, flag(options, "recurse", True)) for s in sources}
    everything = list({f.path: f for files in by_location.values() for f in files}.values())
    wanted = {f.path for f in bookmarks.new_files(ctx, everything, options)}

    def listing(location):
        return [f.path for f in by_location[location] if f.path in wanted]

    found = [
        read_batch(spark, batch, source.format, {**source.options, **_said(options)}, source.columns)
        for source, batch in catalog.batches(sources, table, listing)
    ]
    return unite(found) if found else nothing(spark)


def _read_database_table(spark, table, options, ctx):
    """A table that a crawler found in a database: its place is database.schema.table, its connection a parameter."""
    name = table.get("Parameters", {}).get("connectionName")
    vendor = table.get("Parameters", {}).get("classification", "")
    if not name or vendor not in DATABASES:
        refuse(f"The catalog's table {table['Name']} of {vendor or 'no classification'}", "Read it with from_options.")
    place = table["StorageDescriptor"].get("Location", "").split(".", 1)
    return read_jdbc(spark, vendor, {"dbtable": place[-1], "connectionName": name, **options}, ctx)
