"""What lies below a DynamicFrame: a DataFrame, and which of its structs are choices."""

from dataclasses import dataclass, replace
from functools import cached_property

from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from pyspark.sql import types as T

from awsglue.paths import ELEMENT, quoted
from awsglue.shapes import Shape, convert, shape_of


@dataclass(frozen=True)
class Relation:
    """Records; `errors` are DataFrames of those that could not be read or made, with `error` and `record` as text."""

    df: DataFrame
    choices: frozenset = frozenset()
    errors: tuple = ()

    @cached_property
    def shape(self):
        return shape_of(self.df.schema, self.choices)

    def with_df(self, df, choices=None):
        return replace(self, df=df, choices=self.choices if choices is None else frozenset(choices))

    def find(self, path):
        """The path with the names as the records have them, or None: case does not matter where it leaves no doubt."""
        node, found = self.df.schema, []
        for part in path:
            if part != ELEMENT:
                while isinstance(node, T.ArrayType):
                    node = node.elementType
                    found.append(ELEMENT)
            if part == ELEMENT:
                if not isinstance(node, T.ArrayType):
                    return None
                found.append(ELEMENT)
                node = node.elementType
                continue
            if not isinstance(node, T.StructType):
                return None
            name = _name_in(node, part)
            if name is None:
                return None
            found.append(name)
            node = node[name].dataType
        return tuple(found)

    def type_at(self, path):
        """The Spark type at a path that find() gave."""
        node = self.df.schema
        for part in path:
            node = node.elementType if part == ELEMENT else node[part].dataType
        return node

    def shape_at(self, path):
        return shape_of(self.type_at(path), self.choices, path)

    def column(self, path):
        """The column at a path that find() gave; below an array, the array of what is there."""
        return _reach(F.col(quoted(path[0])), path[1:])


def _name_in(struct, name):
    names = struct.names
    if name in names:
        return name
    alike = [each for each in names if each.lower() == name.lower()]
    return alike[0] if len(alike) == 1 else None


def _reach(column, path):
    for at, part in enumerate(path):
        if part == ELEMENT:
            rest = path[at + 1 :]
            return F.transform(column, lambda element: _reach(element, rest)) if rest else column
        column = column.getField(part)
    return column


def edit(relation, path, change):
    """The DataFrame in which `change(column, type)` → [(name, column)] stands for the field at a path that find() gave.

    An array's element is changed in place, whatever name it is given.
    """
    columns = []
    for field in relation.df.schema:
        column = F.col(quoted(field.name))
        if field.name != path[0]:
            columns.append(column)
        elif len(path) == 1:
            columns += [new.alias(name) for name, new in change(column, field.dataType)]
        else:
            columns.append(_inside(column, field.dataType, path[1:], change).alias(field.name))
    return relation.df.select(*columns)


def _inside(column, spark_type, path, change):
    if isinstance(spark_type, T.ArrayType):
        rest, inner = path[1:], spark_type.elementType
        if not rest:
            return F.transform(column, lambda element: change(element, inner)[0][1])
        return F.transform(column, lambda element: _inside(element, inner, rest, change))
    fields = []
    for field in spark_type.fields:
        part = column.getField(field.name)
        if field.name != path[0]:
            fields.append(part.alias(field.name))
        elif len(path) == 1:
            fields += [new.alias(name) for name, new in change(part, field.dataType)]
        else:
            fields.append(_inside(part, field.dataType, path[1:], change).alias(field.name))
    return F.when(column.isNotNull(), F.struct(*fields))


def drop(relation, path):
    """The relation without the field; as it is when there is no such field."""
    found = relation.find(path)
    if found is None:
        return relation
    choices = {each for each in relation.choices if each[: len(found)] != found}
    if len(found) == 1:
        return relation.with_df(relation.df.drop(F.col(quoted(found[0]))), choices)
    return relation.with_df(edit(relation, found, lambda column, _: []), choices)


def moved(choices, old, new):
    """The choices when what was at `old` is at `new`."""
    size = len(old)
    return frozenset((*new, *each[size:]) if each[:size] == old else each for each in choices)


def unite(relations):
    """All the records, by the names of their fields; a field that differs in type is a choice."""
    if len(relations) == 1:
        return relations[0]
    errors = tuple(error for each in relations for error in each.errors)
    relations = [each for each in relations if each.df.columns] or relations[:1]
    shape = Shape()
    for each in relations:
        shape.merge(shape_of(each.df.schema, each.choices))
    fields = shape.kinds["struct"]
    frames = []
    for each in relations:
        own = each.shape.kinds["struct"]
        frames.append(
            each.df.select(
                *(
                    (
                        convert(F.col(quoted(name)), own[name], new)
                        if name in own
                        else F.lit(None).cast(new.spark_type())
                    ).alias(name)
                    for name, new in fields.items()
                )
            )
        )
    df = frames[0]
    for frame in frames[1:]:
        df = df.union(frame)
    return Relation(df, shape.choices(), errors)
