"""rename_field and drop_nulls."""

from pyspark.sql import functions as F
from pyspark.sql import types as T

from awsglue.paths import ELEMENT, parse_path
from awsglue.relation import drop, edit, moved


def drop_nulls(relation):
    """The relation without the fields that are null in every record, as their type says."""
    for path in _null_fields(relation.df.schema):
        relation = drop(relation, path)
    return relation


def _null_fields(struct, path=()):
    for field in struct.fields:
        here = (*path, field.name)
        if isinstance(field.dataType, T.NullType):
            yield here
        elif isinstance(field.dataType, T.StructType):
            yield from _null_fields(field.dataType, here)
        elif isinstance(field.dataType, T.ArrayType) and isinstance(field.dataType.elementType, T.StructType):
            yield from _null_fields(field.dataType.elementType, (*here, ELEMENT))


def rename(relation, old, new):
    """The relation with the field at the path `old` as `new`: in its struct, at the top, or in a new struct."""
    path, target = relation.find(parse_path(old)), parse_path(new)
    if path is None:
        return relation
    inside = tuple(part for part in path if part != ELEMENT)
    if len(target) == 1 and len(inside) > 1 and ELEMENT in path:
        target = (*inside[:-1], *target)
    if target[:-1] == inside[:-1]:
        df = edit(relation, path, lambda column, _: [(target[-1], column)])
        return relation.with_df(df, moved(relation.choices, path, (*path[:-1], target[-1])))
    if ELEMENT in path or relation.find(target[:1]) is not None:
        raise ValueError(
            f"rename_field keeps a field in its struct, or makes a new one: from {old} to {new} use apply_mapping"
        )
    column = relation.column(path)
    for name in reversed(target[1:]):
        column = F.struct(column.alias(name))
    placed = relation.with_df(relation.df.select("*", column.alias(target[0])))
    choices = {each for each in moved(relation.choices, path, target) if each not in relation.choices}
    rest = drop(placed, path)
    return rest.with_df(rest.df, rest.choices | choices)
