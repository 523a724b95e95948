"""What a column holds when records may differ in it.

A `Shape` is a set of kinds (`int`, `string`, `struct` …) with the detail of each. One kind is an ordinary type;
several are a choice. In the DataFrame below a DynamicFrame a choice is a struct of one field a kind, as toDF() shows it
in Glue, and the frame remembers by their paths which structs are choices.
"""

from pyspark.sql import functions as F
from pyspark.sql import types as T

from awsglue import gluetypes as G
from awsglue.paths import ELEMENT

# Values of a map, on a path of choices.
VALUE = "\0{}"

_KINDS = {
    T.BinaryType: "binary",
    T.BooleanType: "boolean",
    T.ByteType: "byte",
    T.DateType: "date",
    T.DecimalType: "decimal",
    T.DoubleType: "double",
    T.FloatType: "float",
    T.IntegerType: "int",
    T.LongType: "long",
    T.ShortType: "short",
    T.StringType: "string",
    T.CharType: "string",
    T.VarcharType: "string",
    T.TimestampType: "timestamp",
    T.TimestampNTZType: "timestamp",
}
_GLUE_TYPES = {
    "binary": G.BinaryType,
    "boolean": G.BooleanType,
    "byte": G.ByteType,
    "date": G.DateType,
    "double": G.DoubleType,
    "float": G.FloatType,
    "int": G.IntegerType,
    "long": G.LongType,
    "short": G.ShortType,
    "string": G.StringType,
    "timestamp": G.TimestampType,
}


class Shape:
    """`kinds`: name → a Spark type for an atomic kind, a dict of Shapes for struct, a Shape for array and map."""

    __slots__ = ("kinds",)

    def __init__(self, kinds=None):
        self.kinds = kinds if kinds is not None else {}

    def merge(self, other):
        """This shape, which then also covers what the other covers."""
        for kind, detail in other.kinds.items():
            mine = self.kinds.get(kind)
            if mine is None:
                # The order in which records come must not decide the order of a choice's fields.
                self.kinds = dict(sorted([*self.kinds.items(), (kind, detail)]))
            elif kind == "struct":
                for name, shape in detail.items():
                    mine[name] = mine[name].merge(shape) if name in mine else shape
            elif kind in ("array", "map"):
                mine.merge(detail)
            elif kind == "decimal":
                self.kinds[kind] = _wider(mine, detail)
        return self

    def spark_type(self):
        """The Spark type that holds it: a struct of the kinds when there are several."""
        if not self.kinds:
            return T.NullType()
        if len(self.kinds) > 1:
            return T.StructType([T.StructField(kind, self._type_of(kind)) for kind in self.kinds])
        return self._type_of(next(iter(self.kinds)))

    def _type_of(self, kind):
        detail = self.kinds[kind]
        if kind == "struct":
            return T.StructType([T.StructField(name, shape.spark_type()) for name, shape in detail.items()])
        if kind == "array":
            return T.ArrayType(detail.spark_type())
        if kind == "map":
            return T.MapType(T.StringType(), detail.spark_type())
        return detail

    def choices(self, path=()):
        """The paths of the choices in it."""
        found = {path} if len(self.kinds) > 1 else set()
        for kind, detail in self.kinds.items():
            inner = (*path, kind) if len(self.kinds) > 1 else path
            if kind == "struct":
                for name, shape in detail.items():
                    found |= shape.choices((*inner, name))
            elif kind in ("array", "map"):
                found |= detail.choices((*inner, ELEMENT if kind == "array" else VALUE))
        return frozenset(found)

    def glue_type(self):
        """The type as schema() tells it."""
        types = [self._glue_type_of(kind) for kind in self.kinds]
        if not types:
            return G.NullType()
        return types[0] if len(types) == 1 else G.ChoiceType(types)

    def _glue_type_of(self, kind):
        detail = self.kinds[kind]
        if kind == "struct":
            return G.StructType([G.Field(name, shape.glue_type()) for name, shape in detail.items()])
        if kind == "array":
            return G.ArrayType(detail.glue_type())
        if kind == "map":
            return G.MapType(detail.glue_type())
        if kind == "decimal":
            return G.DecimalType(detail.precision, detail.scale)
        return _GLUE_TYPES[kind]()


def kind_of(spark_type):
    """The kind of a Spark type that is no choice; None for NullType. Raises TypeError where Glue has no such type."""
    if isinstance(spark_type, T.NullType):
        return None
    if isinstance(spark_type, T.StructType):
        return "struct"
    if isinstance(spark_type, T.ArrayType):
        return "array"
    if isinstance(spark_type, T.MapType):
        return "map"
    kind = _KINDS.get(type(spark_type))
    if kind is None:
        raise TypeError(f"A DynamicFrame has no type for Spark's {spark_type.simpleString()}: cast the column first")
    return kind


def shape_of(spark_type, choices=frozenset(), path=()):
    """The shape of a column of this type, where the structs at `choices` are choices."""
    if path in choices:
        kinds = {}
        for field in spark_type.fields:
            # A kind's own detail is below its name; the kind itself is no choice again.
            kinds.update(shape_of(field.dataType, choices, (*path, field.name)).kinds)
        return Shape(kinds)
    kind = kind_of(spark_type)
    if kind is None:
        return Shape()
    if kind == "struct":
        return Shape({kind: {f.name: shape_of(f.dataType, choices, (*path, f.name)) for f in spark_type.fields}})
    if kind == "array":
        return Shape({kind: shape_of(spark_type.elementType, choices, (*path, ELEMENT))})
    if kind == "map":
        return Shape({kind: shape_of(spark_type.valueType, choices, (*path, VALUE))})
    return Shape({kind: spark_type})


def convert(column, old, new):
    """The column of shape `old` as one of shape `new`, which covers it."""
    if old.spark_type() == new.spark_type():
        return column
    if not old.kinds:
        return F.lit(None).cast(new.spark_type())
    parts = {}
    for kind in old.kinds:
        part = column.getField(kind) if len(old.kinds) > 1 else column
        parts[kind] = _convert_kind(kind, part, old.kinds[kind], new.kinds[kind])
    if len(new.kinds) == 1:
        return next(iter(parts.values()))
    fields = [
        parts[kind].alias(kind) if kind in parts else F.lit(None).cast(new._type_of(kind)).alias(kind)
        for kind in new.kinds
    ]
    return F.when(column.isNotNull(), F.struct(*fields))


def _convert_kind(kind, column, old, new):
    if kind == "struct":
        fields = [
            (
                convert(column.getField(name), old[name], shape)
                if name in old
                else F.lit(None).cast(shape.spark_type())
            ).alias(name)
            for name, shape in new.items()
        ]
        return F.when(column.isNotNull(), F.struct(*fields))
    if kind == "array":
        return F.transform(column, lambda element: convert(element, old, new))
    if kind == "map":
        return F.transform_values(column, lambda _, value: convert(value, old, new))
    return column if old == new else column.cast(new)


def _wider(one, other):
    scale = max(one.scale, other.scale)
    digits = max(one.precision - one.scale, other.precision - other.scale)
    return T.DecimalType(min(38, digits + scale), scale)
