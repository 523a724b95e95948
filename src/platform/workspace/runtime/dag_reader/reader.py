"""Goes through a DAG file's statements as Python would, without running any of them."""

import ast

from dag_reader.values import Dag, Group, Task, is_plain, literal, tasks_of

FACTS = ("schedule", "schedule_interval", "description", "tags", "catchup", "params", "default_args", "start_date")
CHAINS = ("chain", "chain_linear")


def read_file(path: str) -> dict:
    """The DAGs of a file with their tasks; a fault instead for one that is no Python."""
    try:
        with open(path, encoding="utf-8") as file:
            tree = ast.parse(file.read(), path)
    except (OSError, SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        return {"file": path, "dags": [], "fault": {"line": line, "message": getattr(error, "msg", None) or str(error)}}
    reader = Reader()
    reader.body(tree.body)
    return {"file": path, "dags": [shown(dag) for dag in reader.dags]}


def shown(dag: Dag) -> dict:
    """A DAG as the answer has it."""
    tasks = [
        {"id": t.id, "operator": t.operator, "line": t.line, "args": t.args, "mapped": t.mapped, "upstream": t.upstream}
        for t in dag.tasks.values()
    ]
    return {"id": dag.id, "line": dag.line, "facts": dag.facts, "tasks": tasks}


def name_of(node: ast.AST) -> str:
    """`BashOperator` of `bash.BashOperator`; empty for what is neither a name nor a member."""
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def keywords(call: ast.Call, names: dict) -> dict:
    """The named arguments of a call."""
    return {each.arg: literal(each.value, names) for each in call.keywords if each.arg}


class Reader:
    """Names and what they stand for, and the DAG and the groups that the text is inside of."""

    def __init__(self) -> None:
        self.dags: list[Dag] = []
        self.names: dict[str, object] = {}
        self.dag: Dag | None = None
        self.groups: list[Group] = []
        self.functions: dict[str, tuple[ast.FunctionDef, ast.AST]] = {}

    def body(self, statements: list[ast.stmt]) -> None:
        """One statement after the other."""
        for statement in statements:
            self.statement(statement)

    def statement(self, node: ast.stmt) -> None:
        """What a statement declares; others say nothing of DAGs."""
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
            value = self.value(node.value)
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                if isinstance(target, ast.Name):
                    self.names[target.id] = literal(node.value, self.names) if value is None else value
        elif isinstance(node, ast.Expr):
            self.value(node.value)
        elif isinstance(node, ast.With):
            self.within(node)
        elif isinstance(node, ast.FunctionDef):
            self.function(node)
        elif isinstance(node, ast.For):
            self.loop(node)
        elif isinstance(node, (ast.If, ast.Try)):
            # Which way it goes is not known; what it declares usually is there either way.
            self.body(node.body)
            self.body([each for handler in getattr(node, "handlers", []) for each in handler.body])
            self.body(node.orelse)

    def loop(self, node: ast.For) -> None:
        """Once for each item of a literal list; once with the name unknown for any other."""
        items = literal(node.iter, self.names)
        for item in items if isinstance(items, list) else [None]:
            if isinstance(node.target, ast.Name):
                self.names[node.target.id] = item
            self.body(node.body)

    def within(self, node: ast.With) -> None:
        """`with DAG(…) as dag:` and `with TaskGroup(…) as group:`."""
        before, depth = self.dag, len(self.groups)
        for item in node.items:
            value = self.value(item.context_expr)
            if isinstance(value, Dag):
                self.dag = value
            elif isinstance(value, Group):
                self.groups.append(value)
            if isinstance(item.optional_vars, ast.Name):
                self.names[item.optional_vars.id] = value
        self.body(node.body)
        self.dag, self.groups = before, self.groups[:depth]

    def function(self, node: ast.FunctionDef) -> None:
        """Functions that `@task` makes tasks of are kept until they are called; `@dag` makes a DAG of one."""
        for decorator in node.decorator_list:
            called = decorator.func if isinstance(decorator, ast.Call) else decorator
            names = [name_of(called), name_of(called.value) if isinstance(called, ast.Attribute) else ""]
            given = keywords(decorator, self.names) if isinstance(decorator, ast.Call) else {}
            if names[0] == "dag":
                before = self.dag
                self.dag = self.new_dag(str(given.get("dag_id", node.name)), node.lineno, given)
                self.body(node.body)
                self.dag = before
            elif names[0] == "task_group":
                self.functions[node.name] = (node, ast.Name("task_group"))
            elif "task" in names:
                self.functions[node.name] = (node, decorator)

    def new_dag(self, dag_id: str, line: int, given: dict) -> Dag:
        """A DAG of the file's."""
        dag = Dag(dag_id, line, {name: given[name] for name in FACTS if name in given})
        self.dags.append(dag)
        return dag

    def value(self, node: ast.AST) -> object:
        """The DAG, task, group or list of such that an expression stands for; None for anything else."""
        if isinstance(node, ast.Name):
            found = self.names.get(node.id)
            return None if is_plain(found) and not isinstance(found, list) else found
        if isinstance(node, (ast.List, ast.Tuple)):
            return [self.value(each) for each in node.elts]
        if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.RShift, ast.LShift)):
            left, right = self.value(node.left), self.value(node.right)
            self.join(left, right) if isinstance(node.op, ast.RShift) else self.join(right, left)
            return right
        if isinstance(node, (ast.Subscript, ast.Attribute)):
            return self.value(node.value)
        return self.call(node) if isinstance(node, ast.Call) else None

    def call(self, node: ast.Call) -> object:
        """What a call makes or joins."""
        name = name_of(node.func)
        if name == "DAG":
            given = keywords(node, self.names)
            first = literal(node.args[0], self.names) if node.args else given.get("dag_id")
            return self.new_dag(text(first), node.lineno, given)
        if name == "TaskGroup":
            first = literal(node.args[0], self.names) if node.args else keywords(node, self.names).get("group_id")
            return Group(self.prefixed(text(first)))
        if name in CHAINS:
            parts = [self.value(each) for each in node.args]
            for before, behind in zip(parts, parts[1:]):
                self.join(before, behind)
            return None
        if name in ("set_downstream", "set_upstream") and isinstance(node.func, ast.Attribute) and node.args:
            own, other = self.value(node.func.value), self.value(node.args[0])
            self.join(own, other) if name == "set_downstream" else self.join(other, own)
            return None
        return self.decorated(node) or self.operator(node)

    def decorated(self, node: ast.Call) -> object:
        """A call of a function that `@task` or `@task_group` stands above, with `.expand` or `.override` or without."""
        called, mapped, over = node.func, False, {}
        while isinstance(called, (ast.Attribute, ast.Call)):
            if isinstance(called, ast.Call):
                over.update(keywords(called, self.names) if name_of(called.func) == "override" else {})
                called = called.func
            else:
                mapped = mapped or called.attr.startswith("expand")
                called = called.value
        name = called.id if isinstance(called, ast.Name) else ""
        if name not in self.functions:
            return None
        function, decorator = self.functions[name]
        if name_of(decorator) == "task_group":
            return self.called_group(function)
        given = keywords(decorator, self.names) if isinstance(decorator, ast.Call) else {}
        kind = decorator.func if isinstance(decorator, ast.Call) else decorator
        task_id = str(over.get("task_id", given.get("task_id", name)))
        task = self.new_task(task_id, "@" + ast.unparse(kind), node.lineno, {**given, **over}, mapped)
        for each in [*node.args, *(keyword.value for keyword in node.keywords)]:
            self.join(self.value(each), task)
        return task

    def called_group(self, function: ast.FunctionDef) -> Group:
        """The tasks inside of a function that is a group."""
        group = Group(self.prefixed(function.name))
        self.groups.append(group)
        self.body(function.body)
        self.groups.pop()
        return group

    def operator(self, node: ast.Call) -> object:
        """`SomeOperator(task_id=…)`, or `SomeOperator.partial(task_id=…).expand(…)`."""
        inner, mapped = node, False
        while isinstance(inner.func, ast.Attribute) and isinstance(inner.func.value, ast.Call):
            mapped = mapped or inner.func.attr.startswith("expand")
            inner = inner.func.value
        given = keywords(inner, self.names)
        if "task_id" not in given:
            return None
        is_partial = isinstance(inner.func, ast.Attribute) and inner.func.attr == "partial"
        name = name_of(inner.func.value) if is_partial else name_of(inner.func)
        owner = self.dag
        named = next((self.value(each.value) for each in inner.keywords if each.arg == "dag"), None)
        self.dag = named if isinstance(named, Dag) else owner
        task_id = given.pop("task_id")
        task = self.new_task(text(task_id), name, node.lineno, given, mapped)
        self.dag = owner
        return task

    def new_task(self, task_id: str, operator: str, line: int, args: dict, mapped: bool) -> Task:
        """A task of the DAG that the text is inside of; its second of one name is another, as Airflow counts them."""
        unique, count = self.prefixed(task_id), 0
        while self.dag and unique in self.dag.tasks:
            count += 1
            unique = f"{self.prefixed(task_id)}__{count}"
        task = Task(unique, operator, line, args, mapped)
        if self.dag:
            self.dag.tasks[unique] = task
        for group in self.groups:
            group.tasks.append(task)
        return task

    def prefixed(self, name: str) -> str:
        """A name inside of the groups that the text is in."""
        return f"{self.groups[-1].id}.{name}" if self.groups else name

    def join(self, before: object, behind: object) -> None:
        """Lets one wait for the other."""
        for task in tasks_of(behind, last=False):
            for name in [each.id for each in tasks_of(before, last=True)]:
                if name not in task.upstream:
                    task.upstream.append(name)


def text(value: object) -> str:
    """A name; an expression in its own words where it is none."""
    return f"{{{value['expression']}}}" if isinstance(value, dict) else str(value)
