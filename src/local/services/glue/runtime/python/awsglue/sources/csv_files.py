"""Reading CSV files.

https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-format-csv-home.html
"""

import csv

from pyspark.sql import functions as F
from pyspark.sql import types as T

from awsglue.paths import quoted
from awsglue.refusal import refuse
from awsglue.relation import Relation, unite
from awsglue.shapes import Shape, kind_of

_WHOLE_NUMBER = r"^\s*[+-]?\d+\s*$"


def read_csv(spark, batch, options, columns=None):
    """The records of CSV files: every column text; or, with `columns` (name → Spark type, by place), of those types.

    A column that does not hold what its type says, somewhere, is a choice of the type and string.
    """
    header = _flag(options, "withHeader")
    skip = _flag(options, "skipFirst")
    if header and skip:
        refuse("skipFirst together with withHeader", "Filter the first record out after reading.")
    if columns is not None:
        return _read(spark, batch, batch.paths, options, list(columns), header or skip, columns)
    groups = {}
    for path in batch.paths:
        names = _first_line(spark, path, options)
        if names is not None:
            groups.setdefault(_named(names) if header else _numbered(names), []).append(path)
    if not header and len(groups) > 1:
        # Without a header the columns are told by their place: the longest line names them all.
        groups = {max(groups, key=len): [path for paths in groups.values() for path in paths]}
    if not groups:
        return None
    return unite([_read(spark, batch, paths, options, names, header or skip, {}) for names, paths in groups.items()])


def _read(spark, batch, paths, options, names, skip, types):
    places = [f"_{at}" for at in range(len(names))]
    schema = T.StructType([T.StructField(place, T.StringType()) for place in places])
    read = spark.read.options(**batch.options(), **_reader_options(options)).schema(schema)
    df = read.csv(list(paths), header=skip)
    keys = [F.col(quoted(name)) for name in df.columns if name not in places]
    strange = _strange(df, places, names, types)
    fields, choices = [], set()
    for place, name in zip(places, names, strict=True):
        spark_type = types.get(name)
        if spark_type is None or isinstance(spark_type, T.StringType):
            # An empty field is empty text, not nothing.
            fields.append(F.coalesce(F.col(place), F.lit("")).alias(name))
        elif name not in strange:
            fields.append(_typed(F.col(place), spark_type).alias(name))
        else:
            choices.add((name,))
            fields.append(_choice(F.col(place), spark_type).alias(name))
    return Relation(batch.partitioned(df.select(*fields, *keys)), frozenset(choices))


def _strange(df, places, names, types):
    """The names of the typed columns in which some value is not of the type."""
    typed = [
        (p, n) for p, n in zip(places, names, strict=True) if n in types and not isinstance(types[n], T.StringType)
    ]
    if not typed:
        return set()
    odd = [F.max(_filled(F.col(p)) & _typed(F.col(p), types[n]).isNull()).alias(p) for p, n in typed]
    row = df.agg(*odd).first()
    return {name for place, name in typed if row[place]}


def _filled(column):
    return column.isNotNull() & (F.trim(column) != "")


def _typed(text, spark_type):
    """The text as a value of the type, null where it is none: Spark's cast would make 12 of 12.5."""
    if isinstance(spark_type, (T.StructType, T.ArrayType, T.MapType)):
        return F.from_json(text, spark_type)
    if isinstance(spark_type, (T.IntegerType, T.LongType, T.ShortType, T.ByteType)):
        return F.when(text.rlike(_WHOLE_NUMBER), F.trim(text).cast(spark_type))
    return F.trim(text).cast(spark_type)


def _choice(text, spark_type):
    value = _typed(text, spark_type)
    shape = Shape({kind_of(spark_type): spark_type}).merge(Shape({"string": T.StringType()}))
    parts = {"string": F.when(value.isNull(), text), kind_of(spark_type): value}
    return F.when(_filled(text), F.struct(*(parts[kind].alias(kind) for kind in shape.kinds)))


def _reader_options(options):
    quote = _quote(options)
    escaper = options.get("escaper")
    return {
        "sep": options.get("separator", ","),
        "quote": quote,
        # Without an escaper a quote inside quotes is written twice.
        "escape": escaper if escaper else (quote or "\\"),
        "multiLine": str(_flag(options, "multiLine")).lower(),
        "encoding": options.get("encoding", options.get("charset", "UTF-8")),
        "mode": "PERMISSIVE",
    }


def _quote(options):
    quote = options.get("quoteChar", '"')
    return "" if quote in (-1, "-1") else quote


def _first_line(spark, path, options):
    """The fields of a file's first line; None of an empty file."""
    jvm = spark._jvm
    hadoop_path = jvm.org.apache.hadoop.fs.Path(path)
    configuration = spark._jsc.hadoopConfiguration()
    stream = hadoop_path.getFileSystem(configuration).open(hadoop_path)
    try:
        codec = jvm.org.apache.hadoop.io.compress.CompressionCodecFactory(configuration).getCodec(hadoop_path)
        text = codec.createInputStream(stream) if codec is not None else stream
        encoding = _reader_options(options)["encoding"]
        line = jvm.java.io.BufferedReader(jvm.java.io.InputStreamReader(text, encoding)).readLine()
    finally:
        stream.close()
    if line is None:
        return None
    quote = _quote(options)
    dialect = {"quotechar": quote} if quote else {"quoting": csv.QUOTE_NONE}
    return next(csv.reader([line.removeprefix("\ufeff")], delimiter=options.get("separator", ","), **dialect), [])


def _named(fields):
    """A header's names; one that is empty, or there before, gets its place."""
    names = []
    for at, field in enumerate(fields):
        name = field.strip() or f"col{at}"
        names.append(name if name.lower() not in {each.lower() for each in names} else f"{name}_{at}")
    return tuple(names)


def _numbered(fields):
    return tuple(f"col{at}" for at in range(len(fields)))


def _flag(options, name):
    return str(options.get(name, "false")).lower() == "true"
