"""DynamicFrame and what goes with it.

https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-dynamic-frame.html
"""

import json

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from awsglue import dynamodb_json, flattening, records, resolving
from awsglue.collection import DynamicFrameCollection
from awsglue.comparing import compared
from awsglue.joining import join, merge
from awsglue.mapping import apply_mapping
from awsglue.paths import ELEMENT, parse_path
from awsglue.readers import (
    DataFrameReader,
    DataFrameWriter,
    DynamicFrameReader,
    DynamicFrameWriter,
)
from awsglue.relation import Relation, drop, unite
from awsglue.renaming import drop_nulls, rename
from awsglue.resolve_option import ResolveOption, resolve_by
from awsglue.thresholds import StageErrors, check

__all__ = [
    "DataFrameReader",
    "DataFrameWriter",
    "DynamicFrame",
    "DynamicFrameCollection",
    "DynamicFrameReader",
    "DynamicFrameWriter",
    "ResolveOption",
    "StageErrors",
]


class DynamicFrame:
    """Records that describe themselves; a field whose type differs between them is a choice.

    Below it is a DataFrame. Nothing is computed before the records are asked for, except the types where only the
    records themselves tell them: reading JSON and typed CSV, and what a function of the script returns.
    """

    def __init__(self, jdf, glue_ctx, name="", thresholds=()):
        if isinstance(jdf, DynamicFrame):
            jdf = jdf.relation
        self.relation = jdf if isinstance(jdf, Relation) else Relation(jdf)
        self.glue_ctx = glue_ctx
        self.name = name
        # (errors allowed, errors of the frames before or None when all count) of each transform that sets a threshold.
        self._thresholds = thresholds
        self._stage_errors = self.relation.errors

    @classmethod
    def fromDF(cls, dataframe, glue_ctx, name=""):
        if not isinstance(dataframe, DataFrame):
            raise TypeError(f"fromDF wants a DataFrame, not a {type(dataframe).__name__}")
        return cls(Relation(dataframe), glue_ctx, name)

    def toDF(self, options=None):
        """The DataFrame; a choice is a struct of a field a type, unless an option resolves it."""
        relation = resolve_by(self.relation, options or [])
        self.assertErrorThreshold()
        return relation.df

    # Information

    def count(self):
        return self.relation.df.count()

    def schema(self):
        return self.relation.shape.glue_type()

    def printSchema(self):
        print(self.schema().treeString())

    def show(self, num_rows=20):
        """Prints records as JSON, one a line."""
        shape = self.relation.shape
        for row in self.relation.df.limit(num_rows).collect():
            print(json.dumps(records.to_record(row, shape), default=str))

    def getNumPartitions(self):
        return self.relation.df.rdd.getNumPartitions()

    def repartition(self, num_partitions, transformation_ctx="", info="", stageThreshold=0, totalThreshold=0):
        return self._next(self.relation.with_df(self.relation.df.repartition(num_partitions)), transformation_ctx)

    def coalesce(
        self, num_partitions, shuffle=False, transformation_ctx="", info="", stageThreshold=0, totalThreshold=0
    ):
        df = self.relation.df
        df = df.repartition(num_partitions) if shuffle else df.coalesce(num_partitions)
        return self._next(self.relation.with_df(df), transformation_ctx)

    # Transforms

    def map(self, f, preservesPartitioning=False, transformation_ctx="", info="", stageThreshold=0, totalThreshold=0):
        return self._made(records.map_records(self.relation, f), transformation_ctx, stageThreshold, totalThreshold)

    def mapPartitions(
        self, f, preservesPartitioning=True, transformation_ctx="", info="", stageThreshold=0, totalThreshold=0
    ):
        return self._made(records.map_partitions(self.relation, f), transformation_ctx, stageThreshold, totalThreshold)

    def mapPartitionsWithIndex(
        self, f, preservesPartitioning=False, transformation_ctx="", info="", stageThreshold=0, totalThreshold=0
    ):
        made = records.map_partitions_with_index(self.relation, f)
        return self._made(made, transformation_ctx, stageThreshold, totalThreshold)

    def filter(self, f, transformation_ctx="", info="", stageThreshold=0, totalThreshold=0):
        return self._made(records.filter_records(self.relation, f), transformation_ctx, stageThreshold, totalThreshold)

    def apply_mapping(
        self, mappings, case_sensitive=False, transformation_ctx="", info="", stageThreshold=0, totalThreshold=0
    ):
        made = apply_mapping(self.relation, mappings)
        return self._made(made, transformation_ctx, stageThreshold, totalThreshold)

    def select_fields(self, paths, transformation_ctx="", info="", stageThreshold=0, totalThreshold=0):
        wanted = [self.relation.find(parse_path(path)) for path in _listed(paths)]
        mappings = [(path, None, tuple(p for p in path if p != ELEMENT), None) for path in wanted if path]
        # A field and something inside it: the field has it already.
        mappings = [
            m
            for m in mappings
            if not any(o is not m and m[0][: len(o[0])] == o[0] and len(o[0]) < len(m[0]) for o in mappings)
        ]
        return self._made(apply_mapping(self.relation, mappings), transformation_ctx, stageThreshold, totalThreshold)

    def drop_fields(self, paths, transformation_ctx="", info="", stageThreshold=0, totalThreshold=0):
        relation = self.relation
        for path in _listed(paths):
            relation = drop(relation, parse_path(path))
        return self._made(relation, transformation_ctx, stageThreshold, totalThreshold)

    def drop_nulls(self, transformation_ctx="", info="", stageThreshold=0, totalThreshold=0):
        """Without the fields that are null in every record, as their type says."""
        return self._made(drop_nulls(self.relation), transformation_ctx, stageThreshold, totalThreshold)

    def rename_field(self, oldName, newName, transformation_ctx="", info="", stageThreshold=0, totalThreshold=0):
        return self._made(rename(self.relation, oldName, newName), transformation_ctx, stageThreshold, totalThreshold)

    def resolveChoice(
        self,
        specs=None,
        choice="",
        database=None,
        table_name=None,
        transformation_ctx="",
        info="",
        stageThreshold=0,
        totalThreshold=0,
        catalog_id=None,
    ):
        if specs and choice:
            raise ValueError("Only one of specs and choice can be used: specs for single fields, choice for all")
        if not specs and not choice:
            raise ValueError("resolveChoice wants specs, like [('price', 'cast:double')], or choice, like 'make_cols'")
        relation = self.relation
        if choice and choice.lower() == "match_catalog":
            if not database or not table_name:
                raise ValueError("choice='match_catalog' wants database and table_name")
            columns = self.glue_ctx.catalog_types(database, table_name, catalog_id)
            relation = resolving.match_catalog(relation, {name.lower(): kind for name, kind in columns.items()})
        elif choice:
            relation = resolving.resolve_all(relation, choice)
        for path, action in specs or []:
            relation = resolving.resolve(relation, parse_path(path), action)
        return self._made(relation, transformation_ctx, stageThreshold, totalThreshold)

    def join(self, paths1, paths2, frame2, transformation_ctx="", info="", stageThreshold=0, totalThreshold=0):
        """The equality join. A field of the other frame whose name is taken gets a dot before its name, as in Glue."""
        joined = join(self.relation, frame2.relation, _listed(paths1), _listed(paths2))
        return self._made(joined, transformation_ctx, stageThreshold, totalThreshold)

    def union(self, other_frame, transformation_ctx="", info="", stageThreshold=0, totalThreshold=0):
        united = unite([self.relation, other_frame.relation])
        return self._made(united, transformation_ctx, stageThreshold, totalThreshold)

    def mergeDynamicFrame(
        self,
        stage_dynamic_frame,
        primary_keys,
        transformation_ctx="",
        options=None,
        info="",
        stageThreshold=0,
        totalThreshold=0,
    ):
        """The staged records, and those of this frame whose keys are not among them."""
        merged = merge(self.relation, stage_dynamic_frame.relation, _listed(primary_keys))
        return self._made(merged, transformation_ctx, stageThreshold, totalThreshold)

    def relationalize(
        self,
        root_table_name,
        staging_path=None,
        options=None,
        transformation_ctx="",
        info="",
        stageThreshold=0,
        totalThreshold=0,
    ):
        tables = flattening.relationalize(self.relation, root_table_name)
        return self._collection(tables, transformation_ctx, stageThreshold, totalThreshold)

    def unnest(self, transformation_ctx="", info="", stageThreshold=0, totalThreshold=0):
        return self._made(flattening.unnest(self.relation), transformation_ctx, stageThreshold, totalThreshold)

    def unnest_ddb_json(self, transformation_ctx="", info="", stageThreshold=0, totalThreshold=0):
        made = dynamodb_json.unnest(self.relation)
        return self._made(made, transformation_ctx, stageThreshold, totalThreshold)

    def simplify_ddb_json(self, transformation_ctx="", info="", stageThreshold=0, totalThreshold=0):
        made = dynamodb_json.simplify(self.relation)
        return self._made(made, transformation_ctx, stageThreshold, totalThreshold)

    def unbox(self, path, format, transformation_ctx="", info="", stageThreshold=0, totalThreshold=0, **options):
        made = self.glue_ctx.unboxed(self.relation, path, format, options)
        return self._made(made, transformation_ctx, stageThreshold, totalThreshold)

    def split_fields(self, paths, name1, name2, transformation_ctx="", info="", stageThreshold=0, totalThreshold=0):
        frames = {name1: self.select_fields(paths), name2: self.drop_fields(paths)}
        return DynamicFrameCollection(frames, self.glue_ctx)

    def split_rows(
        self, comparison_dict, name1, name2, transformation_ctx="", info="", stageThreshold=0, totalThreshold=0
    ):
        one, other = compared(self.relation, comparison_dict)
        return self._collection({name1: one, name2: other}, transformation_ctx, stageThreshold, totalThreshold)

    def spigot(self, path, options=None, transformation_ctx="", info="", stageThreshold=0, totalThreshold=0):
        """Writes a sample of the records as JSON to the path, and is this frame."""
        options = options or {}
        df = self.relation.df
        if "prob" in options:
            df = df.sample(float(options["prob"]))
        if "topk" in options:
            df = df.limit(int(options["topk"]))
        sample = DynamicFrame(self.relation.with_df(df), self.glue_ctx, self.name)
        self.glue_ctx.write_dynamic_frame_from_options(sample, "s3", {"path": path}, "json")
        return self

    def write(self, connection_type, connection_options=None, format=None, format_options=None, accumulator_size=0):
        return self.glue_ctx.write_dynamic_frame_from_options(
            self, connection_type, connection_options or {}, format, format_options or {}
        )

    # Errors

    def errorsCount(self):
        """The records that could not be read or made, in this transform and those before it."""
        return sum(errors.count() for errors in self.relation.errors)

    def stageErrorsCount(self):
        return sum(errors.count() for errors in self._stage_errors)

    def errorsAsDynamicFrame(self):
        """A record for each error: `error.msg`, and the record as text in `error.dynamicRecord`."""
        session = self.relation.df.sparkSession
        shaped = session.createDataFrame([], "error struct<msg: string, dynamicRecord: string>")
        for errors in self.relation.errors:
            told = F.struct(F.col("error").alias("msg"), F.col("record").alias("dynamicRecord")).alias("error")
            shaped = shaped.unionByName(errors.select(told))
        return DynamicFrame(shaped, self.glue_ctx, "errors")

    def assertErrorThreshold(self):
        """Raises StageErrors when a transform has made more error records than its threshold allows."""
        check(self._thresholds, self.name)

    # How the methods above make the next frame

    def _next(self, relation, name):
        return DynamicFrame(relation, self.glue_ctx, name or self.name, self._thresholds)

    def _made(self, relation, name, stage_threshold=0, total_threshold=0):
        frame = self._next(relation, name)
        before = {id(errors) for errors in self.relation.errors}
        frame._stage_errors = tuple(errors for errors in relation.errors if id(errors) not in before)
        if stage_threshold:
            frame._thresholds = (*frame._thresholds, (int(stage_threshold), frame._stage_errors))
        if total_threshold:
            frame._thresholds = (*frame._thresholds, (int(total_threshold), relation.errors))
        return frame

    def _collection(self, tables, name, stage_threshold, total_threshold):
        frames = {key: self._made(each, key, stage_threshold, total_threshold) for key, each in tables.items()}
        return DynamicFrameCollection(frames, self.glue_ctx)

    def __repr__(self):
        return f"DynamicFrame[{', '.join(f'{f.name}: {f.dataType.typeName()}' for f in self.schema())}]"


def _listed(paths):
    return [paths] if isinstance(paths, str) else list(paths)
