"""Paths to the fields of a record: `a.b`, `` `name.with.dots` ``, `list[].price`."""

import re

# The element of an array, on a path. No field is called this.
ELEMENT = "\0[]"

_PART = re.compile(r"`((?:[^`]|``)+)`|([^.`\[\]]+(?:\[[^\]]+\][^.`\[\]]*)*)|(\[\])")


def parse_path(text):
    """The names along a path. Raises ValueError for what is not one."""
    parts = []
    at = 0
    while at < len(text):
        match = _PART.match(text, at)
        if not match:
            raise ValueError(f"{text!r} is not a path of fields: put a name that has dots or brackets into back-quotes")
        quoted, plain, element = match.groups()
        parts.append(ELEMENT if element else plain if plain is not None else quoted.replace("``", "`"))
        at = match.end()
        if at < len(text) and text[at] == ".":
            at += 1
            if at == len(text):
                raise ValueError(f"{text!r} is not a path of fields: it ends with a dot")
    if not parts or parts[0] == ELEMENT:
        raise ValueError(f"{text!r} is not a path of fields")
    return tuple(parts)


def dotted(path):
    """The path as one name, as unnest() and relationalize() name columns."""
    return ".".join("[]" if part == ELEMENT else part for part in path).replace(".[]", "[]")


def quoted(name):
    """A column's name as Spark's parser takes it."""
    return "`" + name.replace("`", "``") + "`"
