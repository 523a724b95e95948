"""The JVM of a driver, started without the shell scripts of spark-submit, which take a second JVM and need a shell."""

import os
import subprocess
import time

_POLL_SECONDS = 0.01


class Jvm:
    """Starts at once; `connect` waits until it answers."""

    def __init__(self, settings):
        self.heap = settings["heap"]
        self._info = os.path.join(settings["folder"], "gateway")
        # Its standard input ends with this process, and so does it.
        self._process = subprocess.Popen(
            [settings["java"], f"@{settings['options']}", "org.apache.spark.strata.Gateway", settings["conf"]],
            stdin=subprocess.PIPE,
            env={**os.environ, "_PYSPARK_DRIVER_CONN_INFO_PATH": self._info},
        )

    def connect(self):
        """Makes PySpark use this JVM. Raises RuntimeError when it ended instead."""
        while not os.path.exists(self._info):
            if self._process.poll() is not None:
                raise RuntimeError(f"Java did not start (exit code {self._process.returncode})")
            time.sleep(_POLL_SECONDS)
        from pyspark import SparkContext
        from pyspark.serializers import UTF8Deserializer, read_int

        with open(self._info, "rb") as info:
            os.environ["PYSPARK_GATEWAY_PORT"] = str(read_int(info))
            os.environ["PYSPARK_GATEWAY_SECRET"] = UTF8Deserializer().loads(info)
        SparkContext._ensure_initialized()
        # A process that the script starts is no part of this session.
        del os.environ["PYSPARK_GATEWAY_PORT"], os.environ["PYSPARK_GATEWAY_SECRET"]
        self.gateway = SparkContext._gateway

    @property
    def java(self):
        """Java's packages, as py4j gives them."""
        return self.gateway.jvm

    def exit_code(self, patience=0.0):
        """How it ended; None while it runs. A JVM that is just ending is given some seconds."""
        try:
            return self._process.wait(patience) if patience > 0 else self._process.poll()
        except subprocess.TimeoutExpired:
            return None
