"""Writing files by their format; what is there stays, as in Glue.

https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-format.html
"""

from pyspark.sql import functions as F
from pyspark.sql import types as T

from awsglue.options import flag
from awsglue.paths import quoted
from awsglue.refusal import refuse
from awsglue.sources.formats import need_avro

# As Athena's SerDes and Redshift's COPY read times.
_TIMESTAMP = "yyyy-MM-dd HH:mm:ss.SSS"
_CODECS = {
    "uncompressed": "none",
    "gzip": "gzip",
    "snappy": "snappy",
    "lzo": None,
    "lz4": "lz4",
    "bzip2": "bzip2",
    "zstd": "zstd",
}
_READ_ONLY = ("xml", "ion", "groklog")
_TABLE_FORMATS = ("hudi", "iceberg", "delta")


def write_files(spark, df, path, format, format_options, options):
    """Adds files with the DataFrame's rows below the path, in folders `key=value` for each of the option partitionKeys.

    A DataFrame without columns, or with none besides the keys, has nothing to write.
    """
    format = "parquet" if format == "glueparquet" else (format or "parquet").lower()
    keys = _keys(df, options.get("partitionKeys"))
    if not [name for name in df.columns if name not in keys]:
        return
    if format in _READ_ONLY or format in _TABLE_FORMATS:
        refuse(f'Writing format="{format}"', "Write parquet, orc, json, csv or avro.")
    if format not in ("parquet", "orc", "json", "csv", "avro"):
        raise ValueError(f"{format!r} is not a format that Glue writes: use parquet, orc, json, csv or avro")
    if format == "avro":
        need_avro(spark)
    writer = (
        _without_voids(df, format)
        .write.mode("append")
        .format(format)
        .options(**_options(format, format_options, options))
    )
    if keys:
        writer = writer.partitionBy(*keys)
    writer.save(path)


def _keys(df, keys):
    keys = [keys] if isinstance(keys, str) else list(keys or [])
    names = {name.lower(): name for name in df.columns}
    missing = [key for key in keys if key.lower() not in names]
    if missing and df.columns:
        raise ValueError(f"partitionKeys names {', '.join(missing)}, but the records have {', '.join(df.columns)}")
    return [names[key.lower()] for key in keys if key.lower() in names]


def _options(format, format_options, options):
    # Glue's writers leave no _SUCCESS behind.
    told = {"mapreduce.fileoutputcommitter.marksuccessfuljobs": "false"}
    compression = format_options.get("compression") or options.get("compression")
    if compression:
        told["compression"] = _codec(compression)
    if format == "parquet":
        for name, hadoop in (("blockSize", "parquet.block.size"), ("pageSize", "parquet.page.size")):
            if name in format_options:
                told[hadoop] = str(format_options[name])
    if format in ("csv", "json"):
        told["timestampFormat"] = _TIMESTAMP
    if format == "csv":
        quote = format_options.get("quoteChar", '"')
        quote = "" if quote in (-1, "-1") else quote
        told |= {
            "sep": format_options.get("separator", ","),
            "header": str(flag(format_options, "writeHeader", True)).lower(),
            "quote": quote,
            "escape": format_options.get("escaper") or quote or "\\",
            "emptyValue": "",
            # Spark cuts blanks off when it writes.
            "ignoreLeadingWhiteSpace": "false",
            "ignoreTrailingWhiteSpace": "false",
        }
    return told


def _codec(name):
    codec = _CODECS.get(str(name).lower())
    if codec is None:
        refuse(f'compression="{name}"', f"Use one of {', '.join(each for each, codec in _CODECS.items() if codec)}.")
    return codec


def _without_voids(df, format):
    """No file format but JSON has a type for fields that are null in every record."""
    voids = [field.name for field in df.schema if isinstance(field.dataType, T.NullType)]
    if not voids or format == "json":
        return df
    if format == "csv":
        return df.withColumns({name: F.lit(None).cast("string") for name in voids})
    return df.drop(*(F.col(quoted(name)) for name in voids))
