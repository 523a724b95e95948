"""Files that are read together, and the columns that their places give them."""

from contextlib import contextmanager
from dataclasses import dataclass, field

from pyspark.sql import functions as F

_INFERENCE = "spark.sql.sources.partitionColumnTypeInference.enabled"


@dataclass(frozen=True)
class Batch:
    """Paths of files. With `base`, folders named `key=value` below it give columns; `values` gives them outright."""

    paths: tuple
    base: str | None = None
    partition_types: dict = field(default_factory=dict)
    values: dict = field(default_factory=dict)

    def options(self):
        """What Spark's reader is told."""
        return {"basePath": self.base} if self.base else {}

    def partitioned(self, df):
        """The DataFrame with its partition columns last, of the types that the catalog says."""
        data = [F.col(f"`{name}`") for name in df.columns if name not in self.partition_types]
        keys = [
            (F.lit(self.values[name]) if name in self.values else F.col(f"`{name}`")).cast(spark_type).alias(name)
            for name, spark_type in self.partition_types.items()
        ]
        return df.select(*data, *keys) if keys else df

    def data_names(self, df):
        """The names of the columns that are not partition keys."""
        return [name for name in df.columns if name not in self.partition_types]


@contextmanager
def partitions_as_text(spark):
    """Within, the values in folders' names are text, as in the catalog: 01 stays 01."""
    before = spark.conf.get(_INFERENCE)
    spark.conf.set(_INFERENCE, "false")
    try:
        yield
    finally:
        spark.conf.set(_INFERENCE, before)
