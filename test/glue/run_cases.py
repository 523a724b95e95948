"""Runs the cases (functions named test_…) of the modules in cases/, and tells of each in a line of JSON on the descriptor
that the first argument names. Further arguments are the names of the only cases to run, as module.function."""

import importlib
import json
import os
import pathlib
import sys
import time
import traceback


def main():
    out = os.fdopen(int(sys.argv[1]), "w", buffering=1)
    wanted = set(sys.argv[2:])
    here = pathlib.Path(__file__).parent
    sys.path.insert(0, str(here))
    from lab import Lab

    lab = Lab()
    try:
        for file in sorted((here / "cases").glob("*.py")):
            module = importlib.import_module(f"cases.{file.stem}")
            for name, case in vars(module).items():
                full = f"{file.stem}.{name}"
                if not name.startswith("test_") or (wanted and full not in wanted):
                    continue
                lab.begin()
                began = time.monotonic()
                try:
                    case(lab)
                    error = None
                except Exception:
                    error = traceback.format_exc()
                out.write(json.dumps({"case": full, "error": error, "seconds": time.monotonic() - began}) + "\n")
    finally:
        lab.end()


if __name__ == "__main__":
    main()
