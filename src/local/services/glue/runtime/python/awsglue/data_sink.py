"""What getSink gives: something that frames are written to.

https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-connect.html
"""

import time

from awsglue.collection import DynamicFrameCollection
from awsglue.data_source import refuse_connection
from awsglue.options import flag
from awsglue.sinks.catalog import add_partitions, update_table
from awsglue.sinks.files import write_files
from awsglue.sources import catalog
from awsglue.sources.jdbc import DATABASES, write_jdbc

_FILE_TYPES = ("s3", "file")
_FORMAT_TYPES = ("csv", "json", "parquet", "orc")


class DataSink:
    """A sink of one connection type; setFormat and setCatalogInfo before writeFrame."""

    def __init__(self, glue_context, connection_type, options, format=None, transformation_ctx=""):
        connection_type = connection_type.lower()
        if connection_type not in (*_FILE_TYPES, *_FORMAT_TYPES, *DATABASES, "catalog"):
            refuse_connection(connection_type)
        self._glue_context = glue_context
        self._type = connection_type
        self._options = dict(options)
        self._format = connection_type if connection_type in _FORMAT_TYPES else format
        self._format_options = {}
        self._catalog = None

    def setFormat(self, format, **options):
        self._format = format
        self._format_options = dict(options)

    def setCatalogInfo(self, catalogDatabase, catalogTableName, catalogId=""):
        """The table that is created or updated, with enableUpdateCatalog."""
        self._catalog = (catalogDatabase, catalogTableName, catalogId or None)

    def setAccumulableSize(self, size):
        """Glue's own bookkeeping; it changes nothing here."""

    def write(self, dynamic_frame_or_dfc, info=""):
        """Writes a frame; or the frames of a collection, each below its own name."""
        if not isinstance(dynamic_frame_or_dfc, DynamicFrameCollection):
            return self.writeFrame(dynamic_frame_or_dfc, info)
        for name, frame in dynamic_frame_or_dfc.items():
            if self._type in DATABASES:
                self._write(frame, {"dbtable": name, **self._options})
            else:
                self._write(frame, {**self._options, "path": f"{_path(self._options).rstrip('/')}/{name}"})
        return dynamic_frame_or_dfc

    def writeFrame(self, dynamic_frame, info=""):
        self._write(dynamic_frame, self._options)
        return dynamic_frame

    def _write(self, frame, options):
        spark, df = self._glue_context.spark_session, frame.toDF()
        if self._type in DATABASES:
            write_jdbc(spark, df, self._type, options)
        elif self._type == "catalog":
            self._write_table(spark, df, options)
        else:
            target = self._catalog if flag(options, "enableUpdateCatalog") else None
            if flag(options, "enableUpdateCatalog") and not self._catalog:
                raise ValueError(
                    "enableUpdateCatalog wants a table: call setCatalogInfo(catalogDatabase=…, catalogTableName=…)"
                )
            self._write_files(spark, df, _path(options), self._format, self._format_options, options, target)

    def _write_table(self, spark, df, options):
        database, name, catalog_id = options["database"], options["table_name"], options.get("catalog_id")
        table = catalog.get_table(database, name, catalog_id)
        vendor = table.get("Parameters", {}).get("classification", "")
        if table.get("Parameters", {}).get("connectionName") and vendor in DATABASES:
            place = table["StorageDescriptor"].get("Location", "").split(".", 1)[-1]
            connection = table["Parameters"]["connectionName"]
            write_jdbc(spark, df, vendor, {"dbtable": place, "connectionName": connection, **options})
            return
        source = catalog.table_source(table)
        written = {
            **source.options,
            **{k: v for k, v in options.items() if k in ("separator", "quoteChar", "writeHeader")},
        }
        # A table's header is skipped by its readers only when the table says that there is one.
        written.setdefault("writeHeader", bool(source.options.get("skipFirst")))
        target = (database, name, catalog_id) if flag(options, "enableUpdateCatalog") else None
        self._write_files(spark, df, source.location, source.format, written, options, target)

    def _write_files(self, spark, df, path, format, format_options, options, target):
        format = "parquet" if format in ("glueparquet", None, "") else format.lower()
        # File systems keep times to the second at worst.
        since = int(time.time()) * 1000
        write_files(spark, df, path, format, format_options, options)
        if target is None or not df.columns:
            return
        database, name, catalog_id = target
        keys = options.get("partitionKeys") or []
        keys = [keys] if isinstance(keys, str) else list(keys)
        behavior = str(options.get("updateBehavior", "UPDATE_IN_DATABASE")).upper()
        update_table(spark, df, path, format, format_options, keys, database, name, behavior, catalog_id)
        add_partitions(spark, path, keys, database, name, since, catalog_id)


def _path(options):
    path = options.get("path") or (options.get("paths") or [None])[0]
    if not path:
        raise ValueError('A sink of files wants a path: {"path": "s3://bucket/folder/"}')
    return path
