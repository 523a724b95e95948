"""The life of a driver: a JVM is started, a job awaited and run, and all of it ends."""

import json
import os
import sys
import tempfile

from . import control, jvm
from .failure import describe
from .script import Script


def main(settings_file):
    """Runs the one job that standard input brings; returns the exit code of its script."""
    with open(settings_file, encoding="utf-8") as file:
        settings = json.load(file)
    orders = control.take_stdin()
    java = jvm.Jvm(settings)
    # While the JVM starts: importing PySpark takes about as long.
    from .session import Session

    java.connect()
    session = Session(java)
    if settings["standby"]:
        session.stand_by()
    job = control.next_job(orders)
    if job is None:
        return 0
    control.end_with_parent(orders)
    _enter(job)
    session.prepare(job["conf"], job["ui"])
    script = Script(job["script"], job["argv"])
    code, error = script.run()
    if error is not None:
        message = describe(error, script.path, java)
        with open(job["failure"], "w", encoding="utf-8") as file:
            file.write(message)
    session.close()
    return code


def _enter(job):
    """Takes on the run's environment, folder and path, as if the process had been started for it."""
    os.environ.update(job["env"])
    os.chdir(job["folder"])
    # Its place may have been asked for already.
    tempfile.tempdir = None
    sys.path[0:1] = job["path"]
