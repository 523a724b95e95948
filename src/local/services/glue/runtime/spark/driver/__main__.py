"""The driver process of one Spark job: `python driver SETTINGS.json`, and then a job on standard input."""

import sys

from strata_driver.main import main

sys.exit(main(sys.argv[1]))
