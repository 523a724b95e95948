"""The session's configuration: what the run asks for, set before the script makes its session in whatever way.

A driver that stands by has a SparkContext already, made with this machine's settings. The script's own SparkContext() or
SparkSession.builder takes it over when it asks for nothing that only a new one can have.
"""

from pyspark import SparkContext

# What a running context takes from its configuration when it is asked, not when it starts.
_LATE = ("spark.sql.", "spark.hadoop.", "spark.executorEnv.", "spark.app.name")
_HADOOP = "spark.hadoop."

_make_context = SparkContext._initialize_context


class Session:
    """The one session of a driver's life."""

    def __init__(self, java):
        self._java = java
        self._standing_by = None

    def stand_by(self):
        """Starts a context before anybody asks for it."""
        jvm = self._java.java
        self._standing_by = jvm.JavaSparkContext(jvm.SparkConf())

    def prepare(self, conf, ui_file):
        """Sets the run's properties, which every SparkConf of the script starts from."""
        for name, value in conf.items():
            self._java.java.java.lang.System.setProperty(name, value)

        def initialize(context, jconf):
            made = self._take_over(jconf) or _make_context(context, jconf)
            _tell_ui(made, ui_file)
            return made

        SparkContext._initialize_context = initialize

    def close(self):
        """Ends the session that the script left open, so that what it still writes is written."""
        context = SparkContext._active_spark_context
        if context is not None and self._java.exit_code() is None:
            context.stop()

    def _take_over(self, jconf):
        context, self._standing_by = self._standing_by, None
        if context is None:
            return None
        own = context.sc().conf()
        wanted = {pair._1(): pair._2() for pair in jconf.getAll()}
        changed = {name: value for name, value in wanted.items() if own.get(name, None) != value}
        if not all(name.startswith(_LATE) for name in changed):
            context.stop()
            return None
        hadoop = context.hadoopConfiguration()
        for name, value in changed.items():
            own.set(name, value)
            if name.startswith(_HADOOP):
                hadoop.set(name[len(_HADOOP) :], value)
        return context


def _tell_ui(context, file):
    """Leaves the address of the Spark UI for the endpoint to find."""
    url = context.sc().uiWebUrl()
    if url.isDefined():
        with open(file, "w", encoding="utf-8") as out:
            out.write(url.get())
