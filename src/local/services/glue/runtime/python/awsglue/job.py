"""The life of a job: its arguments, and its bookmarks.

https://docs.aws.amazon.com/glue/latest/dg/glue-etl-scala-apis-glue-util-job.html
"""

import sys

from awsglue import bookmarks
from awsglue.utils import getResolvedOptions


class Job:
    """Created with the script's GlueContext; `init` at its beginning, `commit` at its end."""

    def __init__(self, glue_context):
        self._glue_context = glue_context
        self._name = None

    def init(self, job_name, args=None):
        """Reads the state of the job's bookmarks. `args` are the options that getResolvedOptions gave."""
        self._name = job_name
        bookmarks.start(args or getResolvedOptions(sys.argv, []))

    @property
    def isInitialized(self):
        return self._name is not None

    def commit(self):
        """Keeps the state of the bookmarks for the next run."""
        if self._name is None:
            raise RuntimeError("Job.commit() was called before Job.init(): call job.init(args['JOB_NAME'], args) first")
        bookmarks.commit()
