"""Glue's machine-learning transforms, refused by name.

https://docs.aws.amazon.com/glue/latest/dg/machine-learning.html
"""

from awsglue.refusal import refuse
from awsglue.transforms import GlueTransform


class FillMissingValues(GlueTransform):
    """Not available: predicts missing values by a model that AWS trains."""

    def __call__(self, frame, missing_values_column, output_column="", **_):
        refuse("FillMissingValues", "Fill with toDF().fillna(…), or a Map with a rule of yours.")


class FindMatches(GlueTransform):
    """Not available: finds duplicates by a model that AWS trains."""

    def __call__(self, frame, transformId=None, **_):
        refuse("FindMatches", "Join on keys that you make alike, with soundex or levenshtein of pyspark.sql.functions.")


class FindIncrementalMatches(GlueTransform):
    """Not available: finds duplicates by a model that AWS trains."""

    def __call__(self, existingFrame, incrementalFrame, transformId=None, **_):
        refuse(
            "FindIncrementalMatches",
            "Join on keys that you make alike, with soundex or levenshtein of pyspark.sql.functions.",
        )


class EntityDetector:
    """Not available: finds personal data by models and lists of AWS's."""

    def detect(self, frame, *_, **__):
        refuse("EntityDetector (Detect Sensitive Data)", "Find what you look for with rlike of pyspark.sql.functions.")

    def classify_columns(self, frame, *_, **__):
        refuse("EntityDetector (Detect Sensitive Data)", "Find what you look for with rlike of pyspark.sql.functions.")
