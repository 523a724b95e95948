"""apply_mapping: which fields, under which names, as which types.

https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-transforms-ApplyMapping.html
"""

from pyspark.sql import functions as F

from awsglue.casts import cast, parse_type
from awsglue.paths import ELEMENT, parse_path
from awsglue.relation import moved
from awsglue.shapes import kind_of


def apply_mapping(relation, mappings, case_sensitive=True):
    """The relation of the mapped fields alone. A field that no record has is left out, as in Glue.

    Of a choice, the values of the source type are taken.
    """
    tree = {}
    choices = set()
    for mapping in mappings:
        source, source_type, target, target_type = _complete(mapping)
        found = relation.find(parse_path(source) if isinstance(source, str) else tuple(source))
        if found is None:
            continue
        column, own = _mapped(relation, found, source_type, target_type)
        path = parse_path(target) if isinstance(target, str) else tuple(target)
        if ELEMENT in path:
            raise ValueError(f"A mapping cannot put a field into an array: {target}")
        _put(tree, path, column)
        choices |= moved(own, found, path)
    return relation.with_df(relation.df.select(*_columns(tree)), choices)


def _complete(mapping):
    if len(mapping) == 4:
        return mapping
    if len(mapping) == 2:
        return mapping[0], None, mapping[1], None
    if len(mapping) == 3:
        return mapping[0], mapping[1], mapping[0], mapping[2]
    raise ValueError(f"A mapping is (source, source type, target, target type), not {mapping!r}")


def _mapped(relation, path, source_type, target_type):
    """The column, and the choices that are left in it."""
    column = relation.column(path)
    if ELEMENT in path:
        return column, frozenset()
    shape = relation.shape_at(path)
    inside = frozenset(each for each in relation.choices if each[: len(path)] == path)
    target = parse_type(target_type) if target_type else None
    if len(shape.kinds) > 1:
        wanted = _kind_named(source_type)
        if wanted in shape.kinds:
            column = column.getField(wanted)
            branch = (*path, wanted)
            inside = moved({each for each in inside if each[: len(branch)] == branch}, branch, path)
            shape = type(shape)({wanted: shape.kinds[wanted]})
    if target is None:
        return column, inside
    return cast(column, shape, target), frozenset()


def _kind_named(type_name):
    if not type_name:
        return None
    parsed = parse_type(type_name)
    return type_name.strip().lower() if parsed is None else kind_of(parsed)


def _put(tree, path, column):
    for part in path[:-1]:
        inner = tree.get(part)
        if not isinstance(inner, dict):
            inner = tree[part] = {}
        tree = inner
    tree[path[-1]] = column


def _columns(tree):
    return [(F.struct(*_columns(each)) if isinstance(each, dict) else each).alias(name) for name, each in tree.items()]
