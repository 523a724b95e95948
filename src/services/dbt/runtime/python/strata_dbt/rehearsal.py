"""Warms dbt up before processes are forked from this one.

The first parse of a process makes dbt generate the code of its serializers and compile schemas, which takes longer than
the work on a small project. A parse of two models that nobody sees does it once. It connects nowhere, as a parse reads
files only; and it starts no threads, as those would be missing in a forked process that waits for them: the static
parser, which has a pool of its own, is left out.
"""

import contextlib
import gc
import importlib
import io
import os
import tempfile

MODELS = {
    "first.sql": "select 1 as id",
    "second.sql": "select * from {{ ref('first') }}",
    "schema.yml": "models:\n  - name: first\n    description: one\n    columns:\n      - name: id\n        data_tests: [unique]\n",
}
PROFILES = {
    "duckdb": {"path": ":memory:"},
    "postgres": {"host": "localhost", "port": 1, "user": "none", "password": "none", "dbname": "none", "schema": "none"},
    "redshift": {"host": "localhost", "port": 1, "user": "none", "password": "none", "dbname": "none", "schema": "none"},
    "athena": {
        "s3_staging_dir": "s3://none/none/",
        "region_name": "us-east-1",
        "schema": "none",
        "database": "awsdatacatalog",
    },
}


def rehearse(adapter):
    """Imports dbt and an adapter, and parses a small project with it where its settings are known."""
    from dbt.cli.main import dbtRunner

    if adapter not in PROFILES:
        with contextlib.suppress(ImportError):
            importlib.import_module(f"dbt.adapters.{adapter}")
        return
    with tempfile.TemporaryDirectory(prefix="strata-dbt-") as folder:
        _write_project(folder, adapter)
        common = ["--project-dir", folder, "--profiles-dir", folder, "--quiet", "--log-level-file", "none"]
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            # The second time it reads what the first has left, as an invocation on an unchanged project does.
            for _ in range(2):
                dbtRunner().invoke(["--no-static-parser", "parse", *common])
    _forget()


def _write_project(folder, adapter):
    settings = "".join(f", {key}: {value!r}" for key, value in PROFILES[adapter].items())
    texts = {
        "dbt_project.yml": "name: rehearsal\nversion: '1.0'\nprofile: rehearsal\n",
        "profiles.yml": f"rehearsal:\n  target: one\n  outputs:\n    one: {{type: {adapter}{settings}}}\n",
        **{os.path.join("models", name): text for name, text in MODELS.items()},
    }
    os.mkdir(os.path.join(folder, "models"))
    for name, text in texts.items():
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(text)


def _forget():
    """Leaves nothing of the rehearsal to the processes that are forked afterwards."""
    from dbt.adapters.factory import reset_adapters

    reset_adapters()
    gc.collect()
    # What is there now is shared with the forked processes and need not be looked at by their collectors.
    gc.freeze()
