"""join and mergeDynamicFrame."""

from functools import reduce
from operator import and_

from pyspark.sql import functions as F

from awsglue.paths import ELEMENT, parse_path, quoted
from awsglue.relation import Relation, unite


def join(one, other, paths1, paths2):
    """The equality join by the keys at these paths. Raises ValueError for a key that is not there.

    A field of the other relation whose name is taken gets a dot before its name.
    """
    keys1, keys2 = [_key(one, path) for path in paths1], [_key(other, path) for path in paths2]
    if len(keys1) != len(keys2):
        raise ValueError(f"As many keys are wanted of each frame: {paths1} and {paths2}")
    taken = {name.lower() for name in one.df.columns}
    names = {name: f".{name}" if name.lower() in taken else name for name in other.df.columns}
    right = other.df.select(*(F.col(quoted(name)).alias(new) for name, new in names.items()))
    equal = [
        _column(one.df, path1) == _column(right, (names[path2[0]], *path2[1:]))
        for path1, path2 in zip(keys1, keys2, strict=True)
    ]
    choices = one.choices | {(names[path[0]], *path[1:]) for path in other.choices}
    return Relation(one.df.join(right, reduce(and_, equal)), choices, (*one.errors, *other.errors))


def merge(one, staged, paths):
    """The staged records, and those of the other relation whose keys are not among them."""
    if not staged.df.columns:
        return one
    if not one.df.columns:
        return staged
    equal = [_column(one.df, _key(one, path)).eqNullSafe(_column(staged.df, _key(staged, path))) for path in paths]
    return unite([one.with_df(one.df.join(staged.df, reduce(and_, equal), "left_anti")), staged])


def _key(relation, path):
    found = relation.find(parse_path(path))
    if found is None or ELEMENT in found:
        raise ValueError(f"There is no field {path} to join by: the frame has {', '.join(relation.df.columns)}")
    return found


def _column(df, path):
    column = df[quoted(path[0])]
    for name in path[1:]:
        column = column.getField(name)
    return column
