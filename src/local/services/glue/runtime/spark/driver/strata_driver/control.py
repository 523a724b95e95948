"""Standard input belongs to the endpoint: it brings the job, and its end means that the endpoint is gone."""

import json
import os
import signal
import threading


def take_stdin():
    """The stream of orders; the script itself finds an empty standard input, as on Glue."""
    orders = os.fdopen(os.dup(0), "r", encoding="utf-8")
    empty = os.open(os.devnull, os.O_RDONLY)
    os.dup2(empty, 0)
    os.close(empty)
    return orders


def next_job(orders):
    """Waits for the job; None when there will be none."""
    line = orders.readline()
    return json.loads(line) if line.strip() else None


def end_with_parent(orders):
    """From now on the process and all that it started end when the endpoint does."""

    def watch():
        while orders.readline():
            pass
        if hasattr(os, "killpg") and os.getpgrp() == os.getpid():
            os.killpg(os.getpid(), signal.SIGKILL)
        os._exit(1)

    threading.Thread(target=watch, name="endpoint watch", daemon=True).start()
