"""The one sentence that Glue shows for a failed run, from the exception that ended its script.

Categories as in https://docs.aws.amazon.com/glue/latest/dg/glue-troubleshooting-errors.html and the messages of failed runs:
`Error Category: QUERY_ERROR; Failed Line Number: 12; AnalysisException: …`.
"""

import re
import traceback

_LONGEST = 2000
# What the JVM exits with when its heap is full (-XX:+ExitOnOutOfMemoryError).
_OUT_OF_MEMORY_EXIT = 3
_JVM_PATIENCE_SECONDS = 5

_BY_TEXT = (
    ("OUT_OF_MEMORY_ERROR", r"OutOfMemoryError|\bMemoryError\b"),
    ("DISK_NO_SPACE_ERROR", r"No space left on device"),
    ("S3_ERROR", r"NoSuchBucket|NoSuchKey"),
    ("PERMISSION_ERROR", r"AccessDenied|Access Denied|is not authorized"),
    ("THROTTLING_ERROR", r"ThrottlingException|Rate exceeded"),
    ("RESOURCE_NOT_FOUND_ERROR", r"EntityNotFoundException|FileNotFoundException|FileNotFoundError"),
    ("CONNECTION_ERROR", r"Connection refused|ConnectException|ConnectionError|EndpointConnectionError"),
)
_TABLE_FORMATS = re.compile(r"(?:data source|ClassNotFoundException): (?:\S*\b(?:iceberg|hudi|delta)\b)", re.IGNORECASE)
_NO_TABLE_FORMATS = (
    "Tables of Iceberg, Delta and Hudi need jars that the local endpoint's Spark does not have: use Parquet here, or run "
    "this job on AWS."
)
_BY_TYPE = {
    "SyntaxError": "SYNTAX_ERROR",
    "IndentationError": "SYNTAX_ERROR",
    "TabError": "SYNTAX_ERROR",
    "ImportError": "IMPORT_ERROR",
    "ModuleNotFoundError": "IMPORT_ERROR",
    "AnalysisException": "QUERY_ERROR",
    "ParseException": "QUERY_ERROR",
    "SystemExit": "SYSTEM_EXIT_ERROR",
    "ValueError": "INVALID_ARGUMENT_ERROR",
    "IllegalArgumentException": "INVALID_ARGUMENT_ERROR",
    "GlueArgumentError": "INVALID_ARGUMENT_ERROR",
}


def describe(error, script, java):
    """ErrorMessage of the run: category, the script's line, and what went wrong without Java's stack."""
    code = java.exit_code(_JVM_PATIENCE_SECONDS if _has_lost_java(error) else 0)
    if code is not None:
        category, text = _ended_java(code, java.heap)
    else:
        text = _text_of(error)
        if _TABLE_FORMATS.search(text):
            text = f"{text.rstrip('.')}. {_NO_TABLE_FORMATS}"
        category = _category_of(error, text)
    line = _line_of(error, script)
    parts = [f"Error Category: {category}", f"Failed Line Number: {line}" if line else "", text[:_LONGEST]]
    return "; ".join(part for part in parts if part)


def _ended_java(code, heap):
    if code == _OUT_OF_MEMORY_EXIT:
        return "OUT_OF_MEMORY_ERROR", (
            f"java.lang.OutOfMemoryError: the Spark driver's Java heap ({heap}) is full. On this machine driver and "
            "executors share it: read less at a time or in more partitions, collect less into the driver, or give it more "
            "with --conf spark.driver.memory=<size>g."
        )
    return "UNCLASSIFIED_ERROR", f"The Spark driver's Java process ended (exit code {code}); its last words are in the log."


def _has_lost_java(error):
    names = {type(each).__name__ for each in _chain(error)}
    return bool(names & {"Py4JNetworkError", "Py4JError", "Py4JJavaError", "ConnectionRefusedError", "ConnectionResetError"})


def _chain(error):
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _line_of(error, script):
    if isinstance(error, SyntaxError) and error.filename == script:
        return error.lineno
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == script]
    return lines[-1] if lines else None


def _category_of(error, text):
    for name in (each.__name__ for each in type(error).__mro__):
        if name in _BY_TYPE:
            return _BY_TYPE[name]
    for category, pattern in _BY_TEXT:
        if re.search(pattern, text):
            return category
    return "UNCLASSIFIED_ERROR"


def _text_of(error):
    if type(error).__name__ == "Py4JJavaError":
        return _java_text(error)
    if isinstance(error, SyntaxError):
        return f"{type(error).__name__}: {error.msg}"
    # A query error goes on with the whole plan.
    said = _without_plan(str(error)).strip()
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


def _without_plan(text):
    return text.split(";\n'", 1)[0].split("\n\nJVM stacktrace", 1)[0]


def _java_text(error):
    """`An error occurred while calling o93.parquet. …` with what lies deepest in Java's chain of causes."""
    head = re.match(r"An error occurred while calling [^\n]*?\.(?=\n|$)", str(error.errmsg) + "\n")
    causes = []
    cause = error.java_exception
    while cause is not None and len(causes) < 20:
        causes.append(str(cause.toString()))
        cause = cause.getCause()
    text = _deepest(causes)
    return f"{head.group(0) if head else 'An error occurred in Java.'} {text}"


def _deepest(causes):
    for text in reversed(causes):
        python = re.findall(r"^([A-Za-z_][\w.]*(?:Error|Exception|Exit)\b.*)$", text, re.MULTILINE)
        if "Traceback (most recent call last)" in text and python:
            return python[-1]
    lost = re.findall(r"\(executor driver\): (.*?)(?=\n\s*at |\n\nDriver stacktrace|$)", causes[-1], re.DOTALL)
    return (lost[-1] if lost else causes[-1].split("\n\tat ", 1)[0]).strip()
