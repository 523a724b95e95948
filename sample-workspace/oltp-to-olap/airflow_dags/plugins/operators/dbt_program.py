"""Finds dbt, or installs it where there is none: beside Airflow, whose packages and dbt's do not go together."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

REQUIREMENTS = ("dbt-core>=1.11,<1.12", "dbt-redshift==1.11.1")


def dbt_program() -> str:
    """DBT_EXECUTABLE, else the one on the PATH, else one that is installed once for each machine."""
    named = os.environ.get("DBT_EXECUTABLE") or shutil.which("dbt")
    return named or str(_installed())


def _installed() -> Path:
    """An environment of its own in the machine's temporary folder, whole or not there."""
    folder = Path(tempfile.gettempdir()) / "dbt-environment"
    program = folder / "bin" / "dbt"
    if not program.exists():
        fresh = Path(tempfile.mkdtemp(prefix="dbt-environment-"))
        subprocess.run([sys.executable, "-m", "venv", str(fresh)], check=True)
        subprocess.run([str(fresh / "bin" / "pip"), "install", "--quiet", *REQUIREMENTS], check=True)
        # Programs of an environment name its folder: a link takes the place, and the first one that is ready wins.
        try:
            folder.symlink_to(fresh)
        except FileExistsError:
            shutil.rmtree(fresh, ignore_errors=True)
    return program
