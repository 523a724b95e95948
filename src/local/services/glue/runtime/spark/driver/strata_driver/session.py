"""The session's configuration: what the run asks for, set before the script makes its session in whatever way."""


def prepare(java, job):
    """Sets the run's properties, which every SparkConf of the script starts from."""
    for name, value in job["conf"].items():
        java.java.java.lang.System.setProperty(name, value)


def close(java):
    """Ends the session that the script left open, so that what it still writes is written."""
    from pyspark import SparkContext

    context = SparkContext._active_spark_context
    if context is not None and java.exit_code() is None:
        context.stop()
