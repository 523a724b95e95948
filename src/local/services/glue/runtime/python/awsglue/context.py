"""GlueContext: how a script comes to frames, and writes them.

https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-glue-context.html
"""

import warnings
from datetime import UTC, datetime

from pyspark.context import SparkContext
from pyspark.sql import SparkSession, SQLContext
from pyspark.sql import functions as F

from awsglue import purging
from awsglue.context_reading import ContextReading
from awsglue.context_writing import ContextWriting
from awsglue.logger import GlueLogger
from awsglue.readers import (
    DataFrameReader,
    DataFrameWriter,
    DynamicFrameReader,
    DynamicFrameWriter,
)
from awsglue.refusal import refuse

_INGESTION = ("year", "month", "day", "hour", "minute")


class GlueContext(ContextReading, ContextWriting, SQLContext):
    """Wraps the SparkContext; `spark_session` is its session."""

    def __init__(self, sparkContext, **options):
        session = sparkContext if isinstance(sparkContext, SparkSession) else None
        context = session.sparkContext if session else sparkContext or SparkContext.getOrCreate()
        with warnings.catch_warnings():
            # Spark would rather have SQLContext gone, but Glue's context is one.
            warnings.simplefilter("ignore", FutureWarning)
            super().__init__(context, session)
        self.create_dynamic_frame = DynamicFrameReader(self)
        self.create_data_frame = DataFrameReader(self)
        self.write_dynamic_frame = DynamicFrameWriter(self)
        self.write_data_frame = DataFrameWriter(self)

    @property
    def spark_session(self):
        return self.sparkSession

    def get_logger(self):
        return GlueLogger()

    # What lies in S3

    def purge_table(self, database, table_name, options=None, transformation_ctx="", catalog_id=None):
        purging.purge_table(self.spark_session, database, table_name, options or {}, catalog_id)

    def purge_s3_path(self, s3_path, options=None, transformation_ctx=""):
        purging.purge_path(self.spark_session, s3_path, options or {})

    def transition_table(
        self, database, table_name, transition_to, options=None, transformation_ctx="", catalog_id=None
    ):
        refuse(
            "transition_table", "Local objects have one storage class: leave the call out, or purge_table what is old."
        )

    def transition_s3_path(self, s3_path, transition_to, options=None, transformation_ctx=""):
        refuse(
            "transition_s3_path",
            "Local objects have one storage class: leave the call out, or purge_s3_path what is old.",
        )

    # Streams

    def forEachBatch(self, frame, batch_function, options=None):
        refuse("forEachBatch", "Streaming jobs do not run locally: call the batch function with a DataFrame of files.")

    def add_ingestion_time_columns(self, frame, timeGranularity=""):
        """The DataFrame with ingest_year, ingest_month … as far as the granularity `day`, `hour` or `minute` goes."""
        if timeGranularity not in ("day", "hour", "minute"):
            raise ValueError(f"timeGranularity is day, hour or minute, not {timeGranularity!r}")
        now = datetime.now(UTC)
        for part in _INGESTION[: _INGESTION.index(timeGranularity) + 1]:
            width = 4 if part == "year" else 2
            frame = frame.withColumn(f"ingest_{part}", F.lit(f"{getattr(now, part):0{width}d}"))
        return frame

    # Transactions of governed tables, which AWS has ended

    def start_transaction(self, read_only=False):
        refuse("start_transaction", "Governed tables have ended on AWS too: use plain tables.")
