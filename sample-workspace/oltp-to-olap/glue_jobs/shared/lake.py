"""What the jobs share: versions of a table in the lake, and the one step that publishes one.

A table is a folder of versions, each named after the run that wrote it, `s3://bucket/silver/orders/jr_1a2b…/`, and a
table of the Glue catalog that points at one of them. A job writes a version of its own, which nobody reads, and then
points the catalog at it in a single UpdateTable: a job that is killed leaves the table as it was, or whole. See
docs/cube_layer_design.md.
"""

from __future__ import annotations

import json
import logging
import sys
import uuid
from dataclasses import dataclass
from typing import Any

import boto3
from pyspark.sql import DataFrame

PARQUET = {
    "InputFormat": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
    "OutputFormat": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
    "SerdeInfo": {"SerializationLibrary": "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"},
}

log = logging.getLogger("lake")


def start_logging(name: str) -> logging.Logger:
    """A logger whose lines are in the run's output log."""
    logging.basicConfig(stream=sys.stdout, format="%(asctime)s %(levelname)s %(message)s", force=True)
    logging.getLogger("lake").setLevel(logging.INFO)
    logger = logging.getLogger(name)
    logger.setLevel(logging.INFO)
    return logger


def version_of(args: dict[str, Any]) -> str:
    """What this run's versions are called: its own id, so that a retry of it writes over what it had left."""
    return args.get("JOB_RUN_ID") or f"local_{uuid.uuid4().hex}"


@dataclass(frozen=True)
class LakeTable:
    """A table of a layer. `month` names the column that its files are in folders by, `YYYY-MM`, if any."""

    bucket: str
    layer: str
    database: str
    name: str
    month: str | None = None

    @property
    def prefix(self) -> str:
        return f"{self.layer}/{self.name}/"

    def location(self, version: str) -> str:
        return f"s3://{self.bucket}/{self.prefix}{version}/"

    def write(self, rows: DataFrame, version: str) -> str:
        """Writes a version that nobody reads yet; gives its location."""
        location = self.location(version)
        writer = rows.write.mode("overwrite").option("compression", "snappy")
        if self.month:
            writer = writer.partitionBy(self.month)
        writer.parquet(location)
        return location

    def publish(self, rows: DataFrame, version: str) -> None:
        """Makes a written version the table; removes the versions before the one that it replaces."""
        glue = boto3.client("glue")
        before = self.published(glue)
        table = self.table_input(rows, self.location(version))
        if before is None:
            glue.create_table(DatabaseName=self.database, TableInput=table)
        else:
            glue.update_table(DatabaseName=self.database, TableInput=table)
        log.info("%s.%s is now %s", self.database, self.name, self.location(version))
        # Whoever began to read before this moment goes on reading the version that it replaces.
        keep = {self.location(version), before}
        for location in self.versions():
            if location not in keep:
                remove_below(self.bucket, location[len(f"s3://{self.bucket}/") :])

    def published(self, glue: Any = None) -> str | None:
        """Where the version that the catalog points at lies; None before the first one."""
        client = glue or boto3.client("glue")
        try:
            table = client.get_table(DatabaseName=self.database, Name=self.name)["Table"]
        except client.exceptions.EntityNotFoundException:
            return None
        return table["StorageDescriptor"]["Location"]

    def require(self) -> str:
        """Where to read the table; raises where there is none yet."""
        location = self.published()
        if location is None:
            raise LookupError(f"{self.database}.{self.name} was not published yet: run the job that makes {self.layer}")
        return location

    def versions(self) -> list[str]:
        pages = (
            boto3.client("s3")
            .get_paginator("list_objects_v2")
            .paginate(Bucket=self.bucket, Prefix=self.prefix, Delimiter="/")
        )
        return [f"s3://{self.bucket}/{each['Prefix']}" for page in pages for each in page.get("CommonPrefixes", [])]

    def table_input(self, rows: DataFrame, location: str) -> dict[str, Any]:
        """The table as Athena, Glue and Redshift Spectrum read it.

        Partition projection says in the table itself where each month lies. Registered partitions would each have a
        location of their own, and could only be changed one batch after the other.
        """
        columns = [
            {"Name": field.name, "Type": field.dataType.simpleString()}
            for field in rows.schema.fields
            if field.name != self.month
        ]
        parameters = {"classification": "parquet"}
        if self.month:
            parameters |= {
                "projection.enabled": "true",
                f"projection.{self.month}.type": "date",
                f"projection.{self.month}.format": "yyyy-MM",
                f"projection.{self.month}.range": "2020-01,NOW",
                f"projection.{self.month}.interval": "1",
                f"projection.{self.month}.interval.unit": "MONTHS",
                "storage.location.template": f"{location}{self.month}=${{{self.month}}}/",
            }
        return {
            "Name": self.name,
            "TableType": "EXTERNAL_TABLE",
            "Parameters": parameters,
            "PartitionKeys": [{"Name": self.month, "Type": "string"}] if self.month else [],
            "StorageDescriptor": {"Columns": columns, "Location": location, **PARQUET},
        }


def remove_below(bucket: str, prefix: str) -> None:
    """Deletes every object whose key begins so."""
    s3 = boto3.client("s3")
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
        keys = [{"Key": each["Key"]} for each in page.get("Contents", [])]
        if keys:
            s3.delete_objects(Bucket=bucket, Delete={"Objects": keys, "Quiet": True})


def write_report(bucket: str, job: str, version: str, report: dict[str, Any]) -> None:
    """Leaves the figures of a run where people and schedulers find them."""
    text = json.dumps(report, ensure_ascii=False, indent=2, default=str)
    log.info("Report: %s", json.dumps(report, ensure_ascii=False, default=str))
    boto3.client("s3").put_object(
        Bucket=bucket,
        Key=f"reports/{job}/{version}.json",
        Body=text.encode("utf-8"),
        ContentType="application/json",
    )
