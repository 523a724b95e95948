"""One invocation of dbt, in a process of its own: forked from the resident, or started by it where there is no fork."""

import json
import os
import signal
import sys
import threading
import traceback

from strata_dbt.events import compact
from strata_dbt.run_folder import EventLog, now_ms, update_run
from strata_dbt.selection import tell_selection
from strata_dbt.table import write_table
from strata_dbt.types import keep_types


def run_from_stdin():
    """Runs what the first line of standard input describes; the resident holds the other end open while it lives."""
    request = json.loads(sys.stdin.readline())
    return run(request, sys.stdin.fileno())


def run(request, lifeline):
    """Runs dbt and keeps what happens in the run's folder.

    :param request: ``run`` (the folder), ``cwd``, ``args`` and ``env``
    :param lifeline: a descriptor at whose end of file the resident is gone
    :returns: the exit code as dbt's own command has it: 0, 1 for failures, 2 for an error
    """
    folder = request["run"]
    os.environ.clear()
    os.environ.update(request["env"])
    os.chdir(request["cwd"])
    _watch(lifeline, folder)
    update_run(folder, state="running", startedAt=now_ms(), pid=os.getpid())
    log = EventLog(folder)
    try:
        code, changes = _invoke(request["args"], folder, log)
    except KeyboardInterrupt:
        code, changes = 1, {"state": "stopped"}
    except BaseException:  # whatever dbt or an adapter let through ends the run, in its own words
        text = traceback.format_exc()
        log.add({"at": now_ms(), "name": "Crash", "level": "error", "message": text})
        code, changes = 2, {"state": "failed", "error": text.strip().splitlines()[-1]}
    log.close()
    update_run(folder, **{"exitCode": code, "endedAt": now_ms(), **changes})
    return code


def _invoke(args, folder, log):
    from dbt.cli.main import dbtRunner

    interrupted = []
    previous = signal.getsignal(signal.SIGINT)

    def on_interrupt(number, frame):
        interrupted.append(True)
        signal.default_int_handler(number, frame)

    signal.signal(signal.SIGINT, on_interrupt)

    told = []

    def keep(event):
        kept = compact(event)
        if event.info.name == "MainEncounteredError":
            told.append(True)
        if kept:
            log.add(kept)

    tell_selection(log)
    keep_types()
    outcome = dbtRunner(callbacks=[keep]).invoke(args)
    signal.signal(signal.SIGINT, previous)
    if interrupted:
        return 1, {"state": "stopped"}
    if outcome.success:
        return 0, {"state": "succeeded", **_result_of(args, outcome.result, folder)}
    if outcome.exception is not None:
        error = str(outcome.exception) or type(outcome.exception).__name__
        # What is wrong with the command line itself is in no event.
        if not told:
            log.add({"at": now_ms(), "name": "Failure", "level": "error", "message": error})
        return 2, {"state": "failed", "error": error}
    _keep_results(outcome.result, folder)
    return 1, {"state": "failed", "error": _failures_of(outcome.result)}


def _keep_results(result, folder):
    """Leaves what ``dbt retry --state`` goes on from, as the next command replaces it in the target folder."""
    write = getattr(result, "write", None)
    if write:
        write(os.path.join(folder, "run_results.json"))


def _result_of(args, result, folder):
    """What a command gives besides its events: names of nodes, rows, compiled SQL."""
    command = next((each for each in args if not each.startswith("-")), "")
    if command in ("list", "ls") and isinstance(result, list):
        return {"output": "\n".join(result)}
    results = getattr(result, "results", None) or []
    if command not in ("show", "compile") or len(results) != 1:
        return {}
    compiled = {"compiled": getattr(results[0].node, "compiled_code", None)}
    if command == "compile":
        return compiled
    return {**compiled, "columns": write_table(results[0].agate_table, os.path.join(folder, "rows.csv"))}


def _failures_of(result):
    """How many nodes did not succeed, and the first of them in dbt's own words."""
    results = [each for each in getattr(result, "results", None) or [] if hasattr(each, "status")]
    failed = [each for each in results if str(each.status) in ("error", "fail", "runtime error")]
    if not failed:
        return "dbt did not succeed."
    first = failed[0]
    name = getattr(getattr(first, "node", None), "name", None)
    text = f"{name}: {first.message}" if name else str(first.message)
    return text if len(failed) == 1 else f"{len(failed)} nodes failed. {text}"


def _watch(lifeline, folder):
    """Ends this process when the resident is gone: nobody else would say how the run ended."""

    def wait():
        while os.read(lifeline, 4096):
            pass
        update_run(folder, state="interrupted", endedAt=now_ms())
        os._exit(3)

    threading.Thread(target=wait, daemon=True).start()
