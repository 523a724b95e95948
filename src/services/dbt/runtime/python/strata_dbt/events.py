"""dbt's events as Strata keeps them: what people read, and what steps of a run are made of.

https://docs.getdbt.com/reference/events-logging
"""

from google.protobuf.json_format import MessageToDict

from strata_dbt.run_folder import now_ms

# Told at every level, as steps are made of them.
STEP_EVENTS = {"NodeStart", "NodeFinished", "SkippingDetails", "LogSkipBecauseError"}
# At debug level dbt tells every file that it looks at and every statement; the log keeps the statements of nodes.
KEPT_DEBUG = STEP_EVENTS | {"SQLQuery"}
NODE_FIELDS = (
    "unique_id",
    "node_name",
    "node_path",
    "resource_type",
    "materialized",
    "node_status",
    "node_started_at",
    "node_finished_at",
)


def compact(event):
    """One event as a small dictionary; None for one that is not kept."""
    info = event.info
    if info.level in ("debug", "test") and info.name not in KEPT_DEBUG:
        return None
    kept = {"at": _at(info), "name": info.name, "level": info.level, "message": info.msg}
    data = MessageToDict(event.data, preserving_proto_field_name=True)
    node = data.get("node_info")
    if info.name == "SQLQuery" and not node:
        return None
    if node and node.get("unique_id"):
        kept["node"] = {key: node[key] for key in NODE_FIELDS if node.get(key)}
        relation = (node.get("node_relation") or {}).get("relation_name")
        if relation:
            kept["node"]["relation"] = relation
    result = data.get("run_result")
    if result:
        kept["result"] = _result(result)
    if info.name in ("LogTestResult", "LogFreshnessResult", "LogModelResult", "LogSeedResult", "LogSnapshotResult"):
        kept["data"] = {
            key: data[key] for key in ("status", "num_failures", "execution_time", "index", "total") if key in data
        }
    return kept


def _result(result):
    """The members of a node's result that say how it went."""
    kept = {key: result[key] for key in ("status", "message", "execution_time", "num_failures") if key in result}
    adapter = result.get("adapter_response") or {}
    if "rows_affected" in adapter:
        kept["rows_affected"] = adapter["rows_affected"]
    return kept


def _at(info):
    """When it happened, in milliseconds since the epoch."""
    try:
        return int(info.ts.ToMilliseconds())
    except AttributeError:
        return now_ms()
