import sys
from awsglue.transforms import *
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext
from awsglue.context import GlueContext
from awsglue.job import Job
from awsgluedq.transforms import EvaluateDataQuality
from awsglue import DynamicFrame

def sparkSqlQuery(glueContext, query, mapping, transformation_ctx) -> DynamicFrame:
    for alias, frame in mapping.items():
        frame.toDF().createOrReplaceTempView(alias)
    result = spark.sql(query)
    return DynamicFrame.fromDF(result, glueContext, transformation_ctx)
args = getResolvedOptions(sys.argv, ['JOB_NAME'])
sc = SparkContext()
glueContext = GlueContext(sc)
spark = glueContext.spark_session
job = Job(glueContext)
job.init(args['JOB_NAME'], args)

# Default ruleset used by all target nodes with data quality enabled
DEFAULT_DATA_QUALITY_RULESET = """
    Rules = [
        ColumnCount > 0
    ]
"""

# Script generated for node Orders
Orders_node1763718000001 = glueContext.create_dynamic_frame.from_options(format_options={"quoteChar": "\"", "withHeader": True, "separator": ",", "optimizePerformance": False}, connection_type="s3", format="csv", connection_options={"paths": ["s3://lake/raw/orders/"], "recurse": True}, transformation_ctx="Orders_node1763718000001")

# Script generated for node Customers
Customers_node1763718000002 = glueContext.create_dynamic_frame.from_catalog(database="lake", table_name="customers")

# Script generated for node Change Schema
ChangeSchema_node1763718000003 = ApplyMapping.apply(frame=Orders_node1763718000001, mappings=[("order_id", "string", "order_id", "int"), ("customer", "string", "customer_id", "int"), ("ordered", "string", "ordered", "date"), ("amount", "string", "amount", "decimal(12,2)")], transformation_ctx="ChangeSchema_node1763718000003")

# Script generated for node Join
Customers_node1763718000002DF = Customers_node1763718000002.toDF()
ChangeSchema_node1763718000003DF = ChangeSchema_node1763718000003.toDF()
Join_node1763718000004 = DynamicFrame.fromDF(ChangeSchema_node1763718000003DF.join(Customers_node1763718000002DF, (ChangeSchema_node1763718000003DF['customer_id'] == Customers_node1763718000002DF['id']), "left"), glueContext, "Join_node1763718000004")

# Script generated for node Filter
Filter_node1763718000005 = Filter.apply(frame=Join_node1763718000004, f=lambda row: (row["amount"] is not None and row["amount"] > 0), transformation_ctx="Filter_node1763718000005")

# Script generated for node SQL Query
SqlQuery0 = '''
select order_id, amount, region, date_format(ordered, 'yyyy-MM') as month from myDataSource where region is not null

'''
SQLQuery_node1763718000006 = sparkSqlQuery(glueContext, query = SqlQuery0, mapping = {"myDataSource":Filter_node1763718000005}, transformation_ctx = "SQLQuery_node1763718000006")

# Script generated for node Sales
EvaluateDataQuality().process_rows(frame=SQLQuery_node1763718000006, ruleset=DEFAULT_DATA_QUALITY_RULESET, publishing_options={"dataQualityEvaluationContext": "EvaluateDataQuality_node1763718000000", "enableDataQualityResultsPublishing": True}, additional_options={"dataQualityResultsPublishing.strategy": "BEST_EFFORT", "observations.scope": "ALL"})
Sales_node1763718000007 = glueContext.getSink(path="s3://lake/silver/sales/", connection_type="s3", updateBehavior="UPDATE_IN_DATABASE", partitionKeys=["month"], enableUpdateCatalog=True, transformation_ctx="Sales_node1763718000007")
Sales_node1763718000007.setCatalogInfo(catalogDatabase="lake",catalogTableName="sales")
Sales_node1763718000007.setFormat("glueparquet", compression="snappy")
Sales_node1763718000007.writeFrame(SQLQuery_node1763718000006)
job.commit()
