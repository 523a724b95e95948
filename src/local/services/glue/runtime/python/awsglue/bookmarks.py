"""What earlier runs of a job have read: by source (its transformation_ctx), which files, or up to which key.

https://docs.aws.amazon.com/glue/latest/dg/monitor-continuations.html
"""

import json
import os
import sys
import time

# How the state comes in and goes out.
STATE_FILE = "STRATA_JOB_BOOKMARK_FILE"

# Glue's maxBand: files that are younger than this when they are read are remembered one by one.
_BAND_MS = 900_000


class Bookmarks:
    """The state of a job's bookmarks during one run. `mode` is Glue's: job-bookmark-enable, -pause or -disable."""

    def __init__(self, mode, file, run):
        self._file = file
        self._run = run
        self._writes = mode == "job-bookmark-enable"
        self._states = _read(file)
        self._pending = {}

    def state(self, ctx):
        """What was committed for the source, an empty dictionary at first."""
        return self._states.get(ctx, {})

    def note(self, ctx, state):
        """What is to be committed for the source when the job is."""
        self._pending[ctx] = state

    def commit(self):
        """Writes the state for the next run, whole or not at all."""
        if not self._writes:
            return
        self._states = {**self._states, **self._pending}
        self._pending = {}
        text = json.dumps({"version": 1, "run": self._run, "states": self._states})
        beside = f"{self._file}.{os.getpid()}"
        with open(beside, "w", encoding="utf-8") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        os.replace(beside, self._file)


_current = None


def start(args):
    """Reads the state that the job's arguments ask for; to be called by Job.init."""
    global _current
    _current = None
    mode = args.get("job_bookmark_option") or args.get("job-bookmark-option") or "job-bookmark-disable"
    if mode == "job-bookmark-disable":
        return
    if args.get("job_bookmark_from") or args.get("job_bookmark_to"):
        raise ValueError(
            "--job-bookmark-from and --job-bookmark-to are not supported by the local Glue runtime: it keeps the state "
            "of the last run. Reset the bookmark to read everything."
        )
    file = os.environ.get(STATE_FILE)
    if not file:
        print(
            f"WARN Job bookmarks are on, but nothing keeps their state ({STATE_FILE} is not set): everything is read.",
            file=sys.stderr,
        )
        return
    _current = Bookmarks(mode, file, args.get("JOB_RUN_ID"))


def commit():
    """Keeps what the run has read; to be called by Job.commit."""
    if _current:
        _current.commit()


def current(ctx):
    """The bookmarks of this run, or None when there are none for a source of this transformation_ctx."""
    return _current if ctx else None


def new_files(ctx, files, options, now_ms=None):
    """Those of the files that no committed run has read in this form, the oldest first.

    A file is new when it was written after those that were read, or when it was written again: by time, as in Glue.
    `options`: maxBand (ms), maxFilesInBand, boundedFiles, boundedSize (bytes).
    """
    bookmarks = current(ctx)
    state = bookmarks.state(ctx) if bookmarks else {}
    seen, low_water = state.get("seen", {}), state.get("lowWater", -1)
    fresh = [f for f in files if f.modified > low_water and seen.get(f.path) != [f.modified, f.size]]
    fresh.sort(key=lambda f: (f.modified, f.path))
    now = int(time.time() * 1000) if now_ms is None else now_ms
    band = int(options.get("maxBand", _BAND_MS))
    taken = _bounded(fresh, options, now - band)
    if bookmarks:
        left = fresh[len(taken)].modified - 1 if len(taken) < len(fresh) else now - band
        low = max(low_water, min(left, now - band))
        kept = {**seen, **{f.path: [f.modified, f.size] for f in taken}}
        bookmarks.note(ctx, {"lowWater": low, "seen": {path: at for path, at in kept.items() if at[0] > low}})
    return taken


def _bounded(files, options, band_start):
    files_left = int(options.get("boundedFiles") or sys.maxsize)
    bytes_left = int(options.get("boundedSize") or sys.maxsize)
    in_band = int(options.get("maxFilesInBand") or sys.maxsize)
    taken = []
    for file in files:
        in_band -= file.modified > band_start
        files_left -= 1
        bytes_left -= file.size
        # One file too big for the bound is still read alone: otherwise no run would ever come past it.
        if files_left < 0 or in_band < 0 or (bytes_left < 0 and taken):
            break
        taken.append(file)
    return taken


def _read(file):
    try:
        with open(file, encoding="utf-8") as text:
            content = json.load(text)
    except FileNotFoundError:
        return {}
    # What a reset leaves is an empty object.
    return content.get("states", {})
