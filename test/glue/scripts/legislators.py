# The shape of AWS's tutorial "Joining and relationalizing data", over other data.
import sys
from awsglue.transforms import *
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext
from awsglue.context import GlueContext
from awsglue.job import Job

glueContext = GlueContext(SparkContext.getOrCreate())

persons = glueContext.create_dynamic_frame.from_catalog(database="lake", table_name="persons_json")
print("Count: ", persons.count())
persons.printSchema()
memberships = glueContext.create_dynamic_frame.from_catalog(database="lake", table_name="memberships_json")
orgs = glueContext.create_dynamic_frame.from_catalog(database="lake", table_name="organizations_json")

orgs = orgs.drop_fields(["other_names", "identifiers"]).rename_field("id", "org_id").rename_field("name", "org_name")
orgs.toDF().show()
memberships.select_fields(["organization_id"]).toDF().distinct().show()

l_history = Join.apply(
    orgs, Join.apply(persons, memberships, "id", "person_id"), "org_id", "organization_id"
).drop_fields(["person_id", "org_id"])
print("Count: ", l_history.count())
l_history.printSchema()

glueContext.write_dynamic_frame.from_options(
    frame=l_history,
    connection_type="s3",
    connection_options={"path": "s3://lake/output/legislator_history"},
    format="parquet",
)
s_history = l_history.toDF().repartition(1)
s_history.write.parquet("s3://lake/output/legislator_single")
l_history.toDF().write.parquet("s3://lake/output/legislator_part", partitionBy=["org_name"])

dfc = l_history.relationalize("hist_root", "s3://lake/temp/")
print(sorted(dfc.keys()))
contacts = dfc.select("hist_root_contact_details")
contacts.printSchema()
contacts.toDF().where("id is not null").orderBy(["id", "index"]).show()
dfc.select("hist_root").toDF().where("contact_details is not null").select(["id", "given_name", "contact_details"]).show()
for df_name in dfc.keys():
    m_df = dfc.select(df_name)
    print("Writing to table: ", df_name)
    glueContext.write_dynamic_frame.from_options(
        frame=m_df, connection_type="s3", connection_options={"path": "s3://lake/tables/" + df_name}, format="json"
    )
