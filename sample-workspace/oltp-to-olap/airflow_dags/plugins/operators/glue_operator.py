"""Runs a job of Glue once for each run of a DAG, however often the task is tried."""

from airflow.providers.amazon.aws.operators.glue import GlueJobOperator

GOES_ON = ("STARTING", "RUNNING", "WAITING")
MARK = "--airflow_run"


class GlueOperator(GlueJobOperator):
    """Starts a job that stands in Glue already and waits for its end, its log among the task's own.

    A task that is tried again after its worker was lost finds the run that it had started, by an argument that names
    the DAG's run, and goes on waiting for it: the job does not run twice at the same time. Clearing or stopping the task
    stops the run.
    """

    def __init__(self, *, job_name: str, script_args: dict | None = None, **kwargs) -> None:
        kwargs.setdefault("verbose", True)
        kwargs.setdefault("stop_job_run_on_kill", True)
        kwargs.setdefault("job_poll_interval", 2)
        super().__init__(job_name=job_name, script_args=script_args, **kwargs)

    def execute(self, context):
        mark = f"{context['ti'].dag_id}/{context['run_id']}/{context['ti'].task_id}"
        known = self._run_with(mark)
        if known is None:
            self.script_args = {**self.script_args, MARK: mark}
            return super().execute(context)
        self.log.info("Run %s of %s goes on since an earlier try", known, self.job_name)
        self._job_run_id = known
        self.hook.job_completion(self.job_name, known, self.verbose, self.sleep_before_return)
        return known

    def _run_with(self, mark: str) -> str | None:
        """The run of an earlier try that has not ended yet."""
        runs = self.hook.conn.get_job_runs(JobName=self.job_name, MaxResults=20)["JobRuns"]
        for run in runs:
            if run["JobRunState"] in GOES_ON and run.get("Arguments", {}).get(MARK) == mark:
                return run["Id"]
        return None
