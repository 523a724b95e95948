"""Databases over JDBC, as sources and as sinks.

https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-connect-jdbc-home.html
"""

import json

from pyspark.sql import functions as F

from awsglue import bookmarks
from awsglue.paths import quoted
from awsglue.redshift import read_redshift, write_redshift
from awsglue.relation import Relation
from awsglue.sources.catalog import glue_client
from awsglue.sources.formats import has_class

DRIVERS = {
    "mysql": ("com.mysql.cj.jdbc.Driver", "mysql-connector-j"),
    "postgresql": ("org.postgresql.Driver", "postgresql"),
    "oracle": ("oracle.jdbc.OracleDriver", "ojdbc11"),
    "sqlserver": ("com.microsoft.sqlserver.jdbc.SQLServerDriver", "mssql-jdbc"),
}

# Their tables come and go over JDBC; Redshift's by files in S3.
DATABASES = (*DRIVERS, "redshift")


def jdbc_conf(connection_name, catalog_id=None):
    """user, password, vendor, url, fullUrl of a connection of the Data Catalog, as extract_jdbc_conf gives them."""
    catalog = {"CatalogId": catalog_id} if catalog_id else {}
    connection = glue_client().get_connection(Name=connection_name, **catalog)["Connection"]
    properties = connection.get("ConnectionProperties", {})
    full = properties.get("JDBC_CONNECTION_URL", "")
    if not full:
        raise ValueError(f"The connection {connection_name} has no JDBC_CONNECTION_URL")
    vendor = full.split(":")[1]
    # Redshift's Data API signs in by itself.
    user, password = properties.get("USERNAME", ""), properties.get("PASSWORD", "")
    if "SECRET_ID" in properties and "USERNAME" not in properties and vendor != "redshift":
        user, password = _login_of(properties["SECRET_ID"])
    return {
        "fullUrl": full,
        "url": full[: full.rindex("/")] if full.count("/") > 2 else full,
        "vendor": vendor,
        "user": user,
        "password": password,
        "enforceSSL": properties.get("JDBC_ENFORCE_SSL", "false"),
    }


def _login_of(secret):
    """User and password of a secret, under the names that RDS and Glue give them."""
    import boto3

    text = boto3.client("secretsmanager").get_secret_value(SecretId=secret).get("SecretString", "")
    try:
        values = json.loads(text)
        return values["username"], values["password"]
    except (ValueError, KeyError, TypeError):
        raise ValueError(f"The secret {secret} must be JSON with username and password") from None


def read_jdbc(spark, connection_type, options, ctx):
    """The rows of a table, or of a query; with bookmarks those whose keys come after the ones that were read."""
    query = options.get("sampleQuery") or options.get("query")
    table = options.get("dbtable")
    if not query and not table:
        raise ValueError(f"connection_type={connection_type} wants dbtable, the table to read")
    options = _with_connection(options)
    if connection_type == "redshift":
        df = read_redshift(spark, options)
    else:
        df = _read_table(spark, connection_type, f"({query}) strata_query" if query else table, options)
    keys = options.get("jobBookmarkKeys") or []
    marks = bookmarks.current(ctx)
    if not marks or not keys:
        return Relation(df)
    return Relation(_new_rows(df, [keys] if isinstance(keys, str) else list(keys), options, marks, ctx))


def _read_table(spark, connection_type, source, options):
    reader = _connected(spark, spark.read, connection_type, options)
    for name in ("fetchsize", "partitionColumn", "lowerBound", "upperBound", "numPartitions", "sessionInitStatement"):
        if name in options:
            reader = reader.option(name, options[name])
    return reader.option("dbtable", source).load()


def write_jdbc(spark, df, connection_type, options):
    """Appends the rows to a table, which is created when it is not there."""
    table = options.get("dbtable")
    if not table:
        raise ValueError(f"connection_type={connection_type} wants dbtable, the table to write")
    options = _with_connection(options)
    if connection_type == "redshift":
        return write_redshift(df, options)
    writer = _connected(spark, df.write.mode("append"), connection_type, options)
    for name in ("batchsize", "createTableOptions", "createTableColumnTypes"):
        if name in options:
            writer = writer.option(name, options[name])
    return writer.option("dbtable", table).save()


def _connected(spark, reader_or_writer, connection_type, options):
    url = options.get("url")
    if not url:
        raise ValueError(
            f"connection_type={connection_type} wants url, like jdbc:{connection_type}://host:port/database"
        )
    database = options.get("database")
    if database and url.count("/") < 3:
        url = f"{url}/{database}"
    driver, jar = DRIVERS[connection_type]
    driver = options.get("customJdbcDriverClassName", driver)
    if not has_class(spark, driver):
        raise ValueError(
            f"The JDBC driver {driver} is not there: put its jar ({jar}) into the bucket and name it in the job's "
            f"--extra-jars, like s3://bucket/jars/{jar}.jar"
        )
    told = {"url": url, "user": options.get("user", ""), "password": options.get("password", ""), "driver": driver}
    return reader_or_writer.format("jdbc").options(**told)


def _with_connection(options):
    name = options.get("connectionName")
    if not name:
        return options
    conf = jdbc_conf(name)
    return {"url": conf["fullUrl"], "user": conf["user"], "password": conf["password"], **options}


def _new_rows(df, keys, options, marks, ctx):
    descending = str(options.get("jobBookmarkKeysSortOrder", "asc")).lower() == "desc"
    seen = marks.state(ctx).get("keys")
    key = F.struct(*(F.col(quoted(name)).alias(f"k{at}") for at, name in enumerate(keys)))
    types = [field.dataType for field in df.select(key.alias("key")).schema["key"].dataType]
    if seen and seen["names"] == keys:
        df = df.filter(key < _literal(seen["values"], types) if descending else key > _literal(seen["values"], types))
    last = df.agg((F.min if descending else F.max)(key).alias("last")).first()["last"]
    if last is None:
        marks.note(ctx, {"keys": seen} if seen else {})
        return df
    values = [None if value is None else str(value) for value in last]
    marks.note(ctx, {"keys": {"names": keys, "values": values}})
    # Rows that come while the job runs are the next run's.
    upper = _literal(values, types)
    return df.filter(key >= upper if descending else key <= upper)


def _literal(values, types):
    return F.struct(*(F.lit(v).cast(t).alias(f"k{at}") for at, (v, t) in enumerate(zip(values, types, strict=True))))
