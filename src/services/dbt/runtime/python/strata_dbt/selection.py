"""What an invocation is going to run, told before it does: dbt itself tells each node when it begins."""

import functools

from strata_dbt.run_folder import now_ms


def tell_selection(log):
    """Adds an event ``Selected`` with the selected nodes to the log, as soon as dbt knows them.

    dbt has no event for it, so its own step is wrapped; a version that has no such step goes without.
    """
    from dbt.task import runnable

    initialize = getattr(runnable.GraphRunnableTask, "_runtime_initialize", None)
    if initialize is None:
        return

    @functools.wraps(initialize)
    def initialize_and_tell(self, *args, **kwargs):
        outcome = initialize(self, *args, **kwargs)
        nodes = [_node(each) for each in getattr(self, "_flattened_nodes", None) or []]
        log.add({"at": now_ms(), "name": "Selected", "level": "debug", "message": "", "nodes": nodes})
        return outcome

    runnable.GraphRunnableTask._runtime_initialize = initialize_and_tell


def _node(node):
    return {
        "unique_id": node.unique_id,
        "resource_type": str(node.resource_type),
        "materialized": getattr(getattr(node, "config", None), "materialized", None) or "",
    }
