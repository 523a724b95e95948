"""A run's folder: ``run.json`` says what it is and how it stands, ``events.jsonl`` what happened, a line an event."""

import json
import os
import tempfile
import time

# A process takes less time to start than this.
QUEUED_BEFORE_MS = 60_000
FINAL = ("succeeded", "failed", "stopped", "interrupted")


def now_ms():
    """Milliseconds since the epoch."""
    return int(time.time() * 1000)


def read_run(folder):
    """The content of ``run.json``; None when there is none, or not a whole one."""
    try:
        with open(os.path.join(folder, "run.json"), encoding="utf-8") as file:
            return json.load(file)
    except (OSError, ValueError):
        return None


def update_run(folder, **changes):
    """Changes members of ``run.json``, all or none. A run that is over stays as it ended."""
    run = read_run(folder) or {}
    if run.get("state") in FINAL:
        return
    run.update(changes)
    write_whole(os.path.join(folder, "run.json"), json.dumps(run))


def write_whole(path, text, mode=0o600):
    """Writes beside, syncs and renames, so that a reader finds the old text or the new one."""
    handle, beside = tempfile.mkstemp(dir=os.path.dirname(path), suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(beside, mode)
        os.replace(beside, path)
    except BaseException:
        os.unlink(beside)
        raise


def interrupt_unfinished(runs, resident):
    """Marks the unfinished runs of an earlier process as interrupted; one that was queued just now is for this one."""
    try:
        names = os.listdir(runs)
    except FileNotFoundError:
        return
    for name in names:
        folder = os.path.join(runs, name)
        run = read_run(folder)
        if not run or run.get("resident") != resident:
            continue
        if run.get("state") != "queued" or now_ms() - run.get("queuedAt", 0) > QUEUED_BEFORE_MS:
            update_run(folder, state="interrupted", endedAt=now_ms())


class EventLog:
    """Appends events to ``events.jsonl``; each line is whole, and on its way to the disk when ``add`` returns."""

    def __init__(self, folder):
        self._file = open(os.path.join(folder, "events.jsonl"), "ab", buffering=0)

    def add(self, event):
        self._file.write(json.dumps(event, default=str).encode() + b"\n")

    def close(self):
        os.fsync(self._file.fileno())
        self._file.close()
