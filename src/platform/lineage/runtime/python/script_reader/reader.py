"""One script: its modules are read when imported, its body or handler is walked, what it does with data is noted."""

from __future__ import annotations

import ast
from typing import Any

from effects import Effects
from interpreter import GivenUp, Interpreter
from values import Chain, Given


def read_script(script: dict[str, Any]) -> dict[str, Any]:
    effects = Effects(script["file"])
    interpreter = Interpreter(
        effects,
        modules=script.get("modules", {}),
        arguments={name: Given(value) for name, value in script.get("arguments", {}).items()},
        environment={name: Given(value) for name, value in script.get("environment", {}).items()},
    )
    faults: list[dict[str, Any]] = []
    try:
        module = interpreter.load("__main__", script["file"])
        if script.get("kind") == "handler":
            handler = module.names.get(script.get("handler", "lambda_handler"))
            if handler is None:
                faults.append({"line": 1, "message": f"there is no function {script.get('handler')}"})
            else:
                interpreter.call(handler, [Chain("event"), Chain("context")], {}, None)
    except SyntaxError as error:
        faults.append({"file": error.filename, "line": error.lineno or 1, "message": f"no Python: {error.msg}"})
    except OSError as error:
        faults.append({"line": 1, "message": f"cannot be read: {error.strerror}"})
    except (GivenUp, RecursionError) as error:
        faults.append({"line": 1, "message": str(error) or "it calls itself too often to be read"})
    return {"id": script["id"], "effects": effects.found, "faults": [*faults, *interpreter.faults]}


def parse(file: str) -> ast.Module:
    with open(file, encoding="utf-8") as source:
        return ast.parse(source.read(), file)
