"""What expressions of a DAG file stand for, as far as its text alone says it."""

import ast


class Task:
    """A task that the file declares, and the ids of those that lead to it."""

    def __init__(self, task_id: str, operator: str, line: int, args: dict, mapped: bool = False):
        self.id, self.operator, self.line, self.args, self.mapped = task_id, operator, line, args, mapped
        self.upstream: list[str] = []


class Group:
    """A task group: to what stands before and behind it, it is its first and its last tasks."""

    def __init__(self, group_id: str):
        self.id = group_id
        self.tasks: list[Task] = []

    def first(self) -> list[Task]:
        """Those that wait for none of the group's own."""
        own = {task.id for task in self.tasks}
        return [task for task in self.tasks if not own.intersection(task.upstream)]

    def last(self) -> list[Task]:
        """Those that none of the group's own waits for."""
        waited_for = {name for task in self.tasks for name in task.upstream}
        return [task for task in self.tasks if task.id not in waited_for]


class Dag:
    """A DAG that the file declares."""

    def __init__(self, dag_id: str, line: int, facts: dict):
        self.id, self.line, self.facts = dag_id, line, facts
        self.tasks: dict[str, Task] = {}


def literal(node: ast.AST, names: dict) -> object:
    """A literal, or a name of one; otherwise the expression itself, as `{"expression": text}`."""
    if isinstance(node, ast.Constant) and (node.value is None or isinstance(node.value, (str, int, float, bool))):
        return node.value
    if isinstance(node, (ast.List, ast.Tuple)) and not any(isinstance(each, ast.Starred) for each in node.elts):
        return [literal(each, names) for each in node.elts]
    if isinstance(node, ast.Dict) and all(isinstance(key, ast.Constant) for key in node.keys):
        return {str(key.value): literal(value, names) for key, value in zip(node.keys, node.values)}
    if isinstance(node, ast.Name) and is_plain(names.get(node.id)):
        return names[node.id]
    return {"expression": ast.unparse(node)}


def is_plain(value: object) -> bool:
    """Whether a value came out of a literal."""
    return isinstance(value, (str, int, float, bool, list, dict)) and not (
        isinstance(value, list) and any(isinstance(each, (Task, Group)) for each in value)
    )


def tasks_of(value: object, last: bool) -> list[Task]:
    """The tasks that a value stands for beside an arrow: its last ones in front of it, its first ones behind."""
    if isinstance(value, Task):
        return [value]
    if isinstance(value, Group):
        return value.last() if last else value.first()
    if isinstance(value, list):
        return [task for each in value for task in tasks_of(each, last)]
    return []
