"""Runs one command of Airflow's command line, given as the one text that a shell would split."""

import shlex
import sys

from airflow.__main__ import main

sys.argv = ["airflow", *shlex.split(sys.argv[1])]
main()
