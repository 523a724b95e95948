"""The Data Catalog as a source: tables and partitions by the Glue API."""

import os
from dataclasses import dataclass
from functools import lru_cache

from pyspark.sql import functions as F
from pyspark.sql import types as T

from awsglue.casts import parse_type
from awsglue.refusal import refuse
from awsglue.sources.batch import Batch

_OPEN_CSV = "org.apache.hadoop.hive.serde2.OpenCSVSerde"
_LIBRARIES = {
    "parquet": "parquet",
    "orc": "orc",
    "json": "json",
    "avro": "avro",
    "csv": "csv",
    "lazysimpleserde": "csv",
    "regex": "regex",
    "grok": "grokLog",
    "ion": "ion",
}


@lru_cache(maxsize=1)
def glue_client():
    """The Glue API at the endpoint and in the region of the environment."""
    import boto3

    return boto3.client("glue", region_name=os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION"))


@dataclass(frozen=True)
class Source:
    """Files of one description: a table's, or that of some of its partitions."""

    location: str
    format: str
    options: dict
    columns: dict
    values: dict


def get_table(database, name, catalog_id=None):
    """The table as GetTable tells it."""
    catalog = {"CatalogId": catalog_id} if catalog_id else {}
    return glue_client().get_table(DatabaseName=database, Name=name, **catalog)["Table"]


def partition_types(table):
    """name → Spark type of the table's partition keys."""
    return {key["Name"]: _spark_type(key.get("Type", "string")) for key in table.get("PartitionKeys", [])}


def column_types(table):
    """name → Spark type of the table's columns, partition keys last."""
    return {**_columns(table["StorageDescriptor"]), **partition_types(table)}


def sources_of(spark, table, predicate="", catalog_predicate="", catalog_id=None):
    """Where the table's records lie: its own place, or those of its partitions that meet the predicates.

    `predicate` is Spark SQL over the partition keys, `catalog_predicate` the expression that GetPartitions understands.
    """
    if table.get("Parameters", {}).get("table_type", "").upper() in ("ICEBERG", "DELTA", "HUDI"):
        refuse(f"The {table['Parameters']['table_type']} table {table['Name']}", "Keep the table as Parquet.")
    if not table.get("PartitionKeys"):
        return [table_source(table)]
    request = {"DatabaseName": table["DatabaseName"], "TableName": table["Name"]}
    if catalog_predicate:
        request["Expression"] = catalog_predicate
    if catalog_id:
        request["CatalogId"] = catalog_id
    pages = glue_client().get_paginator("get_partitions").paginate(**request)
    partitions = [each for page in pages for each in page["Partitions"]]
    names = [key["Name"] for key in table["PartitionKeys"]]
    return [
        _source(table, each, dict(zip(names, each["Values"], strict=True)))
        for each in _meeting(spark, table, partitions, predicate)
    ]


def batches(sources, table, listing):
    """The files of the sources, together where they are described alike. `listing(location)` → paths."""
    root = table["StorageDescriptor"].get("Location", "").rstrip("/")
    types = partition_types(table)
    together = {}
    found = []
    for source in sources:
        paths = tuple(listing(source.location))
        if not paths:
            continue
        key = (source.format, repr(sorted(source.options.items())), repr(source.columns))
        if not types:
            found.append((source, Batch(paths)))
        elif _hive_style(root, source, types):
            together.setdefault(key, (source, []))[1].extend(paths)
        else:
            found.append((source, Batch(paths, None, types, source.values)))
    return [*((source, Batch(tuple(paths), root, types)) for source, paths in together.values()), *found]


def table_source(table):
    """Where the table itself lies, whatever its partitions say."""
    return _source(table, table, {})


def _source(table, described, values):
    storage = described["StorageDescriptor"]
    parameters = {**table.get("Parameters", {}), **described.get("Parameters", {})}
    return Source(
        storage.get("Location", ""),
        format_of(parameters, storage),
        _format_options(parameters, storage),
        _columns(storage) or _columns(table["StorageDescriptor"]),
        values,
    )


def format_of(parameters, storage):
    """The name of the format: the classification, or what the SerDe says."""
    classification = (
        parameters.get("classification") or storage.get("Parameters", {}).get("classification") or ""
    ).lower()
    if classification in ("csv", "json", "parquet", "orc", "avro", "xml", "ion"):
        return classification
    told = (storage.get("SerdeInfo", {}).get("SerializationLibrary") or "") + (storage.get("InputFormat") or "")
    for part, format in _LIBRARIES.items():
        if part in told.lower():
            return format
    return classification or "csv"


def _format_options(parameters, storage):
    serde = storage.get("SerdeInfo", {})
    said = {**parameters, **storage.get("Parameters", {}), **serde.get("Parameters", {})}
    separator = said.get("separatorChar") or said.get("field.delim") or said.get("serialization.format")
    options = {}
    if format_of(parameters, storage) == "csv":
        # A SerDe that is told nothing separates by Ctrl-A; the crawlers' tables say what they found.
        separator = separator if separator and not separator.isdigit() else said.get("delimiter", ",")
        options["separator"] = separator.encode().decode("unicode_escape") if separator.startswith("\\") else separator
        if said.get("skip.header.line.count", "0") not in ("", "0"):
            options["skipFirst"] = True
        if serde.get("SerializationLibrary") == _OPEN_CSV:
            options["quoteChar"] = said.get("quoteChar", '"')
            if "escapeChar" in said:
                options["escaper"] = said["escapeChar"].replace("\\\\", "\\")
        elif "escape.delim" in said:
            options["escaper"] = said["escape.delim"].replace("\\\\", "\\")
    if "jsonPath" in said:
        options["jsonPath"] = said["jsonPath"]
        options["multiLine"] = True
    if "rowTag" in said:
        options["rowTag"] = said["rowTag"]
    return options


def _columns(storage):
    return {column["Name"]: _spark_type(column.get("Type", "string")) for column in storage.get("Columns", [])}


def _spark_type(hive_type):
    try:
        return parse_type(hive_type) or T.StringType()
    except ValueError:
        return T.StringType()


def _meeting(spark, table, partitions, predicate):
    if not predicate or not partitions:
        return partitions
    types = partition_types(table)
    rows = [(str(at), *partition["Values"]) for at, partition in enumerate(partitions)]
    frame = spark.createDataFrame(rows, T.StructType([T.StructField(n, T.StringType()) for n in ("\0at", *types)]))
    typed = frame.select("\0at", *(F.col(f"`{name}`").cast(kind).alias(name) for name, kind in types.items()))
    kept = {int(row[0]) for row in typed.filter(predicate).select("\0at").collect()}
    return [partition for at, partition in enumerate(partitions) if at in kept]


def _hive_style(root, source, types):
    if not root or not source.location.startswith(root + "/"):
        return False
    folders = source.location.removeprefix(root + "/").strip("/").split("/")
    return [folder.partition("=")[0] for folder in folders] == list(types) and all("=" in folder for folder in folders)
