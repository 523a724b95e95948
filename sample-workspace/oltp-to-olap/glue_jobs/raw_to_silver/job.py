"""Raw to silver: one clean, typed row for each order, customer and product; what cannot be repaired is set aside.

* What is only written badly is repaired: blanks, accents, capitals, money with commas, four ways to write a moment,
  identifiers as text or as floating point.
* What cannot be repaired goes to the table `rejected` with the reason, the file and the record as it came.
* Of the versions of a row the newest wins, whichever file brought it; what was deleted is gone.
* `--feed` says what is refined: the exports, what DMS has replicated, or the last whole copy (see feeds.py).
* Moments are Lima's clock, so that a day and a month are the shop's.
* Everything is written beside what is there and published table by table (see lake.py): a run that fails, or whose
  input is mostly unreadable, leaves silver as it was.
"""

from __future__ import annotations

import sys
from functools import reduce

from awsglue.context import GlueContext
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from feeds import CUSTOMER_COLUMNS, FEEDS, ORDER_COLUMNS, PRODUCT_COLUMNS
from lake import LakeTable, start_logging, version_of, write_report
from pyspark.context import SparkContext
from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F
from tidying import clean, day_of, identifier, moment, money, person_name, product_code, region, whole_number

# The first month that the lake's tables know of.
FIRST_DAY = "2020-01-01"

log = start_logging("raw_to_silver")


def main() -> None:
    args = getResolvedOptions(sys.argv, ["JOB_NAME", "bucket", "database", "feed", "max_amount", "max_rejected_ratio"])
    glue_context = GlueContext(SparkContext.getOrCreate())
    job = Job(glue_context)
    job.init(args["JOB_NAME"], args)
    spark = glue_context.spark_session
    # A wall clock has no zone: Spark must not move it when it reads and writes.
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    # February 30th is no date; the default would stop the job at it instead of giving null.
    spark.conf.set("spark.sql.legacy.timeParserPolicy", "CORRECTED")

    if args["feed"] not in FEEDS:
        raise ValueError(f"--feed is {args['feed']}; it must be one of {', '.join(FEEDS)}")
    raw = FEEDS[args["feed"]](spark, f"s3://{args['bucket']}/raw")
    checked = {
        "products": check_products(raw["products"]),
        "customers": check_customers(raw["customers"]),
        "orders": check_orders(raw["orders"], args["max_amount"]),
    }
    checked = {name: rows.persist() for name, rows in checked.items()}
    report: dict = {name: figures(rows) for name, rows in checked.items()}
    for name, counts in report.items():
        log.info("%s: %s", name, counts)
        refuse_bad_input(name, counts, float(args["max_rejected_ratio"]))

    bucket, database, version = args["bucket"], args["database"], version_of(args)
    newest = {name: newest_of(rows, f"{name[:-1]}_id") for name, rows in checked.items()}
    orders = newest["orders"].withColumn("order_month", F.date_format("order_date", "yyyy-MM"))
    silver = [
        (LakeTable(bucket, "silver", database, "products"), newest["products"].select(*PRODUCT_COLUMNS)),
        (LakeTable(bucket, "silver", database, "customers"), newest["customers"].select(*CUSTOMER_COLUMNS)),
        (
            LakeTable(bucket, "silver", database, "orders", month="order_month"),
            orders.select(*ORDER_COLUMNS, "source_file", "order_month"),
        ),
        (LakeTable(bucket, "quarantine", database, "rejected"), rejected(checked)),
    ]
    silver = [(table, in_files(table, rows)) for table, rows in silver]
    for table, rows in silver:
        location = table.write(rows, version)
        report.setdefault(table.name, {})["written"] = spark.read.parquet(location).count()
    for table, rows in silver:
        table.publish(rows, version)
    write_report(bucket, "raw_to_silver", version, report)
    job.commit()


# What each feed says of a row beside its columns; `version` is what tells the newest one where updated_at does not.
KEPT = ["op", "version", "received", "source_file", "record", "unreadable"]


def check_orders(raw: DataFrame, max_amount: str) -> DataFrame:
    received = F.date_add(F.col("received"), 1)
    rows = raw.select(
        identifier("order_id", prefix="ORD-").alias("order_id"),
        identifier("customer_id").alias("customer_id"),
        product_code("product_id").alias("product_id"),
        whole_number("quantity").alias("quantity"),
        money("amount").alias("amount"),
        moment("order_date").alias("order_date"),
        moment("updated_at").alias("updated_at"),
        *KEPT,
    )
    reason = (
        F.when(F.col("unreadable"), "the line is not JSON")
        .when(F.col("order_id").isNull(), "order_id is missing or not a number")
        .when(~F.col("op").isin("I", "U", "D"), "op is not I, U or D")
        .when(without_moment(), "updated_at is missing or not a moment")
        .when(F.col("op") == "D", None)
        .when(F.col("order_date").isNull(), "order_date is missing or not a moment")
        .when(F.col("order_date") < F.lit(FIRST_DAY), f"order_date is before {FIRST_DAY}")
        .when(F.col("order_date") >= received, "order_date is after the day it was received")
        .when(F.col("quantity").isNull() | (F.col("quantity") <= 0), "quantity is not a positive whole number")
        .when(F.col("amount").isNull(), "amount is not a number")
        .when(F.col("amount") <= 0, "amount is not positive")
        .when(F.col("amount") > F.lit(max_amount).cast("decimal(12,2)"), f"amount is above {max_amount}")
    )
    return rows.withColumn("reason", reason).withColumn("amount", F.col("amount").cast("decimal(12,2)"))


def check_customers(raw: DataFrame) -> DataFrame:
    rows = raw.select(
        identifier("customer_id").alias("customer_id"),
        person_name("name").alias("name"),
        F.lower(clean("email")).alias("email"),
        region("region").alias("region"),
        moment("updated_at").alias("updated_at"),
        *KEPT,
    )
    reason = (
        F.when(F.col("unreadable"), "the line has too few or too many values")
        .when(F.col("customer_id").isNull(), "customer_id is missing or not a number")
        .when(without_moment(), "updated_at is missing or not a moment")
    )
    return rows.withColumn("reason", reason)


def check_products(raw: DataFrame) -> DataFrame:
    rows = raw.select(
        product_code("product_id").alias("product_id"),
        clean("name").alias("name"),
        F.initcap(clean("category")).alias("category"),
        money("unit_price").cast("decimal(12,2)").alias("unit_price"),
        moment("updated_at").alias("updated_at"),
        *KEPT,
    )
    reason = (
        F.when(F.col("unreadable"), "the record is not readable")
        .when(F.col("product_id").isNull(), "product_id is missing")
        .when(without_moment(), "updated_at is missing or not a moment")
        .when(F.col("op") == "D", None)
        .when(F.col("name").isNull() | F.col("category").isNull(), "name or category is missing")
    )
    return rows.withColumn("reason", reason)


def without_moment() -> Column:
    """Nothing says when it was so: neither the database's log nor the row."""
    return F.col("updated_at").isNull() & F.col("version").isNull()


def newest_of(checked: DataFrame, key: str) -> DataFrame:
    """One row for each key that was not deleted last. The record itself decides between versions of the same moment in
    the same file."""
    order = [F.desc(name) for name in ("version", "updated_at", "received", "source_file", "record")]
    rank = F.row_number().over(Window.partitionBy(key).orderBy(*order))
    usable = checked.where(F.col("reason").isNull())
    return usable.withColumn("rank", rank).where("rank = 1 AND op <> 'D'")


def rejected(checked: dict[str, DataFrame]) -> DataFrame:
    parts = [
        rows.where(F.col("reason").isNotNull()).select(
            F.lit(name).alias("entity"), "reason", "source_file", day_of("received").alias("received"), "record"
        )
        for name, rows in checked.items()
    ]
    return reduce(DataFrame.unionByName, parts)


def in_files(table: LakeTable, rows: DataFrame) -> DataFrame:
    """A file for each month, or one for all, in a fixed order: Parquet's statistics then narrow a read by date."""
    if table.month:
        return rows.repartition(table.month).sortWithinPartitions(table.month, "order_date", "order_id")
    return rows.coalesce(1).sortWithinPartitions(*rows.columns)


def figures(checked: DataFrame) -> dict:
    counts = {row["reason"]: row["count"] for row in checked.groupBy("reason").count().collect()}
    reasons = {reason: count for reason, count in sorted(counts.items(), key=str) if reason}
    return {"read": sum(counts.values()), "rejected": sum(reasons.values()), "reasons": reasons}


def refuse_bad_input(name: str, counts: dict, limit: float) -> None:
    """Input that is mostly bad is a fault of its source: yesterday's data is better than what it would leave."""
    if counts["read"] == 0 or counts["rejected"] > limit * counts["read"]:
        raise ValueError(
            f"{name}: {counts['rejected']} of {counts['read']} records cannot be used (at most {limit:.0%}): "
            f"{counts['reasons']}. Nothing was published."
        )


if __name__ == "__main__":
    main()
