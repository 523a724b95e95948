"""Silver to gold: orders with what their dimensions say of them, the dimensions themselves, and a daily summary.

* A sale whose customer or product is missing or not known (yet) is a sale all the same: it belongs to the unknown
  member of that dimension. When the customer arrives later, the next run gives the sale to it.
* The dimensions are published before the orders: whoever reads in between finds the member of every order.
"""

from __future__ import annotations

import sys

from awsglue.context import GlueContext
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from lake import LakeTable, start_logging, version_of, write_report
from pyspark.context import SparkContext
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

UNKNOWN_CUSTOMER = -1
UNKNOWN_PRODUCT = "P000"
UNKNOWN = "Unknown"

log = start_logging("silver_to_gold")


def main() -> None:
    args = getResolvedOptions(sys.argv, ["JOB_NAME", "bucket", "silver_database", "gold_database"])
    glue_context = GlueContext(SparkContext.getOrCreate())
    job = Job(glue_context)
    job.init(args["JOB_NAME"], args)
    spark = glue_context.spark_session
    # A wall clock has no zone: Spark must not move it when it reads and writes.
    spark.conf.set("spark.sql.session.timeZone", "UTC")

    bucket, version = args["bucket"], version_of(args)
    silver_orders = spark.read.parquet(LakeTable(bucket, "silver", args["silver_database"], "orders").require())
    customers = customer_dimension(from_catalog(glue_context, args["silver_database"], "customers"), spark)
    products = product_dimension(from_catalog(glue_context, args["silver_database"], "products"), spark)
    orders = with_dimensions(silver_orders, customers, products).persist()
    figures = totals(orders)
    require_same_total(totals(silver_orders), figures)

    gold = args["gold_database"]
    tables = [
        (LakeTable(bucket, "gold", gold, "customers"), customers.coalesce(1).sortWithinPartitions("customer_id")),
        (LakeTable(bucket, "gold", gold, "products"), products.coalesce(1).sortWithinPartitions("product_id")),
        (
            LakeTable(bucket, "gold", gold, "orders", month="order_month"),
            orders.repartition("order_month").sortWithinPartitions("order_month", "order_date", "order_id"),
        ),
        (LakeTable(bucket, "gold", gold, "daily_sales"), daily_sales(orders)),
    ]
    for table, rows in tables:
        table.write(rows, version)
    for table, rows in tables:
        table.publish(rows, version)
    write_report(bucket, "silver_to_gold", version, {"orders": figures})
    job.commit()


def from_catalog(glue_context: GlueContext, database: str, table: str) -> DataFrame:
    return glue_context.create_dynamic_frame.from_catalog(database=database, table_name=table).toDF()


def customer_dimension(customers: DataFrame, spark: SparkSession) -> DataFrame:
    known = customers.select(
        "customer_id",
        F.coalesce("name", F.lit(UNKNOWN)).alias("name"),
        "email",
        F.coalesce("region", F.lit(UNKNOWN)).alias("region"),
        "updated_at",
    )
    unknown = spark.createDataFrame([(UNKNOWN_CUSTOMER, UNKNOWN, None, UNKNOWN, None)], known.schema)
    return known.unionByName(unknown)


def product_dimension(products: DataFrame, spark: SparkSession) -> DataFrame:
    known = products.select("product_id", "name", "category", "unit_price", "updated_at")
    unknown = spark.createDataFrame([(UNKNOWN_PRODUCT, UNKNOWN, UNKNOWN, None, None)], known.schema)
    return known.unionByName(unknown)


def with_dimensions(orders: DataFrame, customers: DataFrame, products: DataFrame) -> DataFrame:
    customer = customers.select("customer_id", "region")
    product = products.select("product_id", "category")
    return (
        orders.join(customer, "customer_id", "left")
        .join(F.broadcast(product), "product_id", "left")
        .select(
            "order_id",
            F.when(F.col("region").isNull(), UNKNOWN_CUSTOMER).otherwise(F.col("customer_id")).alias("customer_id"),
            F.when(F.col("category").isNull(), UNKNOWN_PRODUCT).otherwise(F.col("product_id")).alias("product_id"),
            F.coalesce("region", F.lit(UNKNOWN)).alias("region"),
            F.coalesce("category", F.lit(UNKNOWN)).alias("category"),
            "quantity",
            "amount",
            "order_date",
            "updated_at",
            "order_month",
        )
    )


def daily_sales(orders: DataFrame) -> DataFrame:
    day = F.to_date("order_date").alias("order_day")
    return (
        orders.groupBy(day, "region", "category")
        .agg(
            F.count("*").alias("num_orders"),
            F.sum("quantity").alias("units"),
            F.sum("amount").cast("decimal(18,2)").alias("total_sales"),
        )
        .coalesce(1)
        .sortWithinPartitions("order_day", "region", "category")
    )


def totals(orders: DataFrame) -> dict:
    row = orders.agg(F.count("*").alias("rows"), F.sum("amount").alias("amount")).first()
    return {"rows": row["rows"], "amount": str(row["amount"])}


def require_same_total(before: dict, after: dict) -> None:
    """A dimension with a member twice would multiply sales; one that is missing would lose them."""
    if before != after:
        raise ValueError(f"Joining the dimensions changed the orders from {before} to {after}. Nothing was published.")


if __name__ == "__main__":
    main()
