# The shape of AWS's tutorial "Data preparation using ResolveChoice, Lambda, and ApplyMapping", over other data.
from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame
from pyspark.context import SparkContext
from pyspark.sql.functions import udf
from pyspark.sql.types import StringType

glueContext = GlueContext(SparkContext.getOrCreate())
spark = glueContext.spark_session

medicare_dynamicframe = glueContext.create_dynamic_frame.from_catalog(database="lake", table_name="medicare")
medicare_dynamicframe.printSchema()

medicare_res = medicare_dynamicframe.resolveChoice(specs=[("provider id", "cast:long")])
medicare_res.printSchema()
medicare_res.toDF().where("`provider id` is NULL").show()
print("project", medicare_dynamicframe.resolveChoice(specs=[("provider id", "project:long")]).toDF().dtypes[1])
print("make_cols", medicare_dynamicframe.resolveChoice(specs=[("provider id", "make_cols")]).toDF().columns)
medicare_struct = medicare_dynamicframe.resolveChoice(specs=[("provider id", "make_struct")])
print("make_struct", medicare_struct.toDF().dtypes[1])

medicare_dataframe = medicare_res.toDF().where("`provider id` is NOT NULL")
chop_f = udf(lambda x: x[1:], StringType())
medicare_dataframe = medicare_dataframe.withColumn("ACC", chop_f(medicare_dataframe["average covered charges"])).withColumn(
    "ATP", chop_f(medicare_dataframe["average total payments"])
)
medicare_tmp_dyf = DynamicFrame.fromDF(medicare_dataframe, glueContext, "nested")
medicare_nest_dyf = medicare_tmp_dyf.apply_mapping(
    [
        ("drg definition", "string", "drg", "string"),
        ("provider id", "long", "provider.id", "long"),
        ("provider name", "string", "provider.name", "string"),
        ("provider zip code", "long", "provider.zip", "long"),
        ("ACC", "string", "charges.covered", "double"),
        ("ATP", "string", "charges.total_pay", "double"),
    ]
)
medicare_nest_dyf.printSchema()
medicare_nest_dyf.show()
glueContext.write_dynamic_frame.from_options(
    frame=medicare_nest_dyf,
    connection_type="s3",
    connection_options={"path": "s3://lake/output/medicare_parquet"},
    format="parquet",
)
