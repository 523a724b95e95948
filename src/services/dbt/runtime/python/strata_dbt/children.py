"""The invocations that wait and run: each in a process of its own, one after the other in each lane."""

import json
import os
import selectors
import signal
import subprocess
import sys
import time

from strata_dbt import invocation
from strata_dbt.run_folder import FINAL, now_ms, read_run, update_run

CAN_FORK = hasattr(os, "fork")
# Without a pipe to wait on (Windows) children are looked at this often.
POLL_SECONDS = 0.05
STOP_GRACE_SECONDS = 5


class Child:
    """What was asked to run, and its process once it has one."""

    def __init__(self, request, on_end):
        self.request = request
        self.on_end = on_end
        self.folder = request["run"]
        self.lane = request["lane"]
        self.pid = None
        self.process = None
        self.pipe = None
        self.kill_at = None

    def signal(self, how):
        """``interrupt`` asks it to end, ``kill`` ends it and what it has started."""
        try:
            if self.process and how == "interrupt":
                self.process.send_signal(signal.CTRL_BREAK_EVENT)
            elif self.process:
                self.process.kill()
            elif how == "interrupt":
                os.kill(self.pid, signal.SIGINT)
            else:
                os.killpg(self.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass  # it ended by itself


class Children:
    """Starts, ends and looks after processes for one loop; all of it in the loop's thread."""

    def __init__(self, selector):
        self._selector = selector
        self._all = []

    def __bool__(self):
        return bool(self._all)

    def pause(self):
        """How long the loop may wait before it must look again, in seconds."""
        return POLL_SECONDS if not CAN_FORK or any(each.kill_at for each in self._all) else 30

    def add(self, child):
        self._all.append(child)
        self._start_waiting()

    def of(self, folder):
        return [each for each in self._all if each.folder == folder]

    def stop(self, child):
        """Asks dbt to cancel its statements and to end; after a while it is ended."""
        if child not in self._all:
            return
        if not child.pid:
            self._finish(child, "stopped")
        elif not child.kill_at:
            update_run(child.folder, state="stopping")
            child.kill_at = time.monotonic() + STOP_GRACE_SECONDS
            child.signal("interrupt")

    def look_after(self):
        """Notices whose process has ended, ends those that were asked in vain, starts what waited."""
        for each in list(self._all):
            if not each.pid:
                continue
            if each.kill_at and time.monotonic() > each.kill_at:
                each.signal("kill")
            if self._has_ended(each):
                self._finish(each, "stopped" if each.kill_at else "interrupted")
        self._start_waiting()

    def interrupt_all(self):
        for each in self._all:
            update_run(each.folder, state="interrupted", endedAt=now_ms())
            if each.pid:
                each.signal("kill")

    def _finish(self, child, state_of_killed):
        """A process that was killed could not say how its run ended."""
        self._all.remove(child)
        if (read_run(child.folder) or {}).get("state") not in FINAL:
            update_run(child.folder, state=state_of_killed, endedAt=now_ms())
        child.on_end(child)

    def _start_waiting(self):
        busy = {each.lane for each in self._all if each.pid}
        for each in self._all:
            if each.pid or each.lane in busy:
                continue
            busy.add(each.lane)
            if CAN_FORK:
                self._fork(each)
            else:
                _spawn(each)

    def _fork(self, child):
        alive, held = os.pipe()
        lifeline, our_end = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(alive)
            os.close(our_end)
            self._become(child, lifeline)
        os.close(held)
        os.close(lifeline)
        child.pid, child.pipe = pid, (alive, our_end)
        # Its end closes the pipe, which wakes the loop.
        self._selector.register(alive, selectors.EVENT_READ, lambda _: None)

    def _become(self, child, lifeline):
        """The forked process, from here to its end."""
        code = 2
        try:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.default_int_handler)
            # A group of its own, so that whatever it starts can be ended with it.
            os.setpgid(0, 0)
            self._close_inherited()
            _write_output_to(os.path.join(child.folder, "output.log"))
            code = invocation.run(child.request, lifeline)
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            # Neither the resident's own clean-up, nor dbt's pools that wait for their threads.
            os._exit(code)

    def _close_inherited(self):
        """The forked process keeps no connection, and no end of the pipes of the others."""
        for key in list(self._selector.get_map().values()):
            os.close(key.fd)
        self._selector.close()
        for each in self._all:
            if each.pipe:
                os.close(each.pipe[1])

    def _has_ended(self, child):
        if child.process:
            return child.process.poll() is not None
        pid, _ = os.waitpid(child.pid, os.WNOHANG)
        if pid == 0:
            return False
        # What it started and left behind, such as the git of `deps`.
        child.signal("kill")
        alive, our_end = child.pipe
        self._selector.unregister(alive)
        os.close(alive)
        os.close(our_end)
        return True


def _spawn(child):
    """Where there is no fork: a process that imports dbt itself."""
    with open(os.path.join(child.folder, "output.log"), "ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "strata_dbt", "--invoke"],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=output,
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )
    process.stdin.write(json.dumps(child.request).encode() + b"\n")
    process.stdin.flush()
    child.process, child.pid = process, process.pid


def _write_output_to(path):
    """What dbt, adapters and Python itself print goes into the run's folder."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    os.close(descriptor)
