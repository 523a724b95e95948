"""AWS Glue's library for scripts, over plain PySpark; for a Python shell script, what of it needs no Spark."""


def __getattr__(name):
    # A Python shell script has no pyspark: it is imported when a Spark script asks for what needs it.
    if name == "DynamicFrame":
        from awsglue.dynamicframe import DynamicFrame

        return DynamicFrame
    raise AttributeError(f"module 'awsglue' has no attribute {name!r}")
