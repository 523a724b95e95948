"""Runs a Python handler as AWS Lambda does, one event after another.

Started by the local endpoint with a function's environment. Each line on standard input is one message, each line on
descriptor 3 one answer; both are JSON. What the handler prints stays on standard output and standard error, where a
marker line closes each invocation. When standard input ends, the endpoint is gone and the process group ends with it.
"""

import importlib
import json
import logging
import os
import queue
import signal
import sys
import threading
import time
import traceback

answers = os.fdopen(3, "w", encoding="utf-8", newline="\n")
messages = queue.Queue()


def read_messages():
    for line in sys.stdin.buffer:
        messages.put(json.loads(line))
    if hasattr(os, "killpg"):
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


def answer(message):
    answers.write(json.dumps(message) + "\n")
    answers.flush()


class LambdaFormatter(logging.Formatter):
    """[LEVEL]<tab>time<tab>request id<tab>message, as Lambda's own handler writes."""

    converter = time.gmtime
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"
    request_id = ""

    def format(self, record):
        record.aws_request_id = LambdaFormatter.request_id
        return super().format(record)


class CurrentStdout:
    """Writes to whatever sys.stdout is at the moment: handlers under test replace it."""

    def write(self, text):
        sys.stdout.write(text)

    def flush(self):
        sys.stdout.flush()


def set_up_logging():
    handler = logging.StreamHandler(CurrentStdout())
    handler.setFormatter(LambdaFormatter("[%(levelname)s]\t%(asctime)s\t%(aws_request_id)s\t%(message)s"))
    logging.getLogger().addHandler(handler)


class CognitoIdentity:
    cognito_identity_id = None
    cognito_identity_pool_id = None


class ClientContext:
    def __init__(self, given):
        self.client = given.get("client")
        self.custom = given.get("custom")
        self.env = given.get("env")


class Context:
    def __init__(self, message):
        environ = os.environ
        self.aws_request_id = message["requestId"]
        self.function_name = environ["AWS_LAMBDA_FUNCTION_NAME"]
        self.function_version = environ["AWS_LAMBDA_FUNCTION_VERSION"]
        self.invoked_function_arn = message["functionArn"]
        self.memory_limit_in_mb = environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
        self.log_group_name = environ["AWS_LAMBDA_LOG_GROUP_NAME"]
        self.log_stream_name = environ["AWS_LAMBDA_LOG_STREAM_NAME"]
        self.identity = CognitoIdentity()
        self.client_context = ClientContext(message["clientContext"]) if message.get("clientContext") else None
        self._deadline_ms = message["deadlineMs"]

    def get_remaining_time_in_millis(self):
        return max(0, int(self._deadline_ms - time.time() * 1000))

    def log(self, message):
        sys.stdout.write(str(message))


def failure(error, skip, request_id):
    """What Lambda answers for an exception, without the frames of this file."""
    frames = traceback.extract_tb(error.__traceback__)[skip:]
    return {
        "errorMessage": str(error),
        "errorType": type(error).__name__,
        "requestId": request_id,
        "stackTrace": traceback.format_list(frames),
    }


class InitFailure(Exception):
    def __init__(self, error_type, message, stack=()):
        super().__init__(message)
        self.payload = {"errorMessage": message, "errorType": error_type, "requestId": "", "stackTrace": list(stack)}


def load_handler(name):
    if "." not in name:
        raise InitFailure(
            "Runtime.MalformedHandlerName",
            f"Bad handler '{name}': not enough values to unpack (expected 2, got 1)",
        )
    module_name, function_name = name.rsplit(".", 1)
    try:
        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError as error:
        raise InitFailure("Runtime.ImportModuleError", f"Unable to import module '{module_name}': {error}")
    except SyntaxError as error:
        place = [f'  File "{error.filename}" Line {error.lineno}\n    {error.text}']
        raise InitFailure(
            "Runtime.UserCodeSyntaxError", f"Syntax error in module '{module_name}': {error}", place
        )
    try:
        return getattr(module, function_name)
    except AttributeError:
        raise InitFailure(
            "Runtime.HandlerNotFound", f"Handler '{function_name}' missing on module '{module_name}'"
        )


def peak_memory_mb():
    try:
        import resource
    except ImportError:
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // (1024 * 1024 if sys.platform == "darwin" else 1024)


def close_output(request_id):
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    for descriptor in (1, 2):
        os.write(descriptor, f"\0strata-end {request_id}\n".encode())


def invoke(handler, message):
    LambdaFormatter.request_id = message["requestId"]
    try:
        result = handler(message["event"], Context(message))
    except Exception as error:
        return {"error": failure(error, 1, message["requestId"])}
    try:
        return {"payload": json.dumps(result)}
    except (TypeError, ValueError) as error:
        return {
            "error": {
                "errorMessage": f"Unable to marshal response: {error}",
                "errorType": "Runtime.MarshalError",
                "requestId": message["requestId"],
                "stackTrace": [],
            }
        }


def main():
    sys.stdout.reconfigure(line_buffering=True)
    set_up_logging()
    sys.path.insert(0, os.environ["LAMBDA_TASK_ROOT"])
    # The handler's own children must not hold on to the messages.
    threading.Thread(target=read_messages, daemon=True).start()
    try:
        handler = load_handler(os.environ["_HANDLER"])
    except InitFailure as error:
        answer({"type": "initError", "error": error.payload})
        sys.exit(1)
    except Exception as error:
        answer({"type": "initError", "error": failure(error, 2, "")})
        sys.exit(1)
    answer({"type": "ready"})
    while True:
        message = messages.get()
        result = invoke(handler, message)
        close_output(message["requestId"])
        answer({"type": "result", "requestId": message["requestId"], "memoryMb": peak_memory_mb(), **result})


main()
