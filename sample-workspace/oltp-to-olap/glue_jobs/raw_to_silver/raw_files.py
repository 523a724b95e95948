"""Reading the raw layer: every value as text, with the file it came from, the day it was received, and the record."""

from __future__ import annotations

import boto3
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.types import StringType, StructField, StructType

CORRUPT = "_corrupt_record"


def require_files(path: str, endings: list[str]) -> set[str]:
    """Which of the endings the files below have; files without content do not count. Raises where there are none."""
    files = files_below(path)
    found = {ending for ending in endings if any(file.endswith(ending) for file in files)}
    if not found:
        raise FileNotFoundError(f"No files that end in {' or '.join(endings)} under {path}")
    return found


def files_below(path: str) -> list[str]:
    """The files that have content, as s3://bucket/key."""
    bucket, _, prefix = path[len("s3://") :].partition("/")
    pages = boto3.client("s3").get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    return [f"s3://{bucket}/{each['Key']}" for page in pages for each in page.get("Contents", []) if each["Size"] > 0]


def read_csv(spark: SparkSession, path: str, columns: list[str]) -> DataFrame:
    """All CSV files below; a header that names other columns stops the job with the file's name."""
    require_files(path, [".csv"])
    rows = (
        reader(spark, "*.csv")
        .schema(as_text([*columns, CORRUPT]))
        .option("header", True)
        .option("enforceSchema", False)
        .option("columnNameOfCorruptRecord", CORRUPT)
        .csv(path)
    )
    # Exports that were pasted together have their header again in the middle.
    return described(rows, columns).where(f"{columns[0]} IS NULL OR {columns[0]} <> '{columns[0]}'")


def read_json(spark: SparkSession, path: str, columns: list[str], names: str, documents: bool = False) -> DataFrame:
    """JSON lines, or whole documents; a record that is not JSON comes as unreadable."""
    rows = (
        reader(spark, names)
        .schema(as_text([*columns, CORRUPT]))
        .option("multiLine", documents)
        .option("columnNameOfCorruptRecord", CORRUPT)
        .json(path)
    )
    return described(rows, columns)


def read_parquet(spark: SparkSession, path: str, columns: list[str]) -> DataFrame:
    """Typed files as the text of their values, so that they go through the same checks as all others. `row_index` is a
    row's place in its file."""
    rows = reader(spark, "*.parquet").parquet(path)
    missing = [name for name in columns if name not in rows.columns]
    if missing:
        raise ValueError(
            f"The Parquet files under {path} lack {', '.join(missing)}; they have {', '.join(rows.columns)}"
        )
    as_texts = [F.col(name).cast("string").alias(name) for name in columns]
    rows = rows.select(*as_texts, F.lit(None).cast("string").alias(CORRUPT), "_metadata")
    return described(rows, columns, F.col("_metadata.row_index").alias("row_index"))


def reader(spark: SparkSession, names: str):
    # The folders' names are no columns: some files lie in folders of a day, others do not.
    return spark.read.option("recursiveFileLookup", True).option("pathGlobFilter", names)


def as_text(columns: list[str]) -> StructType:
    return StructType([StructField(name, StringType()) for name in columns])


def described(rows: DataFrame, columns: list[str], *more: Column) -> DataFrame:
    file = F.col("_metadata.file_path")
    return rows.select(
        *columns,
        F.regexp_extract(file, r"/(raw/.*)$", 1).alias("source_file"),
        received(file).alias("received"),
        F.coalesce(F.col(CORRUPT), F.to_json(F.struct(*columns))).alias("record"),
        F.col(CORRUPT).isNotNull().alias("unreadable"),
        *more,
    )


def received(file: Column) -> Column:
    """The day in the folder's name, `dt=2025-06-01`; where there is none, the day the object was written."""
    named = F.to_date(F.nullif(F.regexp_extract(file, r"/dt=(\d{4}-\d{2}-\d{2})/", 1), F.lit("")))
    return F.coalesce(named, F.to_date(F.col("_metadata.file_modification_time")))
