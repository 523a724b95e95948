"""The types of a DynamicFrame's schema, as scripts see them.

https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-types.html
"""


class DataType:
    """What a value may be; `properties` are the caller's own."""

    def __init__(self, properties=None):
        self.properties = dict(properties or {})

    @classmethod
    def typeName(cls):
        return cls.__name__.removesuffix("Type").lower()

    def jsonValue(self):
        return {"dataType": self.typeName(), "properties": self.properties}

    def treeLines(self, prefix=""):
        """The lines below the one that names this type, as printSchema() indents them."""
        return []

    def __eq__(self, other):
        return isinstance(other, DataType) and self.jsonValue() == other.jsonValue()

    def __ne__(self, other):
        return not self == other

    def __hash__(self):
        return hash(repr(self.jsonValue()))

    def __repr__(self):
        return f"{type(self).__name__}()"


class AtomicType(DataType):
    """A type without parts."""


class BinaryType(AtomicType):
    pass


class BooleanType(AtomicType):
    pass


class ByteType(AtomicType):
    pass


class DateType(AtomicType):
    pass


class DoubleType(AtomicType):
    pass


class FloatType(AtomicType):
    pass


class IntegerType(AtomicType):
    @classmethod
    def typeName(cls):
        return "int"


class LongType(AtomicType):
    pass


class NullType(AtomicType):
    pass


class ShortType(AtomicType):
    pass


class StringType(AtomicType):
    pass


class TimestampType(AtomicType):
    pass


class UnknownType(AtomicType):
    pass


class DecimalType(AtomicType):
    def __init__(self, precision=10, scale=2, properties=None):
        super().__init__(properties)
        self.precision = precision
        self.scale = scale

    def jsonValue(self):
        return {**super().jsonValue(), "precision": self.precision, "scale": self.scale}

    def __repr__(self):
        return f"DecimalType({self.precision}, {self.scale})"


class EnumType(AtomicType):
    def __init__(self, options):
        super().__init__()
        self.options = list(options)

    def jsonValue(self):
        return {**super().jsonValue(), "options": self.options}


class ArrayType(DataType):
    def __init__(self, elementType=None, properties=None):
        super().__init__(properties)
        self.elementType = elementType if elementType is not None else UnknownType()

    def jsonValue(self):
        return {**super().jsonValue(), "elementType": self.elementType.jsonValue()}

    def treeLines(self, prefix=""):
        return _branch(prefix, "element", self.elementType)

    def __repr__(self):
        return f"ArrayType({self.elementType!r})"


class SetType(ArrayType):
    pass


class MapType(DataType):
    """Keys are strings."""

    def __init__(self, valueType=None, properties=None):
        super().__init__(properties)
        self.valueType = valueType if valueType is not None else UnknownType()

    def jsonValue(self):
        return {**super().jsonValue(), "valueType": self.valueType.jsonValue()}

    def treeLines(self, prefix=""):
        return [f"{prefix}|-- key: string", *_branch(prefix, "value", self.valueType)]

    def __repr__(self):
        return f"MapType({self.valueType!r})"


class ChoiceType(DataType):
    """One of several types: records differ in it."""

    def __init__(self, choices=None, properties=None):
        super().__init__(properties)
        self.choices = {}
        for choice in choices or []:
            self.add(choice)

    def add(self, new_choice):
        name = new_choice.typeName()
        if name in self.choices:
            raise ValueError(f"Attempting to insert duplicate choice {name}")
        self.choices[name] = new_choice

    def merge(self, new_choices):
        if isinstance(new_choices, ChoiceType):
            new_choices = list(new_choices.choices.values())
        for choice in new_choices if isinstance(new_choices, list) else [new_choices]:
            self.choices.setdefault(choice.typeName(), choice)

    def jsonValue(self):
        return {**super().jsonValue(), "choices": [each.jsonValue() for each in self.choices.values()]}

    def treeLines(self, prefix=""):
        lines = []
        for name, choice in self.choices.items():
            lines.append(f"{prefix}|-- {name}")
            lines += choice.treeLines(prefix + "|    ")
        return lines

    def __repr__(self):
        return f"ChoiceType({list(self.choices.values())!r})"


class Field:
    """A name with its type."""

    def __init__(self, name, dataType, properties=None):
        self.name = name
        self.dataType = dataType
        self.properties = dict(properties or {})

    def jsonValue(self):
        return {"name": self.name, "container": self.dataType.jsonValue(), "properties": self.properties}

    def __eq__(self, other):
        return isinstance(other, Field) and self.jsonValue() == other.jsonValue()

    def __hash__(self):
        return hash(self.name)

    def __repr__(self):
        return f"Field({self.name}, {self.dataType!r})"


class StructType(DataType):
    def __init__(self, fields=None, properties=None):
        super().__init__(properties)
        self.fields = list(fields or [])

    @property
    def field_map(self):
        return {field.name: field for field in self.fields}

    def add(self, field):
        if self.hasField(field):
            raise ValueError(f"Attempting to insert duplicate field {field.name}")
        self.fields.append(field)

    def hasField(self, field):
        return _name(field) in self.field_map

    def getField(self, field):
        return self.field_map.get(_name(field))

    def jsonValue(self):
        return {**super().jsonValue(), "fields": [field.jsonValue() for field in self.fields]}

    def treeLines(self, prefix=""):
        return [line for field in self.fields for line in _branch(prefix, field.name, field.dataType)]

    def treeString(self):
        """The schema as printSchema() prints it."""
        return "\n".join(["root", *self.treeLines(), ""])

    def __iter__(self):
        return iter(self.fields)

    def __repr__(self):
        return f"StructType({self.fields!r}, {self.properties!r})"


class EntityType(DataType):
    def __init__(self, entity, base_type, properties=None):
        raise NotImplementedError("EntityType is not implemented, in AWS Glue neither")


_ATOMIC = {
    each.typeName(): each
    for each in (
        BinaryType,
        BooleanType,
        ByteType,
        DateType,
        DoubleType,
        FloatType,
        IntegerType,
        LongType,
        NullType,
        ShortType,
        StringType,
        TimestampType,
        UnknownType,
    )
}


def fromJson(value):
    """The type that jsonValue() described (a dictionary). Raises ValueError for one that there is not."""
    name, properties = value["dataType"], value.get("properties")
    if name in _ATOMIC:
        return _ATOMIC[name](properties)
    if name == "decimal":
        return DecimalType(value.get("precision", 10), value.get("scale", 2), properties)
    if name == "enum":
        return EnumType(value["options"])
    if name in ("array", "set"):
        return (ArrayType if name == "array" else SetType)(fromJson(value["elementType"]), properties)
    if name == "map":
        return MapType(fromJson(value["valueType"]), properties)
    if name == "choice":
        return ChoiceType([fromJson(each) for each in value["choices"]], properties)
    if name == "struct":
        fields = [Field(each["name"], fromJson(each["container"]), each.get("properties")) for each in value["fields"]]
        return StructType(fields, properties)
    raise ValueError(f"{name} is not a type of AWS Glue")


def _branch(prefix, name, type_):
    return [f"{prefix}|-- {name}: {type_.typeName()}", *type_.treeLines(prefix + "|    ")]


def _name(field):
    return field.name if isinstance(field, Field) else field
