"""rename_field and drop_nulls."""

from pyspark.sql import functions as F
from pyspark.sql import types as T

from awsglue.paths import ELEMENT, parse_path, quoted
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
    """The relation with the field at the path `old` as `new`, a name in its place or one at the top."""
    path, target = relation.find(parse_path(old)), parse_path(new)
    if path is None:
        return relation
    inside = tuple(part for part in path if part != ELEMENT)
    if len(target) == 1 and len(inside) > 1 and ELEMENT in path:
        target = (*inside[:-1], *target)
    if target[:-1] == inside[:-1]:
        df = edit(relation, path, lambda column, _: [(target[-1], column)])
        return relation.with_df(df, moved(relation.choices, path, (*path[:-1], target[-1])))
    if ELEMENT in path or len(target) > 1:
        raise ValueError(f"rename_field keeps a field where it is: from {old} to {new} use apply_mapping")
    column = relation.column(path).alias(target[0])
    choices = moved(relation.choices, path, target)
    rest = drop(relation, path)
    kept = [F.col(quoted(name)) for name in rest.df.columns]
    if len(path) == 1:
        return relation.with_df(rest.df.select(*kept, column), choices)
    moved_up = relation.with_df(relation.df.select("*", column), choices)
    return drop(moved_up, path)
