"""glueContext.get_logger(): lines in the job's error log, as Glue's continuous logging has them."""

import sys
from datetime import UTC, datetime


class GlueLogger:
    def debug(self, msg):
        self._line("DEBUG", msg)

    def info(self, msg):
        self._line("INFO", msg)

    def warn(self, msg):
        self._line("WARN", msg)

    def error(self, msg):
        self._line("ERROR", msg)

    def _line(self, level, msg):
        now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S,%f")[:-3]
        print(f"{now} {level} GlueLogger: {msg}", file=sys.stderr, flush=True)
