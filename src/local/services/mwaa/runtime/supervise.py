"""Runs the programs of one Airflow, and ends all of them with whoever started this one.

Standard input carries a JSON object a line, `{"start": NAME, "argv": [...], "log": FILE}`; when it is closed, however the
process at its other end has gone, everything that runs is ended, down to what tasks have started.
Standard output tells, a JSON object a line, `{"name": NAME, "pid": N}` of a start and `{"name": NAME, "code": N}` of an
end (minus the signal's number for one that was killed).
"""

import ctypes
import json
import os
import selectors
import signal
import sys

import psutil

PR_SET_CHILD_SUBREAPER = 36


def adopt_orphans() -> None:
    """Makes what children leave behind children of this process; Linux only, elsewhere the tree is what can be seen."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def tell(**event: object) -> None:
    try:
        print(json.dumps(event), flush=True)
    except BrokenPipeError:
        # Nobody listens any more; standard input ends as well.
        pass


def start(argv: list[str], log: str) -> int:
    """Starts a program whose output goes to the end of a file. Returns its process id."""
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        return os.posix_spawn(
            argv[0],
            argv,
            os.environ,
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_DUP2, output, 1),
                (os.POSIX_SPAWN_DUP2, output, 2),
            ],
        )
    finally:
        os.close(output)


def reap(names: dict[int, str]) -> None:
    """Tells of the programs that have ended."""
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        name = names.pop(pid, None)
        if name is not None:
            end_strays(names)
            tell(name=name, code=os.waitstatus_to_exitcode(status))


def end_strays(names: dict[int, str]) -> None:
    """Kills what a program that has ended left behind: the tasks of a scheduler are begun anew by the next one."""
    for child in psutil.Process().children():
        if child.pid not in names:
            kill([*child.children(recursive=True), child])


def kill(processes: list[psutil.Process]) -> None:
    for process in processes:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue


def end_all() -> None:
    """Kills at once whatever is below this process. Airflow's state is in its database, which survives that: tasks that
    were under way are begun anew by the next scheduler, where an orderly end would mark them as failed."""
    own = psutil.Process()
    while children := own.children(recursive=True):
        kill(children)
        psutil.wait_procs(children, timeout=5)


def main() -> None:
    adopt_orphans()
    names: dict[int, str] = {}
    woken, wakes = os.pipe()
    os.set_blocking(wakes, False)
    signal.set_wakeup_fd(wakes)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    os.set_blocking(0, False)
    with selectors.DefaultSelector() as selector:
        selector.register(0, selectors.EVENT_READ)
        selector.register(woken, selectors.EVENT_READ)
        pending = b""
        while True:
            for key, _ in selector.select():
                data = os.read(key.fd, 65536)
                if key.fd == woken:
                    reap(names)
                    continue
                if not data:
                    return
                *lines, pending = (pending + data).split(b"\n")
                for line in lines:
                    command = json.loads(line)
                    pid = start(command["argv"], command["log"])
                    names[pid] = command["start"]
                    tell(name=command["start"], pid=pid)


if __name__ == "__main__":
    try:
        main()
    finally:
        end_all()
