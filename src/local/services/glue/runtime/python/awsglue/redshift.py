"""connection_type="redshift": tables go out by UNLOAD and come in by COPY, through files in redshiftTmpDir.

https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-connect-redshift-home.html
"""

import sys
import uuid

from pyspark.sql import functions as F
from pyspark.sql import types as T

from awsglue.paths import quoted
from awsglue.refusal import refuse
from awsglue.warehouse import Warehouse, statements_of

# What stands for nothing in the files: an empty text is a value.
_NULL = "@NULL@"
_TYPES = {
    T.ByteType: "SMALLINT",
    T.ShortType: "SMALLINT",
    T.IntegerType: "INTEGER",
    T.LongType: "BIGINT",
    T.FloatType: "REAL",
    T.DoubleType: "DOUBLE PRECISION",
    T.BooleanType: "BOOLEAN",
    T.DateType: "DATE",
    T.TimestampType: "TIMESTAMP",
    T.TimestampNTZType: "TIMESTAMP",
    T.StringType: "VARCHAR(65535)",
    T.NullType: "VARCHAR(65535)",
}
_SPARK_TYPES = {
    "int2": "smallint",
    "int4": "int",
    "int8": "bigint",
    "float4": "float",
    "float8": "double",
    "bool": "boolean",
    "date": "date",
    "timestamp": "timestamp",
    "timestamptz": "timestamp",
    "varbyte": "binary",
}


def read_redshift(spark, options):
    """A DataFrame of a table or query."""
    warehouse = Warehouse(_url(options), options.get("database"))
    query = options.get("sampleQuery") or options.get("query") or f"SELECT * FROM {options['dbtable']}"
    place = _place(options)
    text = query.strip().rstrip(";").replace("'", "''")
    warehouse.run([f"UNLOAD ('{text}') TO '{place}' {_authorization(options)} FORMAT AS PARQUET ALLOWOVERWRITE"])
    if _has_files(spark, place):
        return spark.read.parquet(place)
    columns = [f"{quoted(name)} {_spark_type(*kind)}" for name, *kind in warehouse.columns(query)]
    return spark.createDataFrame([], ", ".join(columns))


def write_redshift(df, options):
    """Appends the rows, in one transaction with preactions and postactions; creates the table when it is not there."""
    warehouse = Warehouse(_url(options), options.get("database"))
    place = _place(options)
    table = options["dbtable"]
    columns = [(field.name, _column_type(field)) for field in df.schema.fields]
    _write_csv(df, place)
    created = ", ".join(f"{_name(name)} {kind}" for name, kind in columns)
    named = ", ".join(_name(name) for name, _ in columns)
    extra = options.get("extracopyoptions", "")
    warehouse.run(
        [
            f"CREATE TABLE IF NOT EXISTS {table} ({created})",
            *statements_of(options.get("preactions")),
            f"COPY {table} ({named}) FROM '{place}' {_authorization(options)} CSV GZIP NULL AS '{_NULL}' "
            f"TIMEFORMAT 'auto' {extra}".rstrip(),
            *statements_of(options.get("postactions")),
        ]
    )


def _write_csv(df, place):
    zoned = [field.name for field in df.schema.fields if isinstance(field.dataType, T.TimestampType)]
    df = df.withColumns({name: F.date_format(F.col(quoted(name)), "yyyy-MM-dd HH:mm:ss.SSSSSS") for name in zoned})
    written = {
        "compression": "gzip",
        "nullValue": _NULL,
        "emptyValue": '""',
        "escape": '"',
        # Spark cuts blanks off when it writes.
        "ignoreLeadingWhiteSpace": "false",
        "ignoreTrailingWhiteSpace": "false",
        "mapreduce.fileoutputcommitter.marksuccessfuljobs": "false",
    }
    df.write.options(**written).csv(place)


def _url(options):
    url = options.get("url")
    if not url:
        raise ValueError("connection_type=redshift wants url, like jdbc:redshift://host:5439/dev, or connectionName")
    return url


def _place(options):
    """A folder of this read's or write's own in the temporary place; what it leaves there stays, as on AWS."""
    root = options.get("redshiftTmpDir") or options.get("tempdir") or _job_temporary()
    if not root:
        raise ValueError('connection_type=redshift wants "redshiftTmpDir", a place in S3, or the job --TempDir')
    return f"s3://{root.partition('://')[2].rstrip('/')}/{uuid.uuid4()}/"


def _job_temporary():
    return sys.argv[sys.argv.index("--TempDir") + 1] if "--TempDir" in sys.argv[:-1] else None


def _authorization(options):
    role = options.get("aws_iam_role") or options.get("aws_iam_user")
    return f"IAM_ROLE '{role}'" if role else "IAM_ROLE default"


def _name(column):
    return '"' + column.replace('"', '""') + '"'


def _column_type(field):
    kind = field.dataType
    if isinstance(kind, T.DecimalType):
        return f"DECIMAL({kind.precision},{kind.scale})"
    if type(kind) in _TYPES:
        return _TYPES[type(kind)]
    return refuse(
        f"Writing the column {field.name} of type {kind.simpleString()} to Redshift",
        "Make flat tables of it with Relationalize, or a text with pyspark.sql.functions.to_json.",
    )


def _spark_type(name, precision, scale):
    return f"decimal({precision},{scale})" if name == "numeric" else _SPARK_TYPES.get(name, "string")


def _has_files(spark, place):
    path = spark._jvm.org.apache.hadoop.fs.Path(place)
    system = path.getFileSystem(spark._jsc.hadoopConfiguration())
    return bool(system.exists(path)) and len(system.listStatus(path)) > 0
