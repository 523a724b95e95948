"""Reading a job's arguments, as awsglue.utils does in AWS Glue.

https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-get-resolved-options.html
"""

import argparse

# Glue sets these itself: a script finds them among its options without asking, and may not ask for them.
_RESERVED = (
    "job_bookmark_option",
    "job_bookmark_from",
    "job_bookmark_to",
    "JOB_ID",
    "JOB_RUN_ID",
    "SECURITY_CONFIGURATION",
    "encryption_type",
    "enable_data_lineage",
    "continuation_option",
)
# Found without asking too; a script that asks for them needs them.
_OFFERED = ("RedshiftTempDir", "TempDir")

_BOOKMARK_OPTIONS = ("job-bookmark-enable", "job-bookmark-pause", "job-bookmark-disable")
_CONTINUATION_OPTIONS = ("continuation-enabled", "continuation-readonly", "continuation-ignore")


class GlueArgumentError(Exception):
    """An argument that the script asks for was not given, or was given wrongly."""


class _Parser(argparse.ArgumentParser):
    def __init__(self):
        # An abbreviation is never meant: --day must not be taken for --day_of_week.
        super().__init__(add_help=False, allow_abbrev=False)

    def error(self, message):
        raise GlueArgumentError(message)


def getResolvedOptions(args, options):
    """The values of `options` among `args` (sys.argv), by name, together with the ones that Glue sets itself.

    Raises GlueArgumentError for an option that is missing, and RuntimeError for one that Glue keeps to itself.
    """
    for option in options:
        if option in _RESERVED:
            raise RuntimeError(f"Using reserved arguments {option}")

    parser = _Parser()
    _add_choice(parser, "job_bookmark_option", _BOOKMARK_OPTIONS)
    _add_choice(parser, "continuation_option", _CONTINUATION_OPTIONS)
    for name in _RESERVED:
        if not name.endswith("_option"):
            parser.add_argument(*dict.fromkeys((f"--{name}", f"--{name.replace('_', '-')}")), dest=name)
    for name in _OFFERED:
        if name not in options:
            parser.add_argument(f"--{name}", dest=name)
    for option in dict.fromkeys(options):
        parser.add_argument(f"--{option}", dest=option, required=True)

    resolved = vars(parser.parse_known_args(args[1:])[0])
    if resolved["job_bookmark_option"] is None:
        resolved["job_bookmark_option"] = "job-bookmark-disable"
    if resolved["continuation_option"] is None:
        del resolved["continuation_option"]
    if (resolved["job_bookmark_from"] is None) != (resolved["job_bookmark_to"] is None):
        raise GlueArgumentError("--job-bookmark-from and --job-bookmark-to must be given together")
    return resolved


def _add_choice(parser, name, values):
    """`--name value`, which may be written as `--value` alone."""
    group = parser.add_mutually_exclusive_group()
    group.add_argument(f"--{name.replace('_', '-')}", dest=name, choices=values)
    for value in values:
        group.add_argument(f"--{value}", dest=name, action="store_const", const=value)
