"""Keeping the Data Catalog in step with what a sink has written.

https://docs.aws.amazon.com/glue/latest/dg/update-from-job.html
"""

import sys
from urllib.parse import unquote

from pyspark.sql import types as T

from awsglue.sources.catalog import glue_client
from awsglue.sources.files import list_files

_HADOOP = "org.apache.hadoop"
_FORMATS = {
    "parquet": (
        f"{_HADOOP}.hive.ql.io.parquet.MapredParquetInputFormat",
        f"{_HADOOP}.hive.ql.io.parquet.MapredParquetOutputFormat",
        f"{_HADOOP}.hive.ql.io.parquet.serde.ParquetHiveSerDe",
    ),
    "orc": (
        f"{_HADOOP}.hive.ql.io.orc.OrcInputFormat",
        f"{_HADOOP}.hive.ql.io.orc.OrcOutputFormat",
        f"{_HADOOP}.hive.ql.io.orc.OrcSerde",
    ),
    "json": (
        f"{_HADOOP}.mapred.TextInputFormat",
        f"{_HADOOP}.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
        "org.openx.data.jsonserde.JsonSerDe",
    ),
    "csv": (
        f"{_HADOOP}.mapred.TextInputFormat",
        f"{_HADOOP}.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
        f"{_HADOOP}.hive.serde2.lazy.LazySimpleSerDe",
    ),
    "avro": (
        f"{_HADOOP}.hive.ql.io.avro.AvroContainerInputFormat",
        f"{_HADOOP}.hive.ql.io.avro.AvroContainerOutputFormat",
        f"{_HADOOP}.hive.serde2.avro.AvroSerDe",
    ),
}
_BATCH = 100


def update_table(spark, df, path, format, format_options, keys, database, name, behavior, catalog_id=None):
    """Creates the table or, unless `behavior` is LOG, gives it the columns that were written.

    Raises ValueError when the table is partitioned by other keys.
    """
    client = glue_client()
    catalog = {"CatalogId": catalog_id} if catalog_id else {}
    columns, key_columns = _columns(df, keys)
    try:
        table = client.get_table(DatabaseName=database, Name=name, **catalog)["Table"]
    except client.exceptions.EntityNotFoundException:
        client.create_table(
            DatabaseName=database,
            TableInput=_table_input(name, path, format, format_options, columns, key_columns),
            **catalog,
        )
        return
    own_keys = [key["Name"].lower() for key in table.get("PartitionKeys", [])]
    given = [key["Name"] for key in key_columns]
    if own_keys != given:
        raise ValueError(f"partitionKeys {given} are not those of the table {database}.{name}: {own_keys}")
    if behavior == "LOG":
        unknown = {c["Name"] for c in columns} - {
            c["Name"].lower() for c in table["StorageDescriptor"].get("Columns", [])
        }
        if unknown:
            print(
                f"WARN {database}.{name} has no columns {', '.join(sorted(unknown))}; updateBehavior LOG leaves it so.",
                file=sys.stderr,
            )
        return
    if columns == [{k: c[k] for k in ("Name", "Type")} for c in table["StorageDescriptor"].get("Columns", [])]:
        return
    kept = (
        "Name",
        "Description",
        "Owner",
        "Retention",
        "PartitionKeys",
        "ViewOriginalText",
        "ViewExpandedText",
        "TableType",
        "Parameters",
    )
    changed = {key: table[key] for key in kept if key in table}
    changed["StorageDescriptor"] = {**table["StorageDescriptor"], "Columns": columns}
    client.update_table(DatabaseName=database, TableInput=changed, **catalog)


def add_partitions(spark, path, keys, database, name, since, catalog_id=None):
    """Adds the partitions of the files that were written since the time (ms), those that the table has not."""
    if not keys:
        return
    client = glue_client()
    catalog = {"CatalogId": catalog_id} if catalog_id else {}
    storage = client.get_table(DatabaseName=database, Name=name, **catalog)["Table"]["StorageDescriptor"]
    folders = {file.path.rpartition("/")[0] for file in list_files(spark, path) if file.modified >= since}
    inputs = []
    for folder in sorted(folders):
        parts = folder.split("/")[-len(keys) :]
        values = [unquote(part.partition("=")[2]) for part in parts]
        location = "/".join([path.rstrip("/"), *parts]) + "/"
        inputs.append({"Values": values, "StorageDescriptor": {**storage, "Location": location}})
    for at in range(0, len(inputs), _BATCH):
        answer = client.batch_create_partition(
            DatabaseName=database, TableName=name, PartitionInputList=inputs[at : at + _BATCH], **catalog
        )
        failed = [e for e in answer.get("Errors", []) if e["ErrorDetail"]["ErrorCode"] != "AlreadyExistsException"]
        if failed:
            raise RuntimeError(f"Partitions of {database}.{name} could not be added: {failed[0]['ErrorDetail']}")


def _columns(df, keys):
    lower = {key.lower() for key in keys}
    told = {f.name.lower(): _hive_type(f.dataType) for f in df.schema if not isinstance(f.dataType, T.NullType)}
    columns = [{"Name": name, "Type": kind} for name, kind in told.items() if name not in lower]
    return columns, [{"Name": key.lower(), "Type": told[key.lower()]} for key in keys]


def _hive_type(spark_type):
    if isinstance(spark_type, T.StructType):
        return "struct<" + ",".join(f"{f.name.lower()}:{_hive_type(f.dataType)}" for f in spark_type.fields) + ">"
    if isinstance(spark_type, T.ArrayType):
        return f"array<{_hive_type(spark_type.elementType)}>"
    if isinstance(spark_type, T.MapType):
        return f"map<{_hive_type(spark_type.keyType)},{_hive_type(spark_type.valueType)}>"
    if isinstance(spark_type, T.TimestampNTZType):
        return "timestamp"
    return "string" if isinstance(spark_type, T.NullType) else spark_type.simpleString()


def _table_input(name, path, format, format_options, columns, key_columns):
    input_format, output_format, library = _FORMATS[format]
    serde = {"serialization.format": "1"}
    parameters = {"classification": format}
    if format == "csv":
        serde = {
            "field.delim": format_options.get("separator", ","),
            "serialization.format": format_options.get("separator", ","),
        }
        if str(format_options.get("writeHeader", True)).lower() == "true":
            parameters["skip.header.line.count"] = "1"
    if format == "json":
        serde = {"paths": ",".join(column["Name"] for column in columns)}
    if format == "parquet":
        parameters["useGlueParquetWriter"] = "true"
    return {
        "Name": name.lower(),
        "TableType": "EXTERNAL_TABLE",
        "PartitionKeys": key_columns,
        "Parameters": {"EXTERNAL": "TRUE", **parameters},
        "StorageDescriptor": {
            "Columns": columns,
            "Location": path.rstrip("/") + "/",
            "InputFormat": input_format,
            "OutputFormat": output_format,
            "Compressed": False,
            "SerdeInfo": {"SerializationLibrary": library, "Parameters": serde},
            "Parameters": dict(parameters),
        },
    }
