"""What all transforms are.

https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-transforms-GlueTransform.html
"""

import inspect


class GlueTransform:
    """A callable over frames; `apply` makes one and calls it."""

    @classmethod
    def apply(cls, *args, **kwargs):
        return cls()(*args, **kwargs)

    @classmethod
    def name(cls):
        return cls.__name__

    @classmethod
    def describeArgs(cls):
        """A list of dictionaries: name, type, description, optional, defaultValue."""
        return [
            {
                "name": parameter.name,
                "type": "object",
                "description": "",
                "optional": parameter.default is not parameter.empty,
                "defaultValue": None if parameter.default is parameter.empty else parameter.default,
            }
            for parameter in list(inspect.signature(cls.__call__).parameters.values())[1:]
        ]

    @classmethod
    def describeReturn(cls):
        return {"type": "DynamicFrame", "description": inspect.getdoc(cls) or ""}

    @classmethod
    def describeTransform(cls):
        return inspect.getdoc(cls) or ""

    @classmethod
    def describeErrors(cls):
        return []

    @classmethod
    def describe(cls):
        return {
            "transform": {"name": cls.name(), "args": cls.describeArgs(), "returns": cls.describeReturn()},
            "raises": cls.describeErrors(),
        }
