"""Listing what lies at a path of any file system that Spark knows."""

import json
import re
from dataclasses import dataclass


@dataclass(frozen=True)
class File:
    """`modified` in milliseconds since 1970, `size` in bytes."""

    path: str
    size: int
    modified: int


def list_files(spark, path, recurse=True, exclusions=()):
    """The files at a path (a file, a folder, a prefix, or a glob), without those whose names begin with `_` or `.`.

    A path that is not there has none.
    """
    hadoop = spark._jvm.org.apache.hadoop.fs
    root = hadoop.Path(path)
    system = root.getFileSystem(spark._jsc.hadoopConfiguration())
    statuses = list(system.globStatus(root) or []) if re.search(r"[*?{\[]", path) else _status(spark, system, root)
    found = []
    for status in statuses:
        found += _below(system, status, recurse)
    excluded = [_glob(each) for each in exclusions]
    base = path.rstrip("/") + "/"
    return [
        f
        for f in found
        if not any(each.fullmatch(f.path) or each.fullmatch(f.path.removeprefix(base)) for each in excluded)
    ]


def delete_files(spark, files):
    """Deletes them one by one."""
    hadoop = spark._jvm.org.apache.hadoop.fs
    for file in files:
        path = hadoop.Path(file.path)
        path.getFileSystem(spark._jsc.hadoopConfiguration()).delete(path, False)


def exclusions_of(options):
    """The globs of the option `exclusions`, which is a JSON list in a string. Raises ValueError for anything else."""
    value = options.get("exclusions")
    if not value:
        return ()
    try:
        globs = json.loads(value) if isinstance(value, str) else list(value)
    except ValueError:
        globs = None
    if not isinstance(globs, list):
        raise ValueError(f"exclusions is a JSON list of globs, like '[\"**.pdf\"]', not {value!r}")
    return tuple(globs)


def _status(spark, system, path):
    return [system.getFileStatus(path)] if system.exists(path) else []


def _below(system, status, recurse):
    if status.isFile():
        return [File(status.getPath().toString(), status.getLen(), status.getModificationTime())]
    found = []
    for child in system.listStatus(status.getPath()):
        name = child.getPath().getName()
        if name.startswith(("_", ".")):
            continue
        if child.isFile():
            found.append(File(child.getPath().toString(), child.getLen(), child.getModificationTime()))
        elif recurse:
            found += _below(system, child, recurse)
    return found


def _glob(pattern):
    """A glob of Glue's as a pattern.

    https://docs.aws.amazon.com/glue/latest/dg/define-crawler-choose-data-sources.html (include and exclude patterns)
    """
    out, at, depth = "", 0, 0
    while at < len(pattern):
        char = pattern[at]
        if pattern.startswith("**", at):
            out += ".*"
            at += 1
        elif char == "*":
            out += "[^/]*"
        elif char == "?":
            out += "[^/]"
        elif char == "[":
            end = pattern.find("]", at)
            out += re.escape(char) if end < 0 else "[" + pattern[at + 1 : end].replace("!", "^", 1) + "]"
            at = at if end < 0 else end
        elif char == "{":
            out += "(?:"
            depth += 1
        elif char == "}" and depth:
            out += ")"
            depth -= 1
        elif char == "," and depth:
            out += "|"
        elif char == "\\" and at + 1 < len(pattern):
            at += 1
            out += re.escape(pattern[at])
        else:
            out += re.escape(char)
        at += 1
    return re.compile(out)
