"""Starts the resident: ``python -m strata_dbt --file FILE --runs FOLDER --idle SECONDS``."""

import argparse
import sys

from strata_dbt import invocation
from strata_dbt.resident import Resident


def main():
    parser = argparse.ArgumentParser(prog="strata_dbt")
    parser.add_argument("--file", help="where to write how to reach this process")
    parser.add_argument("--runs", help="the folder with a folder for each run")
    parser.add_argument("--idle", type=float, default=900, help="seconds without work after which it ends")
    parser.add_argument("--invoke", action="store_true", help="run the one invocation that standard input describes")
    options = parser.parse_args()
    if options.invoke:
        sys.exit(invocation.run_from_stdin())
    Resident(options.file, options.runs, options.idle).serve()


if __name__ == "__main__":
    main()
