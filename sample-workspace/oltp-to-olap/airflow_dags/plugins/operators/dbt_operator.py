"""Runs dbt against the warehouse as a task."""

import json
import os
import shutil
import signal
import subprocess
import tempfile
from collections import Counter
from pathlib import Path

from airflow.exceptions import AirflowException
from airflow.models import BaseOperator

from operators.dbt_program import dbt_program
from operators.warehouse import warehouse_environment

BAD = ("error", "fail", "runtime error")
GRACE_SECONDS = 20


class DbtOperator(BaseOperator):
    """One command of dbt: `run`, `test`, `seed`, `snapshot`, `build`, …

    What dbt writes goes to a folder of the task's own, so that the project may lie where nothing can be written, as the
    DAG folder of MWAA. Host, user and password come from Redshift Serverless and Secrets Manager by the environment that
    profiles.yml reads, and are kept nowhere. The result is a count of nodes by status.
    """

    template_fields = ("select", "exclude", "variables")
    ui_color = "#ffe9e0"

    def __init__(
        self,
        *,
        command: str,
        project_dir: str,
        workgroup: str,
        secret: str = "",
        database: str = "dev",
        select: str = "",
        exclude: str = "",
        variables: dict | None = None,
        full_refresh: bool = False,
        **kwargs,
    ) -> None:
        super().__init__(**kwargs)
        self.command = command
        self.project_dir = project_dir
        self.workgroup = workgroup
        self.secret = secret
        self.database = database
        self.select = select
        self.exclude = exclude
        self.variables = variables or {}
        self.full_refresh = full_refresh
        self._process: subprocess.Popen | None = None

    def execute(self, context):
        folder = Path(tempfile.mkdtemp(prefix="dbt-"))
        try:
            code = self._run(self._arguments(folder))
            return self._summary(folder / "target" / "run_results.json", code)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def on_kill(self) -> None:
        """Interrupts dbt, which then cancels its queries; what does not end by itself is killed."""
        if self._process is None or self._process.poll() is not None:
            return
        os.killpg(self._process.pid, signal.SIGINT)
        try:
            self._process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)

    def _arguments(self, folder: Path) -> list[str]:
        arguments = [dbt_program(), "--no-use-colors", "--no-send-anonymous-usage-stats"]
        arguments += [self.command, "--project-dir", self.project_dir, "--profiles-dir", self.project_dir]
        arguments += ["--target-path", str(folder / "target"), "--log-path", str(folder / "logs")]
        if self.select:
            arguments += ["--select", *self.select.split()]
        if self.exclude:
            arguments += ["--exclude", *self.exclude.split()]
        if self.variables:
            arguments += ["--vars", json.dumps(self.variables)]
        if self.full_refresh:
            arguments.append("--full-refresh")
        return arguments

    def _run(self, arguments: list[str]) -> int:
        self.log.info("dbt %s in %s", self.command, self.project_dir)
        self._process = subprocess.Popen(
            arguments,
            env={**os.environ, **warehouse_environment(self.workgroup, self.database, self.secret)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        for line in self._process.stdout:
            self.log.info("%s", line.rstrip())
        return self._process.wait()

    def _summary(self, results: Path, code: int) -> dict[str, int]:
        """Counts of nodes by status. Raises with the names of those that failed."""
        nodes = json.loads(results.read_text())["results"] if results.exists() else []
        failed = [node["unique_id"] for node in nodes if node["status"] in BAD]
        if failed:
            raise AirflowException(f"dbt {self.command}: {len(failed)} failed: {', '.join(sorted(failed))}")
        if code != 0:
            raise AirflowException(f"dbt {self.command} ended with {code}; its last lines say why")
        return dict(Counter(node["status"] for node in nodes))
