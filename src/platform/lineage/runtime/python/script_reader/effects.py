"""What a call does with data, by the names of the libraries that data pipelines use.

An effect is `{"kind": "read" | "write" | "run", "line", ...}` with one of: `path` (an S3 address), `catalog` (a database
and a table), `table` (as Spark names it), `jdbc` (a connection or address, and a table), `sql` (a statement, with the
engine that takes it), `job` (what is started, by its service and name). Texts hold the marks of values.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aws
import frames
from values import Call, Chain, texts_of

if TYPE_CHECKING:
    from interpreter import Interpreter


class Effects:
    """The effects of one script, each once, at the line of the script itself that leads to it."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[dict[str, Any]] = []

    def called(self, walk: Interpreter, function: Chain, call: Call) -> Any:
        """Notes what the call does; gives what it stands for."""
        for handler in (aws.called, frames.called):
            answer = handler(self, walk, function, call)
            if answer is not None:
                return answer
        # What is done with a listing is done with what was listed.
        given = next((arg for arg in call.args if isinstance(arg, Chain) and arg.source), None)
        return function.then(call, function.source or (given.source if given else None))

    def note(self, walk: Interpreter, kind: str, **what: Any) -> None:
        """@param what values whose texts are taken; one effect for each way in which they may be"""
        ways: list[dict[str, str]] = [{}]
        for name, value in what.items():
            if value is None:
                continue
            texts = texts_of(value)
            if not texts:
                return
            ways = [{**way, name: text} for way in ways for text in texts]
        file, line = self.place(walk)
        for way in ways:
            effect = {"kind": kind, **way, "file": file, "line": line}
            if effect not in self.found:
                self.found.append(effect)

    def place(self, walk: Interpreter) -> tuple[str, int]:
        """The innermost line of the script itself: what a helper does, the line that asks for it does."""
        own = [place for place in walk.stack if place[0] == self.file]
        return own[-1] if own else walk.stack[-1] if walk.stack else (self.file, 1)
