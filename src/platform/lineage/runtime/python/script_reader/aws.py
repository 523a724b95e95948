"""boto3, awswrangler and awsglue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from values import CLOSE, OPEN, Call, Chain, text_of, texts_of

if TYPE_CHECKING:
    from effects import Effects
    from interpreter import Interpreter

reads = {"get_object", "head_object", "download_file", "download_fileobj", "select_object_content"}
writes = {"put_object", "upload_file", "upload_fileobj", "copy_object", "copy"}
listings = {"list_objects_v2", "list_objects"}
starts = {
    ("glue", "start_job_run"): ("glue-job", "JobName"),
    ("glue", "start_crawler"): ("crawler", "Name"),
    ("stepfunctions", "start_execution"): ("state-machine", "stateMachineArn"),
    ("lambda", "invoke"): ("lambda", "FunctionName"),
    ("dms", "start_replication_task"): ("dms-task", "ReplicationTaskArn"),
    ("quicksight", "create_ingestion"): ("data-set", "DataSetId"),
}


def called(effects: Effects, walk: Interpreter, function: Chain, call: Call) -> Any:
    names = function.names()
    method = names[-1]
    if method == "getResolvedOptions":
        return resolved_options(walk, call)
    if method == "getenv" and function.root == "os":
        return environment(walk, call)
    if "wr" in names or "awswrangler" in names:
        return wrangler(effects, walk, names, call)
    client = [name for made in ("client", "resource") for found in function.calls(made) for name in service(found)]
    if client:
        return boto(effects, walk, function, client[0], method, call)
    return None


def service(call: Call) -> list[str]:
    return texts_of(call.args[0] if call.args else call.kwargs.get("service_name"))


def resolved_options(walk: Interpreter, call: Call) -> dict[str, Any]:
    asked = call.args[1] if len(call.args) > 1 else call.kwargs.get("options", [])
    names = [name for name in asked if isinstance(name, str)] if isinstance(asked, (list, tuple)) else []
    return {name: walk.arguments.get(name, Chain(f"argument {name}")) for name in names} | {
        name: value for name, value in walk.arguments.items() if name in names
    }


def environment(walk: Interpreter, call: Call) -> Any:
    name = text_of(call.args[0]) if call.args else ""
    return walk.environment.get(name, call.args[1] if len(call.args) > 1 else Chain(f"variable {name}"))


def boto(effects: Effects, walk: Interpreter, function: Chain, name: str, method: str, call: Call) -> Any:
    given = call.kwargs
    if name == "s3":
        return objects(effects, walk, function, method, call)
    if name == "glue" and method in ("get_table", "create_table", "update_table"):
        return catalog(effects, walk, function, method, call)
    if name == "athena" and method == "start_query_execution":
        context = given.get("QueryExecutionContext")
        database = context.get("Database") if isinstance(context, dict) else None
        effects.note(walk, "sql", sql=given.get("QueryString"), engine="athena", database=database)
    if name == "redshift-data" and method in ("execute_statement", "batch_execute_statement"):
        statements = given.get("Sqls") or [given.get("Sql")]
        for statement in statements if isinstance(statements, (list, tuple)) else [statements]:
            effects.note(walk, "sql", sql=statement, engine="redshift", database=given.get("Database"))
    started = starts.get((name, method))
    if started:
        effects.note(walk, "run", job=given.get(started[1]), service=started[0])
    return function.then(call)


def objects(effects: Effects, walk: Interpreter, function: Chain, method: str, call: Call) -> Any:
    given = call.kwargs
    if method in listings or (method == "paginate" and any(listed(function, each) for each in listings)):
        return Chain("listing", (), location(given.get("Bucket"), given.get("Prefix", "")))
    bucket, key = given.get("Bucket"), given.get("Key")
    if method in ("upload_file", "upload_fileobj", "download_file", "download_fileobj") and bucket is None:
        # upload_file(file, bucket, key), download_file(bucket, key, file)
        places = call.args[1:3] if method.startswith("upload") else call.args[:2]
        bucket, key = places if len(places) == 2 else (None, None)
    if bucket is None:
        buckets = [each.args[0] for each in function.calls("Bucket") if each.args]
        bucket, key = (buckets[0], key if key is not None else call.args[0] if call.args else None) if buckets else (None, None)
    if method in writes:
        effects.note(walk, "write", path=address(bucket, key))
        copied = given.get("CopySource")
        if isinstance(copied, dict):
            effects.note(walk, "read", path=address(copied.get("Bucket"), copied.get("Key")))
    elif method in reads:
        effects.note(walk, "read", path=address(bucket, key))
        return Chain("object", (), address(bucket, key))
    return function.then(call)


def listed(function: Chain, listing: str) -> bool:
    return any(call.args and call.args[0] == listing for call in function.calls("get_paginator"))


def address(bucket: Any, key: Any) -> str | None:
    if bucket is None or key is None:
        return None
    text = text_of(key)
    # A key that was found in a listing: what was listed says where it is.
    if OPEN in text:
        return text[text.index(OPEN) + 1 : text.index(CLOSE)]
    return f"s3://{text_of(bucket)}/{text}"


location = address


def catalog(effects: Effects, walk: Interpreter, function: Chain, method: str, call: Call) -> Any:
    database = call.kwargs.get("DatabaseName")
    if method == "get_table":
        table = call.kwargs.get("Name")
        return Chain("table", (), f"glue:{text_of(database)}.{text_of(table)}")
    given = call.kwargs.get("TableInput")
    if isinstance(given, dict):
        storage = given.get("StorageDescriptor")
        at = storage.get("Location") if isinstance(storage, dict) else None
        effects.note(walk, "write", catalog=database, name=given.get("Name"), path=at)
    return function.then(call)


def wrangler(effects: Effects, walk: Interpreter, names: list[str], call: Call) -> Any:
    module, method = names[-2] if len(names) > 1 else "", names[-1]
    given = call.kwargs
    first = call.args[0] if call.args else None
    if module == "s3":
        if method in ("list_objects", "list_directories"):
            path = texts_of(given.get("path", first))
            return Chain("listing", (), path[0] if path else None)
        if method.startswith("read_"):
            effects.note(walk, "read", path=given.get("path", first))
        elif method.startswith("to_"):
            path = given.get("path", call.args[1] if len(call.args) > 1 else None)
            if given.get("database") is not None and given.get("table") is not None:
                effects.note(walk, "write", catalog=given["database"], name=given["table"], path=path)
            effects.note(walk, "write", path=path)
        elif method == "copy_objects":
            effects.note(walk, "read", path=given.get("source_path"))
            effects.note(walk, "write", path=given.get("target_path"))
    elif module in ("athena", "redshift", "postgresql") and ("sql" in method or method in ("unload", "start_query_execution")):
        sql = given.get("sql", first)
        effects.note(walk, "sql", sql=sql, engine=module, database=given.get("database"))
        effects.note(walk, "write", path=given.get("path") if method == "unload" else None)
    elif module in ("redshift", "postgresql") and method in ("copy", "to_sql", "copy_from_files"):
        effects.note(walk, "read", path=given.get("path"))
        effects.note(walk, "table", table=given.get("table"), schema=given.get("schema"), engine=module, access="write")
    elif module in ("redshift", "postgresql") and method == "read_sql_table":
        effects.note(walk, "table", table=given.get("table"), schema=given.get("schema"), engine=module, access="read")
    return Chain("wrangler")
