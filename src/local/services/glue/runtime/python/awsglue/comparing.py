"""split_rows: which records meet comparisons.

https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-transforms-SplitRows.html
"""

from operator import eq, ge, gt, le, lt, ne

from pyspark.sql import functions as F

from awsglue.paths import parse_path

_COMPARATORS = {">": gt, "<": lt, ">=": ge, "<=": le, "=": eq, "==": eq, "!=": ne, "<>": ne}


def compared(relation, comparisons):
    """The records that meet all comparisons, and the others, as relations. `comparisons`: path → {sign: value}."""
    meets = F.lit(True)
    for path, signs in comparisons.items():
        found = relation.find(parse_path(path))
        if found is None:
            raise ValueError(f"There is no field {path} to compare: the frame has {', '.join(relation.df.columns)}")
        if found in relation.choices:
            raise ValueError(f"{path} is a choice: resolve it with resolveChoice before comparing it")
        for sign, value in signs.items():
            if sign not in _COMPARATORS:
                raise ValueError(f"{sign!r} is no comparison: use one of {' '.join(_COMPARATORS)}")
            meets = meets & _COMPARATORS[sign](relation.column(found), F.lit(value))
    # What cannot be compared, since it is null, is among the others.
    meets = F.coalesce(meets, F.lit(False))
    return relation.with_df(relation.df.filter(meets)), relation.with_df(relation.df.filter(~meets))
