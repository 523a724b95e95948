"""Walks statements. A branch that cannot be decided is taken both ways; a loop over something unknown goes round once."""

from __future__ import annotations

import ast
from typing import Any

import expressions
from effects import Effects
from values import Alternatives, Call, Chain, Class, Function, Instance, Module, one_of

MOST_STEPS = 400_000
DEEPEST = 60
MOST_ROUNDS = 200


class GivenUp(Exception):
    """The script takes more steps than a reader has patience for."""


class Return(Exception):
    """A function has ended; `value` is what it gives."""

    def __init__(self, value: Any) -> None:
        self.value = value


class Raised(Exception):
    """The script itself raises here: nothing after it happens on this way."""


class Leave(Exception):
    """`break` or `continue`."""


class Interpreter:
    def __init__(
        self,
        effects: Effects,
        modules: dict[str, str],
        arguments: dict[str, Any],
        environment: dict[str, Any],
    ) -> None:
        self.effects = effects
        self.files = modules
        self.arguments = arguments
        self.environment = environment
        self.loaded: dict[str, Module] = {}
        self.faults: list[dict[str, Any]] = []
        # Where the walk is: (file, line) of each call on the way.
        self.stack: list[tuple[str, int]] = []
        self.steps = 0

    def load(self, name: str, file: str) -> Module:
        """A module of the script's own, walked once."""
        if name in self.loaded:
            return self.loaded[name]
        with open(file, encoding="utf-8") as source:
            tree = ast.parse(source.read(), file)
        module = Module(name, file, {"__name__": name, "__file__": file})
        self.loaded[name] = module
        try:
            self.block(tree.body, module.names, module)
        except (Return, Raised, Leave):
            pass
        return module

    def block(self, statements: list[ast.stmt], names: dict[str, Any], module: Module) -> None:
        for statement in statements:
            self.steps += 1
            if self.steps > MOST_STEPS:
                raise GivenUp("it takes too many steps to be read whole")
            self.statement(statement, names, module)

    def statement(self, node: ast.stmt, names: dict[str, Any], module: Module) -> None:
        handler = getattr(self, f"on_{type(node).__name__}", None)
        if handler:
            handler(node, names, module)

    def value(self, node: ast.expr | None, names: dict[str, Any], module: Module) -> Any:
        return None if node is None else expressions.evaluate(self, node, names, module)

    # -- statements --

    def on_Expr(self, node: ast.Expr, names: dict[str, Any], module: Module) -> None:
        self.value(node.value, names, module)

    def on_Assign(self, node: ast.Assign, names: dict[str, Any], module: Module) -> None:
        value = self.value(node.value, names, module)
        for target in node.targets:
            self.bind(target, value, names, module)

    def on_AnnAssign(self, node: ast.AnnAssign, names: dict[str, Any], module: Module) -> None:
        if node.value is not None:
            self.bind(node.target, self.value(node.value, names, module), names, module)

    def on_AugAssign(self, node: ast.AugAssign, names: dict[str, Any], module: Module) -> None:
        left = self.value(node.target, names, module)
        right = self.value(node.value, names, module)
        self.bind(node.target, expressions.combine(node.op, left, right), names, module)

    def on_Return(self, node: ast.Return, names: dict[str, Any], module: Module) -> None:
        raise Return(self.value(node.value, names, module))

    def on_Raise(self, node: ast.Raise, names: dict[str, Any], module: Module) -> None:
        raise Raised

    def on_Break(self, node: ast.Break, names: dict[str, Any], module: Module) -> None:
        raise Leave

    on_Continue = on_Break

    def on_FunctionDef(self, node: ast.FunctionDef, names: dict[str, Any], module: Module) -> None:
        names[node.name] = Function(node, module, names)

    on_AsyncFunctionDef = on_FunctionDef

    def on_ClassDef(self, node: ast.ClassDef, names: dict[str, Any], module: Module) -> None:
        members = names.copy()
        self.block(node.body, members, module)
        own = {name: value for name, value in members.items() if name not in names or names[name] is not value}
        # A method sees what is around the class, not the class's own members.
        for value in own.values():
            if isinstance(value, Function):
                value.closure = names
        fields = [
            each.target.id for each in node.body if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)
        ]
        bases = [self.value(base, names, module) for base in node.bases]
        inherited = [name for base in bases if isinstance(base, Class) for name in base.fields]
        names[node.name] = Class(node, module, own, bases, [*inherited, *fields])

    def on_Import(self, node: ast.Import, names: dict[str, Any], module: Module) -> None:
        for alias in node.names:
            top = alias.name.split(".")[0]
            names[alias.asname or top] = self.imported(alias.name if alias.asname else top)

    def on_ImportFrom(self, node: ast.ImportFrom, names: dict[str, Any], module: Module) -> None:
        source = self.imported(node.module or "")
        for alias in node.names:
            if isinstance(source, Module):
                value = source.names.get(alias.name, Chain(alias.name))
            else:
                value = self.imported(f"{node.module}.{alias.name}") if node.module else self.imported(alias.name)
                if not isinstance(value, Module):
                    value = source.then(alias.name)
            names[alias.asname or alias.name] = value

    def imported(self, name: str) -> Any:
        file = self.files.get(name)
        if file is None:
            first, *rest = name.split(".")
            return Chain(first, tuple(rest))
        try:
            return self.load(name, file)
        except SyntaxError as error:
            self.faults.append({"file": file, "line": error.lineno or 1, "message": f"no Python: {error.msg}"})
            return Chain(name)

    def on_If(self, node: ast.If, names: dict[str, Any], module: Module) -> None:
        test = expressions.truth(self.value(node.test, names, module))
        if test is not None:
            self.block(node.body if test else node.orelse, names, module)
            return
        self.branches([node.body, node.orelse], names, module, expressions.narrowed(node.test, names))

    def branches(
        self,
        blocks: list[list[ast.stmt]],
        names: dict[str, Any],
        module: Module,
        known: tuple[dict[str, Any], dict[str, Any]] = ({}, {}),
    ) -> None:
        """
        Takes each way, and goes on with what all of them leave; a way that ends the function ends only itself.

        @param known what the first way, and each other, knows of names beyond what is known before
        """
        left: list[dict[str, Any]] = []
        ended: list[Exception] = []
        for i, block in enumerate(blocks):
            own = names.copy()
            own.update(known[min(i, 1)])
            try:
                self.block(block, own, module)
                left.append(own)
            except (Return, Raised, Leave) as way:
                ended.append(way)
        returned = [way.value for way in ended if isinstance(way, Return)]
        if not left:
            if returned:
                raise Return(one_of(returned))
            raise ended[0]
        # What an early return gives is one of the values of the whole function.
        names.setdefault("\0returned", []).extend(returned)
        for name in {name for own in left for name in own}:
            if name == "\0returned":
                continue
            values = [own[name] for own in left if name in own]
            names[name] = values[0] if all(value is values[0] for value in values) else one_of(values)

    def on_Match(self, node: ast.Match, names: dict[str, Any], module: Module) -> None:
        self.value(node.subject, names, module)
        self.branches([case.body for case in node.cases], names, module)

    def on_For(self, node: ast.For, names: dict[str, Any], module: Module) -> None:
        for item in expressions.items_of(self.value(node.iter, names, module))[:MOST_ROUNDS]:
            self.bind(node.target, item, names, module)
            try:
                self.block(node.body, names, module)
            except Leave:
                continue
        self.block(node.orelse, names, module)

    on_AsyncFor = on_For

    def on_While(self, node: ast.While, names: dict[str, Any], module: Module) -> None:
        test = expressions.truth(self.value(node.test, names, module))
        try:
            if test is not False:
                self.block(node.body, names, module)
        except Leave:
            pass

    def on_With(self, node: ast.With, names: dict[str, Any], module: Module) -> None:
        for item in node.items:
            value = self.value(item.context_expr, names, module)
            if item.optional_vars is not None:
                self.bind(item.optional_vars, value, names, module)
        self.block(node.body, names, module)

    on_AsyncWith = on_With

    def on_Try(self, node: ast.Try, names: dict[str, Any], module: Module) -> None:
        self.branches([[*node.body, *node.orelse], *[handler.body for handler in node.handlers]], names, module)
        self.block(node.finalbody, names, module)

    # -- names --

    def bind(self, target: ast.expr, value: Any, names: dict[str, Any], module: Module) -> None:
        if isinstance(target, ast.Name):
            names[target.id] = value
        elif isinstance(target, (ast.Tuple, ast.List)):
            parts = expressions.parts_of(value, len(target.elts))
            for element, part in zip(target.elts, parts):
                inner = element.value if isinstance(element, ast.Starred) else element
                self.bind(inner, part, names, module)
        elif isinstance(target, ast.Attribute):
            owner = self.value(target.value, names, module)
            if isinstance(owner, Instance):
                owner.attributes[target.attr] = value
        elif isinstance(target, ast.Subscript):
            owner = self.value(target.value, names, module)
            key = self.value(target.slice, names, module)
            if isinstance(owner, dict) and isinstance(key, (str, int)):
                owner[key] = value

    # -- calls --

    def call(self, function: Any, args: list[Any], kwargs: dict[str, Any], node: ast.Call | None) -> Any:
        if isinstance(function, Alternatives):
            return one_of([self.call(each, args, kwargs, node) for each in function.values])
        if isinstance(function, Function):
            return self.run(function, args, kwargs)
        if isinstance(function, Class):
            return self.make(function, args, kwargs)
        if isinstance(function, Chain):
            return self.effects.called(self, function, Call(tuple(args), kwargs))
        return Chain("")

    def run(self, function: Function, args: list[Any], kwargs: dict[str, Any]) -> Any:
        if len(self.stack) > DEEPEST:
            return Chain("")
        scope = _Scope(function.module.names, {} if function.closure is function.module.names else function.closure)
        given = [function.bound, *args] if function.bound is not None else args
        expressions.bind_parameters(self, function, given, kwargs, scope)
        if isinstance(function.node, ast.Lambda):
            return self.value(function.node.body, scope, function.module)
        try:
            self.block(function.node.body, scope, function.module)
        except Return as ended:
            return one_of([*scope.get("\0returned", []), ended.value])
        except Raised:
            # As far as this reader can tell it fails here; whoever runs it may know better, so that the walk goes on.
            return one_of(scope.get("\0returned", []) or [Chain("")])
        except Leave:
            pass
        early = scope.get("\0returned", [])
        yielded = scope.get("\0yielded")
        if yielded is not None:
            return yielded
        return one_of([*early, None]) if early else None

    def make(self, of: Class, args: list[Any], kwargs: dict[str, Any]) -> Any:
        instance = Instance(of, {})
        init = expressions.member(of, "__init__")
        if isinstance(init, Function):
            self.run(Function(init.node, init.module, init.closure, instance), args, kwargs)
            return instance
        for name, value in [*zip(of.fields, args), *kwargs.items()]:
            instance.attributes[name] = value
        return instance


class _Scope(dict):
    """A function's own names; what is not among them is looked for in its module, as it is by then."""

    def __init__(self, module: dict[str, Any], own: dict[str, Any]) -> None:
        super().__init__(own)
        self.module = module

    def copy(self) -> _Scope:
        return _Scope(self.module, self)

    def __missing__(self, name: str) -> Any:
        return self.module[name]

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or name in self.module
