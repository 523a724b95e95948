"""How a GlueContext writes.

https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-glue-context.html
"""

from pyspark.sql import DataFrame

from awsglue.data_sink import DataSink
from awsglue.dynamicframe import DynamicFrame
from awsglue.sources.jdbc import jdbc_conf


class ContextWriting:
    """The methods that write frames."""

    def getSink(self, connection_type, format=None, transformation_ctx="", **options):
        return DataSink(self, connection_type, options, format, transformation_ctx)

    def write_dynamic_frame_from_options(
        self, frame, connection_type, connection_options=None, format=None, format_options=None, transformation_ctx=""
    ):
        return self.write_from_options(
            frame, connection_type, connection_options, format, format_options, transformation_ctx
        )

    def write_from_options(
        self,
        frame_or_dfc,
        connection_type,
        connection_options=None,
        format=None,
        format_options=None,
        transformation_ctx="",
    ):
        sink = self.getSink(connection_type, None, transformation_ctx, **(connection_options or {}))
        if format:
            sink.setFormat(format, **(format_options or {}))
        return sink.write(frame_or_dfc)

    def write_dynamic_frame_from_catalog(
        self,
        frame,
        database,
        table_name,
        redshift_tmp_dir="",
        transformation_ctx="",
        additional_options=None,
        catalog_id=None,
    ):
        options = {**(additional_options or {}), "database": database, "table_name": table_name}
        if catalog_id:
            options["catalog_id"] = catalog_id
        if redshift_tmp_dir:
            options["redshiftTmpDir"] = redshift_tmp_dir
        return self.getSink("catalog", None, transformation_ctx, **options).writeFrame(frame)

    def write_dynamic_frame_from_jdbc_conf(
        self,
        frame,
        catalog_connection,
        connection_options=None,
        redshift_tmp_dir="",
        transformation_ctx="",
        catalog_id=None,
    ):
        return self.write_from_jdbc_conf(
            frame, catalog_connection, connection_options, redshift_tmp_dir, transformation_ctx, catalog_id
        )

    def write_from_jdbc_conf(
        self,
        frame_or_dfc,
        catalog_connection,
        connection_options=None,
        redshift_tmp_dir="",
        transformation_ctx="",
        catalog_id=None,
    ):
        conf = jdbc_conf(catalog_connection, catalog_id)
        options = {"url": conf["url"], "user": conf["user"], "password": conf["password"], **(connection_options or {})}
        if redshift_tmp_dir:
            options["redshiftTmpDir"] = redshift_tmp_dir
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
        self,
        frame,
        database,
        table_name,
        redshift_tmp_dir="",
        transformation_ctx="",
        additional_options=None,
        catalog_id=None,
    ):
        self.write_dynamic_frame_from_catalog(
            self._dynamic(frame),
            database,
            table_name,
            redshift_tmp_dir,
            transformation_ctx,
            additional_options,
            catalog_id,
        )
        return frame

    def _dynamic(self, frame):
        return DynamicFrame.fromDF(frame, self, "") if isinstance(frame, DataFrame) else frame
