"""What the cases beside this file work with: one Spark session, a folder and a catalog's database for each case."""

import contextlib
import io
import json
import os
import pathlib
import tempfile
import time

from pyspark.context import SparkContext

from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame


class Lab:
    def __init__(self):
        context = SparkContext.getOrCreate()
        context.setLogLevel("ERROR")
        self.glue = GlueContext(context)
        self.spark = self.glue.spark_session
        self._root = tempfile.TemporaryDirectory(prefix="strata-awsglue-")
        self._cases = 0

    def begin(self):
        """A folder of its own for the next case."""
        self._cases += 1
        self.folder = pathlib.Path(self._root.name) / str(self._cases)
        self.folder.mkdir()

    def end(self):
        self._root.cleanup()

    def path(self, name):
        return f"file://{self.folder / name}"

    def write(self, name, text, age=0):
        """A file below the case's folder; `age` in seconds."""
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        if age:
            then = time.time() - age
            os.utime(file, (then, then))
        return f"file://{file}"

    def write_lines(self, name, records, age=0):
        return self.write(name, "\n".join(json.dumps(each) for each in records) + "\n", age)

    def files(self, name):
        """The names of the data files below a folder, relative to it."""
        root = self.folder / name
        found = [file for file in root.rglob("*") if file.is_file() and not file.name.startswith((".", "_"))]
        return sorted(str(file.relative_to(root)) for file in found)

    def texts(self, name):
        """The lines of all files below a folder."""
        return sorted(
            line for file in self.files(name) for line in (self.folder / name / file).read_text().splitlines()
        )

    def read(self, format, paths, ctx="", format_options=None, **options):
        paths = [paths] if isinstance(paths, str) else paths
        return self.glue.create_dynamic_frame.from_options(
            connection_type="s3",
            connection_options={"paths": paths, "recurse": True, **options},
            format=format,
            format_options=format_options or {},
            transformation_ctx=ctx,
        )

    def json_frame(self, *records):
        return self.read("json", self.write_lines("records.json", records))

    def frame(self, rows, schema):
        return DynamicFrame.fromDF(self.spark.createDataFrame(rows, schema), self.glue, "frame")

    def database(self):
        """The name of a new database in the catalog of the environment's endpoint."""
        from awsglue.sources.catalog import glue_client

        name = f"db{self._cases}"
        glue_client().create_database(DatabaseInput={"Name": name})
        return name, glue_client()


def schema_of(frame):
    """What printSchema prints, line by line, without the root."""
    return frame.schema().treeString().splitlines()[1:]


def rows_of(frame, *keys):
    """The rows as tuples, in order of the keys or of all columns."""
    df = frame.toDF() if isinstance(frame, DynamicFrame) else frame
    return [tuple(row) for row in df.orderBy(*(keys or [f"`{name}`" for name in df.columns])).collect()]


def printed(function, *args):
    with contextlib.redirect_stdout(io.StringIO()) as out:
        function(*args)
    return out.getvalue()


def raised(kind, function, *args, **kwargs):
    """The message of the exception that the call raises."""
    try:
        function(*args, **kwargs)
    except kind as error:
        return str(error)
    raise AssertionError(f"nothing was raised, {kind.__name__} was expected")
