"""SQL through the Redshift Data API: a list of statements is one transaction."""

from __future__ import annotations

import logging
import time
from typing import Any

import boto3

ENDED = {"FINISHED", "FAILED", "ABORTED"}

log = logging.getLogger("gold_to_redshift")


class DataApi:
    """A serverless workgroup or a cluster; a secret, a user or the caller's IAM role says who signs in."""

    def __init__(
        self,
        database: str,
        workgroup: str | None = None,
        cluster: str | None = None,
        secret_arn: str | None = None,
        user: str | None = None,
    ) -> None:
        if (workgroup is None) == (cluster is None):
            raise ValueError("Give either --redshift_workgroup or --redshift_cluster")
        self.client = boto3.client("redshift-data")
        named = {"WorkgroupName": workgroup, "ClusterIdentifier": cluster, "SecretArn": secret_arn, "DbUser": user}
        self.target = {"Database": database, **{name: value for name, value in named.items() if value}}

    def run(self, what: str, statements: list[str]) -> dict[str, Any]:
        """All of them or none, in this order; raises RuntimeError with the statement that failed."""
        if len(statements) == 1:
            started = self.client.execute_statement(Sql=statements[0], StatementName=what[:500], **self.target)
        else:
            started = self.client.batch_execute_statement(Sqls=statements, StatementName=what[:500], **self.target)
        return self.wait(what, started["Id"])

    def query(self, what: str, sql: str) -> list[list[Any]]:
        """The rows of one SELECT; numbers that are exact in the warehouse come as text."""
        done = self.run(what, [sql])
        pages = self.client.get_paginator("get_statement_result").paginate(Id=done["Id"])
        return [[value_of(field) for field in record] for page in pages for record in page["Records"]]

    def wait(self, what: str, statement: str) -> dict[str, Any]:
        pause = 0.1
        while True:
            state = self.client.describe_statement(Id=statement)
            if state["Status"] in ENDED:
                break
            time.sleep(pause)
            pause = min(pause * 1.5, 5)
        if state["Status"] != "FINISHED":
            failed = next((each for each in state.get("SubStatements", []) if each["Status"] == "FAILED"), state)
            raise RuntimeError(f"Could not {what}: {state.get('Error')}\n{failed.get('QueryString', '')}")
        log.info("%s: done in %.1f s", what, state["Duration"] / 1e9)
        return state


def value_of(field: dict[str, Any]) -> Any:
    return None if field.get("isNull") else next(iter(field.values()))
