"""The ways by which the shop's rows come into the raw layer. They lie side by side, and a run refines one of them:

* `exports`: files below orders/, customers/ and products/, as the shop sends them, in whatever state.
* `dms`: what DMS replicates from the database, below dms/public/: a full load, then each change as it was committed.
* `jdbc`: the last whole copy that extract_from_rds has made, below jdbc/.

Each gives, for every table, its columns as text, what raw_files.described says of a record, and

* `op`: I, U or D.
* `version`: text that sorts as the versions of a row came to be, where the feed knows that; null where only the row's
  own updated_at tells.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F
from raw_files import files_below, read_csv, read_json, read_parquet, require_files
from tidying import clean

ORDER_COLUMNS = ["order_id", "customer_id", "product_id", "quantity", "amount", "order_date", "updated_at"]
CUSTOMER_COLUMNS = ["customer_id", "name", "email", "region", "updated_at"]
PRODUCT_COLUMNS = ["product_id", "name", "category", "unit_price", "updated_at"]
COLUMNS = {"orders": ORDER_COLUMNS, "customers": CUSTOMER_COLUMNS, "products": PRODUCT_COLUMNS}

# As the endpoint of DMS in template.yaml is told to name them.
DMS_OP = "Op"
DMS_COMMITTED = "committed_at"

# What extract_from_rds writes last into the folder of a copy; the folders' names sort as the copies were made.
WHOLE = "_WHOLE"

Tables = dict[str, DataFrame]


def exports(spark: SparkSession, raw: str) -> Tables:
    tables = {
        "orders": exported_orders(spark, f"{raw}/orders/"),
        "customers": read_csv(spark, f"{raw}/customers/", CUSTOMER_COLUMNS),
        "products": exported_products(spark, f"{raw}/products/"),
    }
    return {name: versioned(rows, F.lit(None).cast("string")) for name, rows in tables.items()}


def exported_orders(spark: SparkSession, path: str) -> DataFrame:
    """The database's full load and the exporter's JSON, as text, whichever there is."""
    found = require_files(path, [".parquet", ".json", ".jsonl"])
    columns = ["op", *ORDER_COLUMNS]
    parts = []
    if ".parquet" in found:
        parts.append(read_parquet(spark, path, columns).drop("row_index"))
    if found - {".parquet"}:
        parts.append(read_json(spark, path, columns, "*.json*"))
    return reduce(DataFrame.unionByName, parts)


def exported_products(spark: SparkSession, path: str) -> DataFrame:
    found = require_files(path, [".csv", ".json"])
    parts = []
    if ".csv" in found:
        parts.append(read_csv(spark, path, PRODUCT_COLUMNS))
    if ".json" in found:
        parts.append(read_json(spark, path, PRODUCT_COLUMNS, "*.json", documents=True))
    return reduce(DataFrame.unionByName, parts)


def replicated(spark: SparkSession, raw: str) -> Tables:
    """The newest version is the one that was committed last: a deleted row has the updated_at that it had before.

    Loaded rows come before all changes, whatever the clocks say; changes of one transaction in the order of their file.
    """
    tables = {}
    for name, columns in COLUMNS.items():
        path = f"{raw}/dms/public/{name}/"
        require_files(path, [".parquet"])
        rows = read_parquet(spark, path, [DMS_OP, *columns, DMS_COMMITTED]).withColumnRenamed(DMS_OP, "op")
        change = F.when(F.col("source_file").rlike("/LOAD[0-9A-F]+[^/]*$"), "0").otherwise("1")
        place = F.lpad(F.col("row_index").cast("string"), 12, "0")
        tables[name] = versioned(rows, F.concat_ws(" ", change, DMS_COMMITTED, "source_file", place))
    return tables


def copied(spark: SparkSession, raw: str) -> Tables:
    """Of the copies that are whole the last one: what was deleted before it was made is not in it."""
    whole = [each for each in files_below(f"{raw}/jdbc/") if each.endswith(f"/{WHOLE}")]
    if not whole:
        raise FileNotFoundError(f"No whole copy under {raw}/jdbc/: run the job extract_from_rds")
    copy = max(whole)[: -len(WHOLE)]
    return {
        name: versioned(read_parquet(spark, f"{copy}{name}/", columns), F.lit(None).cast("string"))
        for name, columns in COLUMNS.items()
    }


def versioned(rows: DataFrame, version: Column) -> DataFrame:
    op = F.coalesce(F.upper(clean("op")), F.lit("I")) if "op" in rows.columns else F.lit("I")
    return rows.withColumn("op", op).withColumn("version", version)


FEEDS: dict[str, Callable[[SparkSession, str], Tables]] = {
    "exports": exports,
    "dms": replicated,
    "jdbc": copied,
}
