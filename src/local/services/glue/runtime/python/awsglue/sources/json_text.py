"""JSON records as they are: the types that each field really has, found by Spark in one pass over the text.

Spark's own inference makes one type of a field that is a number here and text there. Glue keeps both. So that Spark
does so too, each key is given a suffix that says what kind of value follows it, by a regular expression over the text
and no loop in Python. `"price": 1` and `"price": "1"` are then two fields, and are put together again as one choice.
"""

import json
import re
from functools import reduce
from operator import or_

from pyspark.sql import functions as F
from pyspark.sql import types as T

from awsglue.shapes import Shape, convert, kind_of

# Between a key and its suffix, and at the end of each string: a character that JSON text does not hold in practice.
_MARK = "\ue000"

_INT32 = (
    r"-?(?:\d{1,9}|1\d{9}|20\d{8}|21[0-3]\d{7}|214[0-6]\d{6}|2147[0-3]\d{5}|21474[0-7]\d{4}|214748[0-2]\d{3}"
    r"|2147483[0-5]\d{2}|21474836[0-3]\d|214748364[0-7])(?![\d.eE])"
)
# In the order in which they are tried: what follows the colon. The suffix of the n-th is n colons, since a replacement
# can only repeat what was found in the text.
_FOLLOWERS = (
    ("string", '"'),
    ("int", _INT32),
    ("long", r"-?\d+(?![\d.eE])"),
    ("double", r"[-\dNI]"),
    ("boolean", r"(?:true|false)"),
    ("struct", r"\{"),
    ("empty", r"\[\s*\]"),
    ("ints", rf"\[\s*{_INT32}\s*(?:,\s*{_INT32}\s*)*\]"),
    ("array", r"\["),
    ("null", "null"),
)
# A colon is looked for after every string; the ones that are values have none, and get the mark alone.
_STRING = r'"((?:[^"\\]|\\.)*+)"(?=\s*(?:' + "|".join(rf"(?=:\s*{each})(:)" for _, each in _FOLLOWERS) + "|))"
_MARKED = '"$1' + _MARK + "".join(f"${at + 2}" * (at + 1) for at in range(len(_FOLLOWERS))) + '"'

_ATOMIC = {"int": T.IntegerType(), "long": T.LongType(), "boolean": T.BooleanType(), "string": T.StringType()}
_CORRUPT = "_corrupt_record"


def marked(text):
    """The column of JSON text with what follows each key said in the key."""
    return F.regexp_replace(text, _STRING, _MARKED)


def infer(spark, texts, column="value"):
    """(shape, marked schema, corrupt) of the JSON records of a DataFrame's text column: objects, or arrays of objects.

    `corrupt` says whether some of the text is no JSON. The marked schema reads text that marked() made.
    """
    strings = texts.select(marked(F.col(column)).alias("value"))._jdf
    encoder = spark._jvm.org.apache.spark.sql.Encoders.STRING()
    dataset = getattr(strings, "as")(encoder)
    reader = spark._jsparkSession.read().option("columnNameOfCorruptRecord", _CORRUPT)
    inferred = T._parse_datatype_json_string(reader.json(dataset).schema().json())
    fields = [field for field in inferred.fields if field.name != _CORRUPT]
    corrupt = len(fields) < len(inferred.fields)
    schema = T.StructType(fields)
    shape = Shape({"struct": _fields(schema, _key_order(texts, column))})
    _fill_arrays(shape)
    return shape, schema, corrupt


def _fill_arrays(shape):
    """An array that is empty in every record is one of text: no file format holds an array of nothing."""
    for kind, detail in shape.kinds.items():
        if kind == "array":
            if not detail.kinds:
                detail.kinds = {"string": T.StringType()}
            _fill_arrays(detail)
        elif kind == "struct":
            for each in detail.values():
                _fill_arrays(each)


def unmarked(column, marked_type, shape):
    """A column that was read from marked text, of the marked schema's type, as one of the shape's own Spark type."""
    if isinstance(marked_type, T.StructType):
        return _struct(column, marked_type, shape.kinds["struct"])
    if isinstance(marked_type, T.ArrayType):
        element = shape.kinds["array"]
        inner = marked_type.elementType
        if isinstance(inner, (T.StructType, T.ArrayType, T.StringType)) and element.kinds:
            return F.transform(column, lambda each: unmarked(each, inner, element))
        return column.cast(T.ArrayType(element.spark_type()))
    if isinstance(marked_type, T.StringType):
        return F.translate(column, _MARK, "")
    return column.cast(shape.spark_type())


def _struct(column, marked_type, fields):
    """One field for each name, of what was read under the name's several suffixes."""
    parts = {}
    for field in marked_type.fields:
        name, kind = _unmark(field.name)
        if kind != "null":
            parts.setdefault(name, []).append((kind, field))
    columns = []
    for name, shape in fields.items():
        kinds = {}
        for kind, field in parts.get(name, []):
            own = _kind_in(kind, field.dataType)
            value = _branch(column.getField(field.name), kind, field.dataType, Shape({own: shape.kinds[own]}))
            kinds[own] = F.coalesce(kinds[own], value) if own in kinds else value
        columns.append(_put_together(kinds, shape).alias(name))
    return F.when(column.isNotNull(), F.struct(*columns))


def _branch(column, kind, marked_type, wanted):
    """What was read under one suffix, as the type that the kind has over all records."""
    if kind == "empty":
        return F.when(column.isNotNull(), F.array().cast(wanted.spark_type()))
    if kind == "struct":
        return unmarked(column, marked_type, wanted)
    read = _shape(kind, marked_type, {})
    return convert(unmarked(column, marked_type, read), read, wanted)


def _put_together(kinds, shape):
    if not kinds:
        return F.lit(None).cast(shape.spark_type())
    if len(shape.kinds) == 1:
        return next(iter(kinds.values()))
    present = reduce(or_, (value.isNotNull() for value in kinds.values()))
    return F.when(present, F.struct(*(kinds[kind].alias(kind) for kind in shape.kinds)))


def _fields(struct, order):
    """The shapes of a marked struct's fields by their real names, in the order in which the records have them."""
    found = {}
    for field in struct.fields:
        name, kind = _unmark(field.name)
        shape = found.setdefault(name, Shape())
        shape.merge(_shape(kind, field.dataType, order.get(name, {})))
    places = {name: at for at, name in enumerate(order)}
    return dict(sorted(found.items(), key=lambda item: places.get(item[0], len(places))))


def _shape(kind, spark_type, order):
    if kind == "null":
        return Shape()
    if kind == "ints":
        return Shape({"array": Shape({"int": T.IntegerType()})})
    if kind == "empty":
        return Shape({"array": Shape()})
    own = _kind_in(kind, spark_type)
    if own == "struct":
        return Shape({own: _fields(spark_type, order)}) if isinstance(spark_type, T.StructType) else Shape()
    if own == "array":
        return Shape({own: _element(spark_type.elementType, order)})
    return Shape({own: _ATOMIC.get(own, spark_type)})


def _element(spark_type, order):
    if isinstance(spark_type, T.StructType):
        return Shape({"struct": _fields(spark_type, order)})
    if isinstance(spark_type, T.ArrayType):
        return Shape({"array": _element(spark_type.elementType, order)})
    return Shape({kind_of(spark_type): spark_type})


def _kind_in(kind, spark_type):
    if kind in ("ints", "empty"):
        return "array"
    if kind in ("long", "double"):
        # Spark reads digits that no long holds as a decimal.
        return kind_of(spark_type)
    return kind


def _unmark(name):
    key, mark, suffix = name.rpartition(_MARK)
    if not mark:
        # A key without a value after it: there is none in JSON, but an empty object has such fields in Spark's eyes.
        return name, "null"
    return key, _FOLLOWERS[len(suffix) - 1][0]


def _key_order(texts, column, sample=100):
    """The keys in the order in which the first records have them, nested: Spark sorts them by name."""
    order = {}
    for (text,) in texts.select(F.substring(F.col(column), 1, 1 << 20)).limit(sample).collect():
        try:
            _note(json.loads(text), order)
        except ValueError:
            # Longer than the sample, or no JSON: its keys are found elsewhere, or come last.
            continue
    return order


def _note(value, order):
    if isinstance(value, list):
        for each in value[:100]:
            _note(each, order)
    elif isinstance(value, dict):
        for key, each in value.items():
            _note(each, order.setdefault(key, {}))


_PATH_STEP = re.compile(r"\.([^.\[\]]+)|\['([^']+)'\]|\[(\d+|\*)\]")


def checked_json_path(path):
    """The JSONPath, if it is one of names, indexes and [*]. Raises ValueError otherwise."""
    if not path.startswith("$") or _PATH_STEP.sub("", path[1:]):
        raise ValueError(f"jsonPath {path!r}: names, indexes and [*] are understood, like $.orders[*].lines[*]")
    return path
