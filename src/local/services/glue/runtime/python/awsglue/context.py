"""GlueContext: how a script comes to frames, and writes them.

https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-glue-context.html
"""

import warnings
from datetime import datetime, timezone

from pyspark.context import SparkContext
from pyspark.sql import DataFrame, SparkSession, SQLContext
from pyspark.sql import functions as F
from pyspark.sql import types as T

from awsglue import purging
from awsglue.data_sink import DataSink
from awsglue.data_source import DataSource
from awsglue.dynamicframe import DynamicFrame
from awsglue.logger import GlueLogger
from awsglue.readers import DataFrameReader, DataFrameWriter, DynamicFrameReader, DynamicFrameWriter
from awsglue.records import from_python, shape_of_value
from awsglue.refusal import refuse
from awsglue.resolving import match_catalog
from awsglue.sources import catalog
from awsglue.sources.jdbc import jdbc_conf
from awsglue.unboxing import unbox

_INGESTION = ("year", "month", "day", "hour", "minute")


class GlueContext(SQLContext):
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

    # Reading

    def getSource(self, connection_type, transformation_ctx="", push_down_predicate="", **options):
        if push_down_predicate:
            options["push_down_predicate"] = push_down_predicate
        return DataSource(self, connection_type, options, transformation_ctx)

    def create_dynamic_frame_from_rdd(self, data, name, schema=None, sample_ratio=None, transformation_ctx=""):
        if schema is not None:
            return DynamicFrame.fromDF(self.createDataFrame(data, schema), self, name)
        made = data.map(lambda each: (each, shape_of_value(each), None))
        return DynamicFrame(from_python(self.spark_session, made), self, name)

    def create_dynamic_frame_from_options(
        self, connection_type, connection_options=None, format=None, format_options=None, transformation_ctx="",
        push_down_predicate="", **kwargs,
    ):  # fmt: skip
        source = self.getSource(connection_type, transformation_ctx, push_down_predicate, **{**(connection_options or {}), **kwargs})
        if format:
            source.setFormat(format, **(format_options or {}))
        return source.getFrame()

    def create_dynamic_frame_from_catalog(
        self, database, table_name, redshift_tmp_dir="", transformation_ctx="", push_down_predicate="",
        additional_options=None, catalog_id=None, **kwargs,
    ):  # fmt: skip
        options = {**(additional_options or {}), **kwargs, "database": database, "table_name": table_name}
        if catalog_id:
            options["catalog_id"] = catalog_id
        return self.getSource("catalog", transformation_ctx, push_down_predicate, **options).getFrame()

    def create_sample_dynamic_frame_from_options(
        self, connection_type, connection_options=None, num=None, sample_options=None, format=None, format_options=None,
        transformation_ctx="",
    ):  # fmt: skip
        frame = self.create_dynamic_frame_from_options(connection_type, connection_options, format, format_options)
        return self._sample(frame, num)

    def create_sample_dynamic_frame_from_catalog(
        self, database, table_name, num=None, redshift_tmp_dir="", transformation_ctx="", push_down_predicate="",
        additional_options=None, sample_options=None, catalog_id=None,
    ):  # fmt: skip
        frame = self.create_dynamic_frame_from_catalog(
            database, table_name, redshift_tmp_dir, "", push_down_predicate, additional_options, catalog_id
        )
        return self._sample(frame, num)

    def create_data_frame_from_options(
        self, connection_type, connection_options=None, format=None, format_options=None, transformation_ctx="", **kwargs
    ):
        frame = self.create_dynamic_frame_from_options(
            connection_type, connection_options, format, format_options, transformation_ctx, **kwargs
        )
        return frame.toDF()

    def create_data_frame_from_catalog(
        self, database, table_name, redshift_tmp_dir="", transformation_ctx="", push_down_predicate="",
        additional_options=None, catalog_id=None, **kwargs,
    ):  # fmt: skip
        """A DataFrame of the table; where records differ from the catalog's type, their values are cast to it."""
        frame = self.create_dynamic_frame_from_catalog(
            database, table_name, redshift_tmp_dir, transformation_ctx, push_down_predicate, additional_options, catalog_id, **kwargs
        )
        types = {name.lower(): kind for name, kind in self.catalog_types(database, table_name, catalog_id).items()}
        return match_catalog(frame.relation, types).df

    def get_catalog_schema_as_spark_schema(self, database=None, table_name=None, catalog_id=None):
        """The table's columns, partition keys last, as a StructType of Spark."""
        types = self.catalog_types(database, table_name, catalog_id)
        return T.StructType([T.StructField(name, kind) for name, kind in types.items()])

    def catalog_types(self, database, table_name, catalog_id=None):
        return catalog.column_types(catalog.get_table(database, table_name, catalog_id))

    def unboxed(self, relation, path, format, options):
        return unbox(relation, path, format, options)

    def extract_jdbc_conf(self, connection_name, catalog_id=None):
        return jdbc_conf(connection_name, catalog_id)

    # Writing

    def getSink(self, connection_type, format=None, transformation_ctx="", **options):
        return DataSink(self, connection_type, options, format, transformation_ctx)

    def write_dynamic_frame_from_options(
        self, frame, connection_type, connection_options=None, format=None, format_options=None, transformation_ctx=""
    ):
        return self.write_from_options(frame, connection_type, connection_options, format, format_options, transformation_ctx)

    def write_from_options(
        self, frame_or_dfc, connection_type, connection_options=None, format=None, format_options=None, transformation_ctx=""
    ):
        sink = self.getSink(connection_type, None, transformation_ctx, **(connection_options or {}))
        if format:
            sink.setFormat(format, **(format_options or {}))
        return sink.write(frame_or_dfc)

    def write_dynamic_frame_from_catalog(
        self, frame, database, table_name, redshift_tmp_dir="", transformation_ctx="", additional_options=None, catalog_id=None
    ):
        options = {**(additional_options or {}), "database": database, "table_name": table_name}
        if catalog_id:
            options["catalog_id"] = catalog_id
        return self.getSink("catalog", None, transformation_ctx, **options).writeFrame(frame)

    def write_dynamic_frame_from_jdbc_conf(
        self, frame, catalog_connection, connection_options=None, redshift_tmp_dir="", transformation_ctx="", catalog_id=None
    ):
        return self.write_from_jdbc_conf(
            frame, catalog_connection, connection_options, redshift_tmp_dir, transformation_ctx, catalog_id
        )

    def write_from_jdbc_conf(
        self, frame_or_dfc, catalog_connection, connection_options=None, redshift_tmp_dir="", transformation_ctx="", catalog_id=None
    ):
        conf = jdbc_conf(catalog_connection, catalog_id)
        options = {"url": conf["url"], "user": conf["user"], "password": conf["password"], **(connection_options or {})}
        if "database" not in options:
            options["url"] = conf["fullUrl"]
        return self.getSink(conf["vendor"], None, transformation_ctx, **options).write(frame_or_dfc)

    def write_data_frame_from_options(
        self, frame, connection_type, connection_options=None, format=None, format_options=None, transformation_ctx=""
    ):
        self.write_dynamic_frame_from_options(
            self._dynamic(frame), connection_type, connection_options, format, format_options, transformation_ctx
        )
        return frame

    def write_data_frame_from_catalog(
        self, frame, database, table_name, redshift_tmp_dir="", transformation_ctx="", additional_options=None, catalog_id=None
    ):
        self.write_dynamic_frame_from_catalog(
            self._dynamic(frame), database, table_name, redshift_tmp_dir, transformation_ctx, additional_options, catalog_id
        )
        return frame

    # What lies in S3

    def purge_table(self, database, table_name, options=None, transformation_ctx="", catalog_id=None):
        purging.purge_table(self.spark_session, database, table_name, options or {}, catalog_id)

    def purge_s3_path(self, s3_path, options=None, transformation_ctx=""):
        purging.purge_path(self.spark_session, s3_path, options or {})

    def transition_table(self, database, table_name, transition_to, options=None, transformation_ctx="", catalog_id=None):
        refuse("transition_table", "Local objects have one storage class: leave the call out, or purge_table what is old.")

    def transition_s3_path(self, s3_path, transition_to, options=None, transformation_ctx=""):
        refuse("transition_s3_path", "Local objects have one storage class: leave the call out, or purge_s3_path what is old.")

    # Streams

    def forEachBatch(self, frame, batch_function, options=None):
        refuse("forEachBatch", "Streaming jobs do not run locally: call the batch function with a DataFrame of files.")

    def add_ingestion_time_columns(self, frame, timeGranularity=""):
        """The DataFrame with ingest_year, ingest_month … as far as the granularity `day`, `hour` or `minute` goes."""
        if timeGranularity not in ("day", "hour", "minute"):
            raise ValueError(f"timeGranularity is day, hour or minute, not {timeGranularity!r}")
        now = datetime.now(timezone.utc)
        for part in _INGESTION[: _INGESTION.index(timeGranularity) + 1]:
            width = 4 if part == "year" else 2
            frame = frame.withColumn(f"ingest_{part}", F.lit(f"{getattr(now, part):0{width}d}"))
        return frame

    # Transactions of governed tables, which AWS has ended

    def start_transaction(self, read_only=False):
        refuse("start_transaction", "Governed tables have ended on AWS too: use plain tables.")

    def _dynamic(self, frame):
        return DynamicFrame.fromDF(frame, self, "") if isinstance(frame, DataFrame) else frame

    def _sample(self, frame, num):
        df = frame.relation.df.limit(int(num) if num else 100)
        return DynamicFrame(frame.relation.with_df(df), self, frame.name)


