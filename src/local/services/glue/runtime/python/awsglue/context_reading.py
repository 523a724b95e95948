"""How a GlueContext reads.

https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-glue-context.html
"""

from pyspark.sql import types as T

from awsglue.data_source import DataSource
from awsglue.dynamicframe import DynamicFrame
from awsglue.records import from_python, shape_of_value
from awsglue.resolving import match_catalog
from awsglue.sources import catalog
from awsglue.sources.jdbc import jdbc_conf
from awsglue.unboxing import unbox


class ContextReading:
    """The methods that give frames, or tell what the catalog says."""

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
        self,
        connection_type,
        connection_options=None,
        format=None,
        format_options=None,
        transformation_ctx="",
        push_down_predicate="",
        **kwargs,
    ):
        source = self.getSource(
            connection_type, transformation_ctx, push_down_predicate, **{**(connection_options or {}), **kwargs}
        )
        if format:
            source.setFormat(format, **(format_options or {}))
        return source.getFrame()

    def create_dynamic_frame_from_catalog(
        self,
        database,
        table_name,
        redshift_tmp_dir="",
        transformation_ctx="",
        push_down_predicate="",
        additional_options=None,
        catalog_id=None,
        **kwargs,
    ):
        options = {**(additional_options or {}), **kwargs, "database": database, "table_name": table_name}
        if catalog_id:
            options["catalog_id"] = catalog_id
        if redshift_tmp_dir:
            options["redshiftTmpDir"] = redshift_tmp_dir
        return self.getSource("catalog", transformation_ctx, push_down_predicate, **options).getFrame()

    def create_sample_dynamic_frame_from_options(
        self,
        connection_type,
        connection_options=None,
        num=None,
        sample_options=None,
        format=None,
        format_options=None,
        transformation_ctx="",
    ):
        frame = self.create_dynamic_frame_from_options(connection_type, connection_options, format, format_options)
        return self._sample(frame, num)

    def create_sample_dynamic_frame_from_catalog(
        self,
        database,
        table_name,
        num=None,
        redshift_tmp_dir="",
        transformation_ctx="",
        push_down_predicate="",
        additional_options=None,
        sample_options=None,
        catalog_id=None,
    ):
        frame = self.create_dynamic_frame_from_catalog(
            database, table_name, redshift_tmp_dir, "", push_down_predicate, additional_options, catalog_id
        )
        return self._sample(frame, num)

    def create_data_frame_from_options(
        self,
        connection_type,
        connection_options=None,
        format=None,
        format_options=None,
        transformation_ctx="",
        **kwargs,
    ):
        frame = self.create_dynamic_frame_from_options(
            connection_type, connection_options, format, format_options, transformation_ctx, **kwargs
        )
        return frame.toDF()

    def create_data_frame_from_catalog(
        self,
        database,
        table_name,
        redshift_tmp_dir="",
        transformation_ctx="",
        push_down_predicate="",
        additional_options=None,
        catalog_id=None,
        **kwargs,
    ):
        """A DataFrame of the table; where records differ from the catalog's type, their values are cast to it."""
        frame = self.create_dynamic_frame_from_catalog(
            database,
            table_name,
            redshift_tmp_dir,
            transformation_ctx,
            push_down_predicate,
            additional_options,
            catalog_id,
            **kwargs,
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

    def _sample(self, frame, num):
        df = frame.relation.df.limit(int(num) if num else 100)
        return DynamicFrame(frame.relation.with_df(df), self, frame.name)
