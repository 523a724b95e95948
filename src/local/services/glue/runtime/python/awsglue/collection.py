"""Frames by name.

https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-dynamic-frame-collection.html
"""


class DynamicFrameCollection:
    """A dictionary of DynamicFrames."""

    def __init__(self, dynamic_frames, glue_ctx):
        if isinstance(dynamic_frames, list):
            dynamic_frames = {frame.name: frame for frame in dynamic_frames}
        self._frames = dict(dynamic_frames)
        self.glue_ctx = glue_ctx

    def keys(self):
        return self._frames.keys()

    def values(self):
        return self._frames.values()

    def items(self):
        return self._frames.items()

    def select(self, key, transformation_ctx=""):
        if key not in self._frames:
            raise KeyError(f"The collection has no frame {key!r}: it has {', '.join(map(str, self._frames))}")
        return self._frames[key]

    def map(self, callable, transformation_ctx=""):
        """The collection of what the function makes of each frame, given the frame and a transformation_ctx."""
        made = {key: callable(frame, transformation_ctx + key) for key, frame in self._frames.items()}
        return DynamicFrameCollection(made, self.glue_ctx)

    def flatmap(self, f, transformation_ctx=""):
        """As map, where the function gives a frame or a collection, whose frames are then here."""
        made = {}
        for key, frame in self._frames.items():
            result = f(frame, transformation_ctx + key)
            if isinstance(result, DynamicFrameCollection):
                made.update({f"{key}_{name}": each for name, each in result.items()})
            else:
                made[key] = result
        return DynamicFrameCollection(made, self.glue_ctx)

    def __getitem__(self, key):
        return self.select(key)

    def __iter__(self):
        return iter(self._frames)

    def __contains__(self, key):
        return key in self._frames

    def __len__(self):
        return len(self._frames)
