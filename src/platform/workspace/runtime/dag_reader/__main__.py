"""Reads DAG files without running them: paths as a JSON list on standard input, what they declare on standard output."""

import json
import sys

from dag_reader.reader import read_file


def main() -> None:
    """Answers every file by itself, so that one that cannot be read hides none of the others."""
    json.dump([read_file(path) for path in json.load(sys.stdin)], sys.stdout)


if __name__ == "__main__":
    main()
