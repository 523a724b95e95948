"""Gold to Redshift: what the lake publishes becomes the tables of the schema `lake`, in one transaction.

Each table is copied from S3 into a staging table and compared with the files; only then one transaction replaces the
orders and merges the dimensions. A run that is killed leaves the warehouse as it was, and the next one begins anew.
The Data API needs neither a driver nor a network path to the warehouse.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

from awsglue.context import GlueContext
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from data_api import DataApi
from lake import LakeTable, start_logging, version_of, write_report
from pyspark.context import SparkContext
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

SCHEMA = "lake"
STAGING = "lake_staging"

log = start_logging("gold_to_redshift")


@dataclass(frozen=True)
class Target:
    """A table of the warehouse. Columns stand in the order of the Parquet files, as COPY expects them."""

    name: str
    key: str
    columns: dict[str, str]
    layout: str
    # The column that is summed to compare the table with its files.
    control: str

    def create(self) -> str:
        columns = ", ".join(f"{name} {kind}" for name, kind in self.columns.items())
        return (
            f"CREATE TABLE IF NOT EXISTS {SCHEMA}.{self.name} ({columns}, loaded_at TIMESTAMP NOT NULL, "
            f"PRIMARY KEY ({self.key})) {self.layout}"
        )

    def stage(self, location: str, role: str) -> list[str]:
        columns = ", ".join(f"{name} {kind}" for name, kind in self.columns.items())
        return [
            f"DROP TABLE IF EXISTS {STAGING}.{self.name}",
            f"CREATE TABLE {STAGING}.{self.name} ({columns}) {self.layout}",
            f"COPY {STAGING}.{self.name} FROM '{location}' IAM_ROLE '{role}' FORMAT AS PARQUET",
        ]

    def replace(self) -> list[str]:
        """DELETE and not TRUNCATE, which would commit."""
        names = ", ".join(self.columns)
        return [
            f"DELETE FROM {SCHEMA}.{self.name}",
            f"INSERT INTO {SCHEMA}.{self.name} ({names}, loaded_at) "
            f"SELECT {names}, GETDATE() FROM {STAGING}.{self.name}",
        ]

    def merge(self) -> list[str]:
        """What is not staged any more was deleted in the source; no order refers to it, as orders are of the same gold."""
        changes = ", ".join(f"{name} = staged.{name}" for name in self.columns if name != self.key)
        values = ", ".join(f"staged.{name}" for name in self.columns)
        return [
            f"MERGE INTO {SCHEMA}.{self.name} USING {STAGING}.{self.name} AS staged "
            f"ON {SCHEMA}.{self.name}.{self.key} = staged.{self.key} "
            f"WHEN MATCHED THEN UPDATE SET {changes}, loaded_at = GETDATE() "
            f"WHEN NOT MATCHED THEN INSERT ({', '.join(self.columns)}, loaded_at) VALUES ({values}, GETDATE())",
            f"DELETE FROM {SCHEMA}.{self.name} WHERE {self.key} NOT IN (SELECT {self.key} FROM {STAGING}.{self.name})",
        ]


CUSTOMERS = Target(
    name="customers",
    key="customer_id",
    columns={
        "customer_id": "BIGINT NOT NULL",
        "name": "VARCHAR(200) NOT NULL",
        "email": "VARCHAR(320)",
        "region": "VARCHAR(64) NOT NULL",
        "updated_at": "TIMESTAMP",
    },
    layout="DISTSTYLE ALL SORTKEY (customer_id)",
    control="customer_id",
)
PRODUCTS = Target(
    name="products",
    key="product_id",
    columns={
        "product_id": "VARCHAR(32) NOT NULL",
        "name": "VARCHAR(200) NOT NULL",
        "category": "VARCHAR(64) NOT NULL ENCODE bytedict",
        "unit_price": "DECIMAL(12,2)",
        "updated_at": "TIMESTAMP",
    },
    layout="DISTSTYLE ALL SORTKEY (product_id)",
    control="unit_price",
)
ORDERS = Target(
    name="orders",
    key="order_id",
    columns={
        "order_id": "BIGINT NOT NULL ENCODE az64",
        "customer_id": "BIGINT NOT NULL ENCODE az64",
        "product_id": "VARCHAR(32) NOT NULL ENCODE bytedict",
        "region": "VARCHAR(64) NOT NULL ENCODE bytedict",
        "category": "VARCHAR(64) NOT NULL ENCODE bytedict",
        "quantity": "INTEGER NOT NULL",
        "amount": "DECIMAL(12,2) NOT NULL",
        "order_date": "TIMESTAMP NOT NULL",
        "updated_at": "TIMESTAMP NOT NULL",
    },
    layout="DISTSTYLE KEY DISTKEY (customer_id) COMPOUND SORTKEY (order_date)",
    control="amount",
)


def main() -> None:
    names = ["JOB_NAME", "bucket", "gold_database", "redshift_database", "redshift_role_arn"]
    optional = ["redshift_workgroup", "redshift_cluster", "redshift_secret_arn", "redshift_user"]
    given = [name for name in optional if f"--{name}" in sys.argv]
    args = getResolvedOptions(sys.argv, [*names, *given])
    glue_context = GlueContext(SparkContext.getOrCreate())
    job = Job(glue_context)
    job.init(args["JOB_NAME"], args)
    spark = glue_context.spark_session
    spark.conf.set("spark.sql.session.timeZone", "UTC")

    warehouse = DataApi(
        database=args["redshift_database"],
        workgroup=args.get("redshift_workgroup"),
        cluster=args.get("redshift_cluster"),
        secret_arn=args.get("redshift_secret_arn"),
        user=args.get("redshift_user"),
    )
    warehouse.run(
        "create what is missing",
        [
            f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}",
            f"CREATE SCHEMA IF NOT EXISTS {STAGING}",
            *[target.create() for target in (CUSTOMERS, PRODUCTS, ORDERS)],
        ],
    )
    report = {}
    for target in (CUSTOMERS, PRODUCTS, ORDERS):
        location = LakeTable(args["bucket"], "gold", args["gold_database"], target.name).require()
        warehouse.run(f"stage {target.name} from {location}", target.stage(location, args["redshift_role_arn"]))
        report[target.name] = require_whole(target, in_files(spark, target, location), in_staging(warehouse, target))
    warehouse.run(
        "publish",
        [
            *CUSTOMERS.merge(),
            *PRODUCTS.merge(),
            *ORDERS.replace(),
            *[f"DROP TABLE {STAGING}.{target.name}" for target in (CUSTOMERS, PRODUCTS, ORDERS)],
        ],
    )
    for target in (CUSTOMERS, PRODUCTS, ORDERS):
        warehouse.run(f"analyze {target.name}", [f"ANALYZE {SCHEMA}.{target.name}"])
    write_report(args["bucket"], "gold_to_redshift", version_of(args), report)
    job.commit()


def in_files(spark: SparkSession, target: Target, location: str) -> dict:
    rows = spark.read.parquet(location)
    total = F.sum(target.control).cast("decimal(38,2)")
    row = rows.agg(F.count("*").alias("rows"), total.alias("total")).first()
    return {"rows": row["rows"], "total": str(row["total"])}


def in_staging(warehouse: DataApi, target: Target) -> dict:
    sql = f"SELECT COUNT(*), SUM({target.control})::DECIMAL(38,2) FROM {STAGING}.{target.name}"
    rows, total = warehouse.query(f"count {target.name}", sql)[0]
    return {"rows": rows, "total": str(total)}


def require_whole(target: Target, files: dict, staged: dict) -> dict:
    if files != staged:
        raise ValueError(f"{target.name}: the files hold {files}, the staging table {staged}. Nothing was published.")
    return files


if __name__ == "__main__":
    main()
