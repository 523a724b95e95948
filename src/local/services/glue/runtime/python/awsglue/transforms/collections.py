"""Transforms that make collections of frames, or work on them."""

from awsglue.transforms.transform import GlueTransform


class FlatMap(GlueTransform):
    """A transform for each frame of a collection, in one collection."""

    def __call__(self, dfc, BaseTransform, frame_name, transformation_ctx="", **base_kwargs):
        def call(frame, ctx):
            return BaseTransform.apply(**{**base_kwargs, frame_name: frame, "transformation_ctx": ctx})

        return dfc.flatmap(call, transformation_ctx)


class MapToCollection(GlueTransform):
    """A transform for each frame of a collection."""

    def __call__(self, dfc, callable, transformation_ctx="", frame_name=None, **base_kwargs):
        if frame_name is None:
            return dfc.map(callable, transformation_ctx)

        def call(frame, ctx):
            return callable.apply(**{**base_kwargs, frame_name: frame, "transformation_ctx": ctx})

        return dfc.map(call, transformation_ctx)


class Relationalize(GlueTransform):
    """Nested records as flat tables."""

    def __call__(
        self,
        frame,
        staging_path=None,
        name="roottable",
        options=None,
        transformation_ctx="",
        info="",
        stageThreshold=0,
        totalThreshold=0,
    ):
        return frame.relationalize(
            name, staging_path, options, transformation_ctx, info, stageThreshold, totalThreshold
        )


class SelectFromCollection(GlueTransform):
    """One frame of a collection."""

    def __call__(self, dfc, key, transformation_ctx=""):
        return dfc.select(key, transformation_ctx)


class SplitFields(GlueTransform):
    """Some fields in one frame, the others in another."""

    def __call__(
        self,
        frame,
        paths,
        name1="Frame1",
        name2="Frame2",
        transformation_ctx="",
        info="",
        stageThreshold=0,
        totalThreshold=0,
    ):
        return frame.split_fields(paths, name1, name2, transformation_ctx, info, stageThreshold, totalThreshold)


class SplitRows(GlueTransform):
    """The records that meet comparisons in one frame, the others in another."""

    def __call__(
        self,
        frame,
        comparison_dict,
        name1="frame1",
        name2="frame2",
        transformation_ctx="",
        info="",
        stageThreshold=0,
        totalThreshold=0,
    ):
        return frame.split_rows(comparison_dict, name1, name2, transformation_ctx, info, stageThreshold, totalThreshold)
