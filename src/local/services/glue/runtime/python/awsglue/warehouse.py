"""SQL on Redshift by its Data API, where Glue's own connector uses a JDBC driver that nobody may hand on.

https://docs.aws.amazon.com/redshift-data/latest/APIReference/Welcome.html
"""

import os
import re
import time

_ENDED = ("FINISHED", "FAILED", "ABORTED")
_LONGEST_PAUSE_SECONDS = 2.0
_URL = re.compile(r"^jdbc:redshift(?::iam)?://([^:/?;]+)(?::(\d+))?(?:/([^?;]*))?")
_LOCAL = ("127.0.0.1", "localhost", "::1")
_SERVERLESS = ".redshift-serverless."


class Warehouse:
    """The cluster or workgroup that a JDBC address names, and a database in it."""

    def __init__(self, url, database=None):
        match = _URL.match(url)
        if not match:
            raise ValueError(f"{url!r} is no address of Redshift: write jdbc:redshift://host:5439/database")
        host, _, named = match.groups()
        self._client = _client("redshift-data")
        self._target = {**_named_by(host), "Database": database or named or "dev"}

    def run(self, statements):
        """All of them in one transaction, or none. Raises RuntimeError with what failed. Returns the last one's id."""
        if len(statements) == 1:
            started = self._client.execute_statement(Sql=statements[0], **self._target)
        else:
            started = self._client.batch_execute_statement(Sqls=statements, **self._target)
        state = self._wait(started["Id"])
        if state["Status"] == "FINISHED":
            return f"{started['Id']}:{len(statements)}" if len(statements) > 1 else started["Id"]
        failed = [each for each in state.get("SubStatements", []) if each["Status"] == "FAILED"]
        told = (failed or [state])[0]
        raise RuntimeError(f"Redshift: {told.get('Error') or state.get('Error')}\n{told.get('QueryString', '')}")

    def columns(self, query):
        """(name, type, precision, scale) of the columns that a query gives."""
        statement = self.run([f"SELECT * FROM ({query}) AS strata_query WHERE 1 = 0"])
        told = self._client.get_statement_result(Id=statement)["ColumnMetadata"]
        return [(c["name"], c["typeName"], c.get("precision", 0), c.get("scale", 0)) for c in told]

    def _wait(self, statement):
        pause = 0.05
        while True:
            state = self._client.describe_statement(Id=statement)
            if state["Status"] in _ENDED:
                return state
            time.sleep(pause)
            pause = min(pause * 1.5, _LONGEST_PAUSE_SECONDS)


def _client(service):
    import boto3

    return boto3.client(service, region_name=os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION"))


def _named_by(host):
    """A cluster's or workgroup's name is the first part of its address; the local port serves them all."""
    if host not in _LOCAL:
        kind = "WorkgroupName" if _SERVERLESS in host else "ClusterIdentifier"
        return {kind: host.partition(".")[0]}
    for workgroup in _client("redshift-serverless").list_workgroups(maxResults=1)["workgroups"]:
        return {"WorkgroupName": workgroup["workgroupName"]}
    for cluster in _client("redshift").describe_clusters(MaxRecords=20)["Clusters"]:
        return {"ClusterIdentifier": cluster["ClusterIdentifier"]}
    raise ValueError("There is no cluster and no workgroup: create one of them (redshift or redshift-serverless)")


# A text, a name in quotes, a body between dollars, or a comment: semicolons in them end nothing.
_PIECE = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|\$(\w*)\$.*?\$\1\$|--[^\n]*|/\*.*?\*/|;|[^;'\"$/-]+|.", re.DOTALL)
_BOUNDARY = re.compile(r"^(BEGIN|START\s+TRANSACTION|END|COMMIT)(\s+(WORK|TRANSACTION))?$", re.IGNORECASE)


def statements_of(sql):
    """The statements of a text, without those that begin or end a transaction: they run in one already."""
    found, current = [], ""
    for match in _PIECE.finditer(sql or ""):
        if match.group() == ";":
            found.append(current)
            current = ""
        elif not match.group().startswith(("--", "/*")):
            current += match.group()
    return [each.strip() for each in [*found, current] if each.strip() and not _BOUNDARY.match(each.strip())]
