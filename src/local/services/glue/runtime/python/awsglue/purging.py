"""Deleting what is old.

https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-glue-context.html#aws-glue-api-crawler-pyspark-extensions-glue-context-purge_table
"""

import time

from awsglue.refusal import refuse
from awsglue.sources import catalog
from awsglue.sources.files import delete_files, list_files

# Hours: what is younger stays, unless the option retentionPeriod says otherwise.
_RETENTION = 168


def purge_path(spark, path, options):
    """Deletes the files below the path that are older than the retention period."""
    return _purge(spark, path, options)


def purge_table(spark, database, name, options, catalog_id):
    """As purge_path for a table's files; a partition that has none left is deleted from the catalog."""
    table = catalog.get_table(database, name, catalog_id)
    for source in catalog.sources_of(spark, table, options.get("partitionPredicate", ""), "", catalog_id):
        left = _purge(spark, source.location, options)
        if not left and source.values:
            request = {"DatabaseName": database, "TableName": name, "PartitionValues": list(source.values.values())}
            catalog.glue_client().delete_partition(**request, **({"CatalogId": catalog_id} if catalog_id else {}))


def _purge(spark, path, options):
    """Deletes, and tells how many files are left."""
    if options.get("manifestFilePath"):
        refuse("manifestFilePath", "List the path before and after.")
    files = list_files(spark, path)
    if "STANDARD" in options.get("excludeStorageClasses", []):
        return len(files)
    hours = float(options.get("retentionPeriod", _RETENTION))
    until = (time.time() - hours * 3600) * 1000
    old = [file for file in files if file.modified <= until]
    delete_files(spark, old)
    return len(files) - len(old)
