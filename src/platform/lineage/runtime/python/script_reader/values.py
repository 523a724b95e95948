"""What a name may stand for while a script is read.

Plain Python values stand for themselves. What is only known when the script runs is a `Chain`: where it came from and
what was done with it, such as `spark.read.option("header", True)`. Formatted into a text it leaves a mark in it.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import Any

# A part of a text that is not known: private use, so that no script's own text has it.
UNKNOWN = "\ue000"
# Around what a part of a text stands for, such as the location of a catalog table.
OPEN, CLOSE = "\ue001", "\ue002"
MOST_ALTERNATIVES = 12


class Given(str):
    """A job's argument or variable: its default, which a caller may replace."""


@dataclass(frozen=True)
class Call:
    """A call in a chain."""

    args: tuple[Any, ...]
    kwargs: dict[str, Any]


@dataclass(frozen=True)
class Chain:
    """An unknown value: a name from outside, the attributes and calls that lead to it, and what data it stands for."""

    root: str
    steps: tuple[str | Call, ...] = ()
    # What it stands for in a text: `glue:database.table` or an S3 location.
    source: str | None = None

    def then(self, step: str | Call, source: str | None = None) -> Chain:
        return Chain(self.root, (*self.steps, step), source)

    def names(self) -> list[str]:
        return [self.root, *[step for step in self.steps if isinstance(step, str)]]

    def calls(self, name: str) -> list[Call]:
        """The calls of one method along the way, first to last."""
        pairs = zip((self.root, *self.steps), self.steps)
        return [step for before, step in pairs if isinstance(step, Call) and before == name]

    def __str__(self) -> str:
        return UNKNOWN if self.source is None else f"{OPEN}{self.source}{CLOSE}"


@dataclass(frozen=True)
class Alternatives:
    """One of several values, as after an `if` that cannot be decided."""

    values: tuple[Any, ...]


@dataclass
class Module:
    """A file of the script's own."""

    name: str
    file: str
    names: dict[str, Any] = field(default_factory=dict)


@dataclass
class Function:
    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    module: Module
    closure: dict[str, Any]
    bound: Any = None


@dataclass
class Class:
    node: ast.ClassDef
    module: Module
    members: dict[str, Any]
    bases: list[Any]
    # Of a dataclass, in order.
    fields: list[str]


@dataclass
class Instance:
    of: Class
    attributes: dict[str, Any]


def one_of(values: list[Any]) -> Any:
    """The value that all are, or their alternatives."""
    flat: list[Any] = []
    for value in values:
        for each in value.values if isinstance(value, Alternatives) else (value,):
            if not any(each is known or same(each, known) for known in flat):
                flat.append(each)
    if len(flat) == 1:
        return flat[0]
    return Alternatives(tuple(flat[:MOST_ALTERNATIVES]))


def same(a: Any, b: Any) -> bool:
    try:
        return type(a) is type(b) and bool(a == b)
    except RecursionError:
        return False


def text_of(value: Any) -> str:
    """A value as a part of a text."""
    if isinstance(value, (str, int, float, bool)) or value is None:
        return str(value)
    if isinstance(value, Chain):
        return str(value)
    return UNKNOWN


def texts_of(value: Any) -> list[str]:
    """All texts that a value may be; none where it is no text at all."""
    if isinstance(value, Alternatives):
        return [text for each in value.values for text in texts_of(each)]
    if isinstance(value, (str, Chain)):
        return [text_of(value)]
    return []
