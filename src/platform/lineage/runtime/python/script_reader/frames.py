"""Spark, Glue's dynamic frames, pandas, and database drivers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from values import Call, Chain, texts_of

if TYPE_CHECKING:
    from effects import Effects
    from interpreter import Interpreter

formats = {"parquet", "csv", "json", "orc", "text", "avro", "textFile", "xml"}
access_words = {"read", "readStream", "write", "writeStream"}
drivers = {
    "psycopg2": "postgres",
    "psycopg": "postgres",
    "pg8000": "postgres",
    "asyncpg": "postgres",
    "sqlalchemy": "postgres",
    "redshift_connector": "redshift",
}


def called(effects: Effects, walk: Interpreter, function: Chain, call: Call) -> Any:
    names = function.names()
    method = names[-1]
    # Rows that are written were read by the same chain before.
    access = next((name for name in reversed(names[:-1]) if name in access_words), None)
    if access is not None:
        noting = read if access.startswith("read") else written
        return noting(effects, walk, function, method, call)
    if names[-2:-1] == ["create_dynamic_frame"] or method.startswith("create_dynamic_frame"):
        return dynamic_read(effects, walk, function, method, call)
    if names[-2:-1] == ["write_dynamic_frame"] or method.startswith(("write_dynamic_frame", "write_data_frame")):
        dynamic_write(effects, walk, method, call)
    elif method == "extract_jdbc_conf":
        connection = texts_of(call.args[0] if call.args else call.kwargs.get("connection_name"))
        return Chain("jdbc", (), f"connection:{connection[0]}" if connection else None)
    elif method == "sql" and call.args:
        effects.note(walk, "sql", sql=call.args[0], engine="spark")
    elif method == "table" and call.args and function.root in ("spark", "SparkSession"):
        effects.note(walk, "table", table=call.args[0], engine="spark", access="read")
    elif function.root in ("pandas", "pd", "pq", "pyarrow") and method.startswith("read_") and call.args:
        pandas_read(effects, walk, method, call)
    elif method in ("to_parquet", "to_csv", "to_json", "to_orc") and call.args:
        s3(effects, walk, "write", call.args[0])
    elif method in ("execute", "executemany", "copy_expert", "fetch", "mogrify") and call.args:
        driver = next((engine for name, engine in drivers.items() if name in names), None)
        if driver:
            effects.note(walk, "sql", sql=call.args[0], engine=driver, database=database_of(function))
    return None


def database_of(function: Chain) -> Any:
    made = function.calls("connect")
    given = made[-1].kwargs if made else {}
    return given.get("dbname", given.get("database"))


def options(function: Chain, call: Call) -> dict[str, Any]:
    """What was said by `.option(name, value)` and `.options(**)` on the way, and in the call itself."""
    found: dict[str, Any] = {}
    for each in function.calls("option"):
        if len(each.args) == 2 and isinstance(each.args[0], str):
            found[each.args[0]] = each.args[1]
    for each in function.calls("options"):
        found.update(each.kwargs)
    return {**found, **call.kwargs}


def read(effects: Effects, walk: Interpreter, function: Chain, method: str, call: Call) -> Any:
    given = options(function, call)
    first = call.args[0] if call.args else given.get("path")
    if method in formats or (method == "load" and first is not None):
        for path in first if isinstance(first, (list, tuple)) else [first]:
            noted(effects, walk, "read", path)
    elif method == "load":
        jdbc(effects, walk, "read", given)
    elif method == "jdbc":
        jdbc(effects, walk, "read", {"url": first, "dbtable": call.args[1] if len(call.args) > 1 else None, **given})
    elif method == "table":
        effects.note(walk, "table", table=first, engine="spark", access="read")
    return None


def written(effects: Effects, walk: Interpreter, function: Chain, method: str, call: Call) -> Any:
    given = options(function, call)
    first = call.args[0] if call.args else given.get("path")
    if method in formats or (method in ("save", "start") and first is not None):
        noted(effects, walk, "write", first)
    elif method == "save":
        jdbc(effects, walk, "write", given)
    elif method == "jdbc":
        jdbc(effects, walk, "write", {"url": first, "dbtable": call.args[1] if len(call.args) > 1 else None, **given})
    elif method in ("saveAsTable", "insertInto"):
        effects.note(walk, "table", table=first, engine="spark", access="write")
        noted(effects, walk, "write", given.get("path"))
    return None


def noted(effects: Effects, walk: Interpreter, kind: str, path: Any) -> None:
    effects.note(walk, kind, path=path) if path is not None else None


def s3(effects: Effects, walk: Interpreter, kind: str, path: Any) -> None:
    if any(text.startswith(("s3://", "s3a://", "s3n://", "\ue001")) for text in texts_of(path)):
        effects.note(walk, kind, path=path)


def jdbc(effects: Effects, walk: Interpreter, access: str, given: dict[str, Any]) -> None:
    table = given.get("dbtable", given.get("table"))
    if table is not None:
        effects.note(walk, "jdbc", url=given.get("url"), table=table, access=access)
    elif given.get("query") is not None:
        effects.note(walk, "sql", sql=given["query"], engine="jdbc", url=given.get("url"))


def dynamic_read(effects: Effects, walk: Interpreter, function: Chain, method: str, call: Call) -> Any:
    given = call.kwargs
    if "catalog" in method:
        effects.note(walk, "read", catalog=given.get("database"), name=given.get("table_name"))
        return Chain("frame")
    dynamic(effects, walk, "read", given)
    return Chain("frame")


def dynamic_write(effects: Effects, walk: Interpreter, method: str, call: Call) -> None:
    given = call.kwargs
    if "from_catalog" in method or method == "catalog":
        effects.note(walk, "write", catalog=given.get("database"), name=given.get("table_name"))
    elif "jdbc" in method:
        what = given.get("connection_options")
        table = what.get("dbtable") if isinstance(what, dict) else None
        effects.note(walk, "jdbc", connection=given.get("catalog_connection"), table=table, access="write")
    else:
        dynamic(effects, walk, "write", given)


def dynamic(effects: Effects, walk: Interpreter, access: str, given: dict[str, Any]) -> None:
    what = given.get("connection_options")
    if not isinstance(what, dict):
        return
    paths = what.get("paths", what.get("path"))
    for path in paths if isinstance(paths, (list, tuple)) else [paths]:
        noted(effects, walk, access, path)
    table = what.get("dbtable")
    if table is not None:
        effects.note(
            walk, "jdbc", url=what.get("url"), connection=what.get("connectionName"), table=table, access=access
        )


def pandas_read(effects: Effects, walk: Interpreter, method: str, call: Call) -> None:
    if method in ("read_sql", "read_sql_query"):
        connection = call.args[1] if len(call.args) > 1 else call.kwargs.get("con")
        names = connection.names() if isinstance(connection, Chain) else []
        engine = next((engine for name, engine in drivers.items() if name in names), "postgres")
        database = database_of(connection) if isinstance(connection, Chain) else None
        effects.note(walk, "sql", sql=call.args[0], engine=engine, database=database)
    else:
        s3(effects, walk, "read", call.args[0])
