import sys
from awsglue.transforms import *
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext
from awsglue.context import GlueContext
from awsglue.job import Job
from awsglue.dynamicframe import DynamicFrameCollection
from awsglue.dynamicframe import DynamicFrame
import gs_derived
import gs_to_timestamp
import gs_format_timestamp
import gs_concat
import gs_split
import gs_array_to_cols
import gs_regex_extract
import gs_explode
import gs_flatten
import gs_now
import gs_repartition
from pyspark.sql import functions as SqlFuncs

def sparkUnion(glueContext, unionType, mapping, transformation_ctx) -> DynamicFrame:
    for alias, frame in mapping.items():
        frame.toDF().createOrReplaceTempView(alias)
    result = spark.sql("(select * from source1) UNION " + unionType + " (select * from source2)")
    return DynamicFrame.fromDF(result, glueContext, transformation_ctx)
def sparkAggregate(glueContext, parentFrame, groups, aggs, transformation_ctx) -> DynamicFrame:
    aggsFuncs = []
    for column, func in aggs:
        aggsFuncs.append(getattr(SqlFuncs, func)(column))
    result = parentFrame.toDF().groupBy(*groups).agg(*aggsFuncs) if len(groups) > 0 else parentFrame.toDF().agg(*aggsFuncs)
    return DynamicFrame.fromDF(result, glueContext, transformation_ctx)
# Script generated for node Custom Transform
def MyTransform(glueContext, dfc) -> DynamicFrameCollection:
    df = dfc.select(list(dfc.keys())[0]).toDF()
    return DynamicFrameCollection({"CustomTransform0": DynamicFrame.fromDF(df.filter("quantity > 0"), glueContext, "kept")}, glueContext)
args = getResolvedOptions(sys.argv, ['JOB_NAME'])
sc = SparkContext()
glueContext = GlueContext(sc)
spark = glueContext.spark_session
job = Job(glueContext)
job.init(args['JOB_NAME'], args)

# Script generated for node Amazon S3
AmazonS3_node1 = glueContext.create_dynamic_frame.from_options(format_options={"multiLine": "false"}, connection_type="s3", format="json", connection_options={"paths": ["s3://lake/baskets/"], "recurse": True}, transformation_ctx="AmazonS3_node1")

# Script generated for node Explode Array Or Map Into Rows
Explode_node2 = AmazonS3_node1.gs_explode(colName="lines", newCol="line")

# Script generated for node Drop Fields
DropFields_node3 = DropFields.apply(frame=Explode_node2, paths=["lines"], transformation_ctx="DropFields_node3")

# Script generated for node Flatten
Flatten_node4 = DropFields_node3.gs_flatten(maxLevels=1, separator="_")

# Script generated for node Rename Field
RenameField_node5 = RenameField.apply(frame=Flatten_node4, old_name="line_quantity", new_name="quantity", transformation_ctx="RenameField_node5")

# Script generated for node Custom Transform
CustomTransform_node6 = MyTransform(glueContext, DynamicFrameCollection({"RenameField_node5": RenameField_node5}, glueContext))

# Script generated for node Select From Collection
SelectFromCollection_node7 = SelectFromCollection.apply(dfc=CustomTransform_node6, key=list(CustomTransform_node6.keys())[0], transformation_ctx="SelectFromCollection_node7")

# Script generated for node Derived Column
Derived_node8 = SelectFromCollection_node7.gs_derived(colName="amount", expr="cast(replace(line_price, '$', '') as decimal(10,2)) * quantity")

# Script generated for node To Timestamp
ToTimestamp_node9 = Derived_node8.gs_to_timestamp(colName="at", colType="autodetect", newColName="ordered")

# Script generated for node Format Timestamp
FormatTimestamp_node10 = ToTimestamp_node9.gs_format_timestamp(colName="ordered", dateFormat="yyyy-MM", newColName="month")

# Script generated for node Split String
SplitString_node11 = FormatTimestamp_node10.gs_split(colName="customer", pattern=r"\s", newColName="names")

# Script generated for node Array To Columns
ArrayToColumns_node12 = SplitString_node11.gs_array_to_cols(colName="names", colList="first, last")

# Script generated for node Regex Extractor
RegexExtractor_node13 = ArrayToColumns_node12.gs_regex_extract(colName="line_sku", regex=r"^(\w+)-(\d+)$", newCols="family,number")

# Script generated for node Concatenate Columns
Concatenate_node14 = RegexExtractor_node13.gs_concat(colName="label", colList=["last", "first"], spacer=", ")

# Script generated for node Select Fields
SelectFields_node15 = SelectFields.apply(frame=Concatenate_node14, paths=["id", "label", "family", "quantity", "amount", "ordered", "month"], transformation_ctx="SelectFields_node15")

# Script generated for node Union
Union_node16 = sparkUnion(glueContext, unionType="DISTINCT", mapping={"source1": SelectFields_node15, "source2": SelectFields_node15}, transformation_ctx="Union_node16")

# Script generated for node Split Fields
SplitFields_node17 = SplitFields.apply(frame=Union_node16, paths=["label"], name1="labels", name2="rest", transformation_ctx="SplitFields_node17")
print(sorted(row["label"] for row in SplitFields_node17.select("labels").toDF().distinct().collect()))

# Script generated for node Aggregate
Aggregate_node18 = sparkAggregate(glueContext, parentFrame=Union_node16, groups=["month", "family"], aggs=[["amount", "sum"], ["id", "countDistinct"]], transformation_ctx="Aggregate_node18")
print(sorted(tuple(map(str, row)) for row in Aggregate_node18.toDF().collect()))

# Script generated for node Add Current Timestamp
Now_node19 = Union_node16.gs_now(colName="loaded")

# Script generated for node Autobalance Processing
Autobalance_node20 = Now_node19.gs_repartition(numPartitionsStr="2")

# Script generated for node Amazon Redshift
AmazonRedshift_node21 = glueContext.write_dynamic_frame.from_options(frame=Autobalance_node20, connection_type="redshift", connection_options={"postactions": "BEGIN; MERGE INTO public.baskets USING public.baskets_temp ON baskets.id = baskets_temp.id AND baskets.family = baskets_temp.family WHEN MATCHED THEN UPDATE SET quantity = baskets_temp.quantity, amount = baskets_temp.amount WHEN NOT MATCHED THEN INSERT VALUES (baskets_temp.id, baskets_temp.label, baskets_temp.family, baskets_temp.quantity, baskets_temp.amount, baskets_temp.ordered, baskets_temp.month, baskets_temp.loaded); DROP TABLE public.baskets_temp; END;", "redshiftTmpDir": "s3://lake/temporary/", "useConnectionProperties": "true", "dbtable": "public.baskets_temp", "connectionName": "Redshift connection", "preactions": "CREATE TABLE IF NOT EXISTS public.baskets (id INTEGER, label VARCHAR, family VARCHAR, quantity INTEGER, amount DECIMAL(12,2), ordered TIMESTAMP, month VARCHAR, loaded TIMESTAMP); DROP TABLE IF EXISTS public.baskets_temp; CREATE TABLE public.baskets_temp (id INTEGER, label VARCHAR, family VARCHAR, quantity INTEGER, amount DECIMAL(12,2), ordered TIMESTAMP, month VARCHAR, loaded TIMESTAMP);"}, transformation_ctx="AmazonRedshift_node21")

# Script generated for node Amazon Redshift
AmazonRedshift_node22 = glueContext.write_dynamic_frame.from_jdbc_conf(frame=SelectFields_node15, catalog_connection="Redshift connection", connection_options={"dbtable": "public.lines", "database": "dev", "preactions": "truncate table public.lines;"}, redshift_tmp_dir="s3://lake/temporary/", transformation_ctx="AmazonRedshift_node22")

# Script generated for node Amazon Redshift
AmazonRedshift_node23 = glueContext.create_dynamic_frame.from_options(connection_type="redshift", connection_options={"sampleQuery": "select id, label, family, amount, ordered from public.baskets where family <> 'it''s' order by 1, 3", "redshiftTmpDir": "s3://lake/temporary/", "useConnectionProperties": "true", "connectionName": "Redshift connection"}, transformation_ctx="AmazonRedshift_node23")
for row in sorted(AmazonRedshift_node23.toDF().collect()):
    print(row["id"], row["label"], row["family"], row["amount"], row["ordered"])
AmazonRedshift_node24 = glueContext.create_dynamic_frame.from_options(connection_type="redshift", connection_options={"dbtable": "public.lines", "redshiftTmpDir": "s3://lake/temporary/", "url": "jdbc:redshift://etl.000000000000.us-east-1.redshift-serverless.amazonaws.com:5439/dev?user=admin&password=none"})
print(AmazonRedshift_node24.count(), sorted(field.name for field in AmazonRedshift_node24.schema()))
empty = glueContext.create_dynamic_frame.from_options(connection_type="redshift", connection_options={"query": "select id, amount from public.lines where id < 0", "redshiftTmpDir": "s3://lake/temporary/", "connectionName": "Redshift connection"})
print(empty.count(), empty.toDF().dtypes)
job.commit()
