"""RDS to raw: a whole copy of the shop's tables over JDBC, the feed `jdbc` of raw_to_silver.

* A copy is a folder of its own, s3://bucket/raw/jdbc/MOMENT_RUN/TABLE/, and counts when the file _WHOLE is in it, which is
  written last: a run that is killed leaves the copy before it in use.
* The newest copy and the one before it stay, the second for whoever is reading it.
* Orders are read first: a customer or product that comes meanwhile is one more, and none that an order names is missing.
* Where the database is and who signs in is said by the Glue connection and its secret, not here.
"""

from __future__ import annotations

import json
import sys
from datetime import datetime, timezone

import boto3
from awsglue.context import GlueContext
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from lake import remove_below, start_logging, version_of
from pyspark.context import SparkContext
from pyspark.sql import DataFrame

TABLES = ("orders", "customers", "products")
FEED = "raw/jdbc/"
WHOLE = "_WHOLE"
KEPT_COPIES = 2

log = start_logging("extract_from_rds")


def main() -> None:
    args = getResolvedOptions(sys.argv, ["JOB_NAME", "bucket", "connection"])
    glue_context = GlueContext(SparkContext.getOrCreate())
    job = Job(glue_context)
    job.init(args["JOB_NAME"], args)
    spark = glue_context.spark_session
    # A wall clock has no zone: Spark must not move it when it reads and writes.
    spark.conf.set("spark.sql.session.timeZone", "UTC")

    bucket = args["bucket"]
    moment = datetime.now(timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    copy = f"{FEED}{moment}_{version_of(args)}/"
    rows = {}
    for table in TABLES:
        location = f"s3://{bucket}/{copy}{table}/"
        read_table(glue_context, args["connection"], table).write.mode("overwrite").parquet(location)
        rows[table] = spark.read.parquet(location).count()
        log.info("%s: %s rows in %s", table, rows[table], location)
    boto3.client("s3").put_object(Bucket=bucket, Key=f"{copy}{WHOLE}", Body=json.dumps(rows).encode())
    remove_old_copies(bucket)
    job.commit()


def read_table(glue_context: GlueContext, connection: str, table: str) -> DataFrame:
    options = {"useConnectionProperties": "true", "connectionName": connection, "dbtable": f"public.{table}"}
    frame = glue_context.create_dynamic_frame.from_options(connection_type="postgresql", connection_options=options)
    return frame.toDF()


def remove_old_copies(bucket: str) -> None:
    """Also what killed runs have left: no other run of this job writes at the same time."""
    pages = boto3.client("s3").get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=FEED)
    keys = [each["Key"] for page in pages for each in page.get("Contents", [])]
    copies = {key[: key.index("/", len(FEED)) + 1] for key in keys if "/" in key[len(FEED) :]}
    whole = sorted(copy for copy in copies if f"{copy}{WHOLE}" in keys)
    for copy in copies - set(whole[-KEPT_COPIES:]):
        remove_below(bucket, copy)


if __name__ == "__main__":
    main()
