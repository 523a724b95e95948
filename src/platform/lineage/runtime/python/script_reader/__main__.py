"""Says what Python scripts read and write, without running them: a JSON request on standard input, the answer on output.

Request: {"scripts": [{"id", "file", "kind": "script" | "handler", "handler", "modules": {name: file}, "arguments":
{name: value}, "environment": {name: value}}]}. Answer: {"scripts": [{"id", "effects": [...], "faults": [...]}]}.
"""

from __future__ import annotations

import json
import sys

from reader import read_script


def main() -> None:
    request = json.load(sys.stdin)
    # Scripts nest calls of calls; what is deeper than this is given up and said so.
    sys.setrecursionlimit(20_000)
    json.dump({"scripts": [read_script(script) for script in request["scripts"]]}, sys.stdout)


main()
