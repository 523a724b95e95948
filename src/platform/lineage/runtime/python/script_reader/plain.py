"""Python's own values and functions, as far as they decide what a text says."""

from __future__ import annotations

import ast
import operator
from dataclasses import dataclass
from typing import Any

import expressions
from values import OPEN, UNKNOWN, Alternatives, Chain, Given, Instance, one_of, text_of


@dataclass(frozen=True)
class Method:
    """A method of a plain value."""

    owner: Any
    name: str


text_methods = {
    *("capitalize", "casefold", "endswith", "format", "join", "lower", "lstrip", "partition", "removeprefix"),
    *("removesuffix", "replace", "rpartition", "rsplit", "rstrip", "split", "splitlines", "startswith", "strip"),
    *("title", "upper", "zfill"),
}
operators = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.BitOr: operator.or_,
}
comparisons = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda a, b: a in b,
    ast.NotIn: lambda a, b: a not in b,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
}


def is_settled(value: Any) -> bool:
    """Whether the value is the same in every run."""
    if isinstance(value, (Chain, Alternatives, Given, expressions.Environment)):
        return False
    if isinstance(value, str):
        return UNKNOWN not in value
    if isinstance(value, (list, tuple, set)):
        return all(is_settled(each) for each in value)
    if isinstance(value, dict):
        return all(is_settled(each) for each in value.values())
    return True


def compare(op: ast.cmpop, left: Any, right: Any) -> Any:
    try:
        return comparisons[type(op)](left, right)
    except (TypeError, KeyError):
        return Chain("")


def combined(op: ast.operator, left: Any, right: Any) -> Any:
    if isinstance(op, ast.Add) and (isinstance(left, str) or isinstance(right, str)):
        return text_of(left) + text_of(right)
    if isinstance(op, ast.Mod) and isinstance(left, str):
        return percent(left, right)
    if isinstance(op, ast.Div) and (isinstance(left, Chain) or isinstance(right, Chain)):
        # Paths are joined by a stroke too.
        source = left.source if isinstance(left, Chain) else None
        return Chain("", (), source)
    if isinstance(left, list) and isinstance(right, list) and isinstance(op, ast.Add):
        return [*left, *right]
    if isinstance(op, ast.Mult) and (isinstance(left, (str, list)) or isinstance(right, (str, list))):
        return Chain("")
    try:
        return operators[type(op)](left, right)
    except (TypeError, ValueError, KeyError, ZeroDivisionError, OverflowError):
        return Chain("")


def percent(text: str, values: Any) -> str:
    given = values if isinstance(values, (tuple, dict)) else (values,)
    shown = {key: text_of(each) for key, each in given.items()} if isinstance(given, dict) else tuple(map(text_of, given))
    try:
        return text % shown
    except (TypeError, ValueError, KeyError):
        return UNKNOWN


def item(owner: Any, key: Any) -> Any:
    if isinstance(owner, Chain):
        return owner.then("item", owner.source)
    if isinstance(owner, expressions.Environment):
        return owner.get(key) if key in owner else Chain(f"env:{text_of(key)}")
    if isinstance(owner, dict):
        if isinstance(key, Given) and len(owner) > 1 and key in owner:
            # Another caller may ask for another one.
            return one_of([owner[key], *owner.values()])
        if isinstance(key, (str, int)) and key in owner:
            return owner[key]
        return one_of(list(owner.values())) if owner and not is_settled(key) else Chain(text_of(key))
    if isinstance(owner, (list, tuple, str)) and isinstance(key, int):
        return owner[key] if -len(owner) <= key < len(owner) else Chain("")
    if isinstance(owner, (list, tuple)) and owner:
        return one_of(list(owner))
    return Chain("")


def sliced(owner: Any, parts: list[Any]) -> Any:
    if isinstance(owner, str) and OPEN in owner:
        # What stands between the marks is not what is cut; where the cut is, nobody knows.
        return owner + UNKNOWN
    if isinstance(owner, (list, tuple, str)) and all(part is None or isinstance(part, int) for part in parts):
        return owner[slice(*parts)]
    return owner if isinstance(owner, Chain) else Chain("")


def call_method(walk, method: Method, args: list[Any], kwargs: dict[str, Any]) -> Any:
    owner, name = method.owner, method.name
    if isinstance(owner, str):
        return text_method(owner, name, args, kwargs)
    if isinstance(owner, dict):
        return mapping_method(owner, name, args)
    if isinstance(owner, list):
        if name == "append" and args:
            owner.append(args[0])
        elif name == "extend" and args:
            owner.extend(expressions.items_of(args[0])[:200])
        elif name == "copy":
            return list(owner)
        elif name == "pop":
            return owner[-1] if owner else Chain("")
        return None
    return Chain(name)


def text_method(owner: str, name: str, args: list[Any], kwargs: dict[str, Any]) -> Any:
    if name not in text_methods:
        return Chain("")
    if name in ("startswith", "endswith") and any(mark in owner for mark in (UNKNOWN, OPEN)):
        # Its end, or its beginning, is only known when it runs.
        return Chain("")
    if name == "join" and args:
        return owner.join(text_of(each) for each in expressions.items_of(args[0]))
    shown = [text_of(each) if isinstance(each, (str, Chain)) else each for each in args]
    named = {key: text_of(value) if isinstance(value, (str, Chain)) else value for key, value in kwargs.items()}
    try:
        return getattr(owner, name)(*shown, **named)
    except (TypeError, ValueError, IndexError, KeyError, AttributeError):
        return Chain("")


def mapping_method(owner: dict[Any, Any], name: str, args: list[Any]) -> Any:
    if name == "get" and args:
        found = item(owner, args[0]) if not is_settled(args[0]) or args[0] in owner else None
        if found is None:
            is_open = isinstance(owner, expressions.Environment)
            return args[1] if len(args) > 1 else Chain("") if is_open else None
        return found
    if name == "items":
        return list(owner.items())
    if name == "values":
        return list(owner.values())
    if name == "keys":
        return list(owner)
    if name == "copy":
        return dict(owner)
    if name == "setdefault" and args:
        return owner.setdefault(args[0], args[1] if len(args) > 1 else None)
    if name == "update" and args and isinstance(args[0], dict):
        owner.update(args[0])
    elif name == "pop" and args:
        return owner.get(args[0], args[1] if len(args) > 1 else Chain(""))
    return None


def _length(walk, args: list[Any], kwargs: dict[str, Any]) -> Any:
    value = args[0] if args else None
    return len(value) if isinstance(value, (list, tuple, dict, str)) and is_settled(value) else Chain("")


def _same(walk, args: list[Any], kwargs: dict[str, Any]) -> Any:
    return args[0] if args else []


def _list(walk, args: list[Any], kwargs: dict[str, Any]) -> Any:
    return args[0] if args and isinstance(args[0], Chain) else list(expressions.items_of(args[0])) if args else []


def _dict(walk, args: list[Any], kwargs: dict[str, Any]) -> Any:
    start = args[0] if args else {}
    pairs = start if isinstance(start, dict) else {}
    if isinstance(start, list):
        pairs = {each[0]: each[1] for each in start if isinstance(each, tuple) and len(each) == 2}
    return {**pairs, **kwargs}


def _one(walk, args: list[Any], kwargs: dict[str, Any]) -> Any:
    """The largest or the smallest of what is given: any of them, as far as this reader can tell."""
    items = expressions.items_of(args[0]) if len(args) == 1 else list(args)
    return one_of(items) if items else Chain("")


def _text(walk, args: list[Any], kwargs: dict[str, Any]) -> Any:
    return args[0] if args and isinstance(args[0], (str, Chain, Alternatives)) else text_of(args[0]) if args else ""


def _zip(walk, args: list[Any], kwargs: dict[str, Any]) -> Any:
    return list(zip(*[expressions.items_of(each) for each in args]))


def _enumerate(walk, args: list[Any], kwargs: dict[str, Any]) -> Any:
    return list(enumerate(expressions.items_of(args[0]))) if args else []


def _map(walk, args: list[Any], kwargs: dict[str, Any]) -> Any:
    return [walk.call(args[0], [each], {}, None) for each in expressions.items_of(args[1])[:200]] if len(args) > 1 else []


def _get_attribute(walk, args: list[Any], kwargs: dict[str, Any]) -> Any:
    if len(args) > 1 and isinstance(args[0], Instance) and isinstance(args[1], str):
        return expressions.get_attribute(walk, args[0], args[1])
    return Chain("")


builtins = {
    "len": _length,
    "sorted": _list,
    "list": _list,
    "tuple": _list,
    "set": _list,
    "frozenset": _list,
    "reversed": _list,
    "iter": _same,
    "max": _one,
    "min": _one,
    "next": _one,
    "dict": _dict,
    "str": _text,
    "zip": _zip,
    "enumerate": _enumerate,
    "map": _map,
    "filter": lambda walk, args, kwargs: args[1] if len(args) > 1 else [],
    "getattr": _get_attribute,
}
