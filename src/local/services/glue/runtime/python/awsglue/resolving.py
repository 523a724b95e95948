"""resolveChoice: making one type, or several fields, of a field whose records differ.

https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-transforms-ResolveChoice.html
"""

from pyspark.sql import functions as F

from awsglue.casts import cast, parse_type
from awsglue.paths import ELEMENT
from awsglue.relation import edit, moved
from awsglue.shapes import VALUE, kind_of


def resolve(relation, path, action):
    """The relation in which the field is resolved as the action says. A field that is not there changes nothing.

    Raises ValueError for an action that there is not.
    """
    verb, _, type_name = action.partition(":")
    verb = verb.strip().lower()
    if verb not in ("cast", "project", "make_cols", "make_struct"):
        raise ValueError(f"{action!r} is no action: use cast:type, project:type, make_cols or make_struct")
    if verb in ("cast", "project") and not type_name.strip():
        raise ValueError(f"{action!r} names no type: write {verb}:long, for instance")
    found = relation.find(path)
    if found is None:
        return relation
    if VALUE in found:
        raise ValueError("The values of a map are resolved after toDF(), by Spark's transform_values")
    if verb == "cast":
        return _cast(relation, found, type_name)
    if found not in relation.choices:
        return relation
    if verb == "project":
        return _project(relation, found, type_name)
    if verb == "make_cols" and found[-1] != ELEMENT:
        return _make_cols(relation, found)
    return relation.with_df(relation.df, relation.choices - {found})


def resolve_all(relation, action):
    """The relation with every choice in it resolved by one action, the innermost first."""
    for path in sorted(relation.choices, key=len, reverse=True):
        if VALUE not in path:
            relation = resolve(relation, path, action)
    return relation


def match_catalog(relation, columns):
    """The relation in which each choice is cast to the catalog's type for it. `columns`: name → Spark type."""
    for path in sorted(relation.choices, key=len):
        if len(path) > 1 or path not in relation.choices:
            continue
        target = columns.get(path[0].lower())
        if target is not None:
            shape = relation.shape_at(path)
            df = edit(relation, path, lambda column, _: [(path[0], cast(column, shape, target))])
            relation = relation.with_df(df, _without(relation.choices, path))
    return relation


def _cast(relation, path, type_name):
    target = parse_type(type_name)
    if target is None:
        return _project(relation, path, type_name) if path in relation.choices else relation
    shape = relation.shape_at(path)
    df = edit(relation, path, lambda column, _: [(path[-1], cast(column, shape, target))])
    return relation.with_df(df, _without(relation.choices, path))


def _project(relation, path, type_name):
    target = parse_type(type_name)
    kind = type_name.strip().lower() if target is None else kind_of(target)
    shape = relation.shape_at(path)
    if kind not in shape.kinds:
        # No record has a value of it: the field is null in all of them.
        if target is None:
            return relation
        df = edit(relation, path, lambda column, _: [(path[-1], F.lit(None).cast(target))])
        return relation.with_df(df, _without(relation.choices, path))

    def branch(column, _):
        value = column.getField(kind)
        return [(path[-1], value if target is None else value.cast(target))]

    choices = frozenset(each for each in relation.choices if each != path and not _other_branch(each, path, kind))
    return relation.with_df(edit(relation, path, branch), moved(choices, (*path, kind), path))


def _make_cols(relation, path):
    kinds = list(relation.shape_at(path).kinds)
    name = path[-1]

    def split(column, _):
        return [(f"{name}_{kind}", column.getField(kind)) for kind in kinds]

    choices = relation.choices - {path}
    for kind in kinds:
        choices = moved(choices, (*path, kind), (*path[:-1], f"{name}_{kind}"))
    return relation.with_df(edit(relation, path, split), choices)


def _without(choices, path):
    return frozenset(each for each in choices if each[: len(path)] != path)


def _other_branch(each, path, kind):
    return each[: len(path)] == path and len(each) > len(path) and each[len(path)] != kind
