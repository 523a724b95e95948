"""What an expression stands for."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

import plain
from values import Alternatives, Chain, Class, Function, Given, Instance, Module, UNKNOWN, one_of, text_of

if TYPE_CHECKING:
    from interpreter import Interpreter


def evaluate(walk: Interpreter, node: ast.expr, names: dict[str, Any], module: Module) -> Any:
    handler = handlers.get(type(node))
    return handler(walk, node, names, module) if handler else Chain("")


def constant(walk, node: ast.Constant, names, module) -> Any:
    return node.value


def name(walk, node: ast.Name, names, module) -> Any:
    if node.id in names:
        return names[node.id]
    return Chain(node.id)


def formatted(walk, node: ast.JoinedStr, names, module) -> Any:
    texts: Any = ""
    for part in node.values:
        value = evaluate(walk, part.value if isinstance(part, ast.FormattedValue) else part, names, module)
        texts = each_pair(texts, value, lambda a, b: a + text_of(b))
    return texts


def each_pair(left: Any, right: Any, join) -> Any:
    """One result, or one for each way in which the two may be."""
    if not isinstance(left, Alternatives) and not isinstance(right, Alternatives):
        return join(left, right)
    lefts = left.values if isinstance(left, Alternatives) else (left,)
    rights = right.values if isinstance(right, Alternatives) else (right,)
    return one_of([join(a, b) for a in lefts for b in rights])


def attribute(walk, node: ast.Attribute, names, module) -> Any:
    return get_attribute(walk, evaluate(walk, node.value, names, module), node.attr)


def get_attribute(walk, owner: Any, attr: str) -> Any:
    if isinstance(owner, Alternatives):
        return one_of([get_attribute(walk, each, attr) for each in owner.values])
    if isinstance(owner, Module):
        return owner.names.get(attr, Chain(attr))
    if isinstance(owner, Instance):
        if attr in owner.attributes:
            return owner.attributes[attr]
        return bound(walk, member(owner.of, attr), owner)
    if isinstance(owner, Class):
        found = member(owner, attr)
        if isinstance(found, Function) and "classmethod" in decorators(found):
            return Function(found.node, found.module, found.closure, owner)
        return found
    if isinstance(owner, Chain):
        if owner.root == "os" and attr == "environ" and not owner.steps:
            return Environment(walk.environment)
        return owner.then(attr, owner.source)
    return plain.Method(owner, attr)


class Environment(dict):
    """os.environ, as the template fills it; what it does not name may be there all the same."""


def member(of: Class, attr: str) -> Any:
    if attr in of.members:
        return of.members[attr]
    for base in of.bases:
        found = member(base, attr) if isinstance(base, Class) else None
        if found is not None and not isinstance(found, Chain):
            return found
    return Chain(attr)


def decorators(function: Function) -> list[str]:
    found = getattr(function.node, "decorator_list", [])
    return [each.id if isinstance(each, ast.Name) else getattr(each, "attr", "") for each in found]


def bound(walk, found: Any, owner: Instance) -> Any:
    if not isinstance(found, Function):
        return found
    marks = decorators(found)
    if "staticmethod" in marks:
        return found
    method = Function(found.node, found.module, found.closure, owner.of if "classmethod" in marks else owner)
    return walk.run(method, [], {}) if "property" in marks or "cached_property" in marks else method


def subscript(walk, node: ast.Subscript, names, module) -> Any:
    owner = evaluate(walk, node.value, names, module)
    if isinstance(node.slice, ast.Slice):
        parts = [walk.value(part, names, module) for part in (node.slice.lower, node.slice.upper, node.slice.step)]
        return plain.sliced(owner, parts)
    return each_pair(owner, evaluate(walk, node.slice, names, module), plain.item)


def called(walk, node: ast.Call, names, module) -> Any:
    function = evaluate(walk, node.func, names, module)
    args: list[Any] = []
    for arg in node.args:
        if isinstance(arg, ast.Starred):
            args.extend(items_of(evaluate(walk, arg.value, names, module)))
        else:
            args.append(evaluate(walk, arg, names, module))
    kwargs: dict[str, Any] = {}
    for keyword in node.keywords:
        value = evaluate(walk, keyword.value, names, module)
        if keyword.arg is not None:
            kwargs[keyword.arg] = value
        elif isinstance(value, dict):
            kwargs.update({key: each for key, each in value.items() if isinstance(key, str)})
    walk.stack.append((module.file, node.lineno))
    try:
        if isinstance(function, plain.Method):
            return plain.call_method(walk, function, args, kwargs)
        if isinstance(function, Chain) and not function.steps and function.root in plain.builtins:
            return plain.builtins[function.root](walk, args, kwargs)
        return walk.call(function, args, kwargs, node)
    finally:
        walk.stack.pop()


def operation(walk, node: ast.BinOp, names, module) -> Any:
    left = evaluate(walk, node.left, names, module)
    right = evaluate(walk, node.right, names, module)
    return combine(node.op, left, right)


def combine(op: ast.operator, left: Any, right: Any) -> Any:
    return each_pair(left, right, lambda a, b: plain.combined(op, a, b))


def compared(walk, node: ast.Compare, names, module) -> Any:
    values = [evaluate(walk, each, names, module) for each in (node.left, *node.comparators)]
    if len(values) != 2 or any(not plain.is_settled(value) for value in values):
        return Chain("")
    return plain.compare(node.ops[0], *values)


def boolean(walk, node: ast.BoolOp, names, module) -> Any:
    values = [evaluate(walk, each, names, module) for each in node.values]
    # `given or default` is either; `a and b` decides nothing here.
    known = [truth(value) for value in values]
    if isinstance(node.op, ast.Or):
        for value, is_true in zip(values, known):
            if is_true:
                return value
            if is_true is None:
                return one_of([each for each in values if truth(each) is not False])
        return values[-1]
    if all(is_true is True for is_true in known):
        return values[-1]
    return next((value for value, is_true in zip(values, known) if is_true is False), Chain(""))


def negated(walk, node: ast.UnaryOp, names, module) -> Any:
    value = evaluate(walk, node.operand, names, module)
    if isinstance(node.op, ast.Not):
        known = truth(value)
        return Chain("") if known is None else not known
    if isinstance(node.op, ast.USub) and isinstance(value, (int, float)):
        return -value
    return Chain("")


def conditional(walk, node: ast.IfExp, names, module) -> Any:
    known = truth(evaluate(walk, node.test, names, module))
    if known is not None:
        return evaluate(walk, node.body if known else node.orelse, names, module)
    return one_of([evaluate(walk, each, names, module) for each in (node.body, node.orelse)])


def sequence(walk, node: ast.List | ast.Tuple | ast.Set, names, module) -> Any:
    items: list[Any] = []
    for element in node.elts:
        if isinstance(element, ast.Starred):
            items.extend(items_of(evaluate(walk, element.value, names, module)))
        else:
            items.append(evaluate(walk, element, names, module))
    return tuple(items) if isinstance(node, ast.Tuple) else items


def mapping(walk, node: ast.Dict, names, module) -> Any:
    found: dict[Any, Any] = {}
    for key, value in zip(node.keys, node.values):
        read = evaluate(walk, value, names, module)
        if key is None:
            found.update(read if isinstance(read, dict) else {})
            continue
        read_key = evaluate(walk, key, names, module)
        found[read_key if isinstance(read_key, (str, int)) else text_of(read_key)] = read
    return found


def comprehension(walk, node, names, module) -> Any:
    rows: list[Any] = []

    def turn(depth: int, scope: dict[str, Any]) -> None:
        if depth == len(node.generators):
            if isinstance(node, ast.DictComp):
                rows.append((evaluate(walk, node.key, scope, module), evaluate(walk, node.value, scope, module)))
            else:
                rows.append(evaluate(walk, node.elt, scope, module))
            return
        generator = node.generators[depth]
        for item in items_of(evaluate(walk, generator.iter, scope, module))[:200]:
            inner = scope.copy()
            walk.bind(generator.target, item, inner, module)
            tests = [truth(evaluate(walk, test, inner, module)) for test in generator.ifs]
            if not any(test is False for test in tests):
                turn(depth + 1, inner)

    turn(0, names)
    if isinstance(node, ast.DictComp):
        return {key if isinstance(key, (str, int)) else text_of(key): value for key, value in rows}
    return rows


def function(walk, node: ast.Lambda, names, module) -> Any:
    return Function(node, module, names)


def named(walk, node: ast.NamedExpr, names, module) -> Any:
    value = evaluate(walk, node.value, names, module)
    walk.bind(node.target, value, names, module)
    return value


def inner(walk, node, names, module) -> Any:
    value = evaluate(walk, node.value, names, module) if node.value is not None else None
    return value


def yielded(walk, node, names, module) -> Any:
    value = evaluate(walk, node.value, names, module) if node.value is not None else None
    names.setdefault("\0yielded", []).extend(items_of(value) if isinstance(node, ast.YieldFrom) else [value])
    return Chain("")


def narrowed(test: ast.expr, names: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a name stands for where `name is None` holds, and where it does not; also of `not name` and `name`."""
    if isinstance(test, ast.Compare) and isinstance(test.ops[0], (ast.Is, ast.IsNot)):
        is_none, asked = isinstance(test.ops[0], ast.Is), test.left
    elif isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        is_none, asked = True, test.operand
    else:
        is_none, asked = False, test
    if not isinstance(asked, ast.Name) or asked.id not in names:
        return {}, {}
    value = names[asked.id]
    if not isinstance(value, Alternatives) or None not in [each for each in value.values if each is None]:
        return {}, {}
    nothing = {asked.id: None}
    something = {asked.id: one_of([each for each in value.values if each is not None])}
    return (nothing, something) if is_none else (something, nothing)


def truth(value: Any) -> bool | None:
    """Whether a test holds; None where that depends on what the script is given."""
    if isinstance(value, (Chain, Alternatives, Given, Environment)):
        return None
    if isinstance(value, (Function, Class, Instance, Module)):
        return True
    try:
        return bool(value)
    except (TypeError, ValueError):
        return None


def items_of(value: Any) -> list[Any]:
    """What a loop goes over; of something unknown one unknown item of the same source."""
    if isinstance(value, Alternatives):
        return [item for each in value.values for item in items_of(each)]
    if isinstance(value, dict):
        return list(value)
    if isinstance(value, (list, tuple, set, frozenset)):
        return list(value)
    if isinstance(value, str) and UNKNOWN not in value and len(value) < 100:
        return list(value)
    return [value.then("item", value.source)] if isinstance(value, Chain) else [Chain("")]


def parts_of(value: Any, count: int) -> list[Any]:
    if isinstance(value, (list, tuple)) and len(value) == count:
        return list(value)
    if isinstance(value, Alternatives):
        ways = [parts_of(each, count) for each in value.values]
        return [one_of([way[i] for way in ways]) for i in range(count)]
    source = value.source if isinstance(value, Chain) else None
    return [Chain("", (), source) for _ in range(count)]


def bind_parameters(walk, function: Function, args: list[Any], kwargs: dict[str, Any], scope: dict[str, Any]) -> None:
    taken = function.node.args
    positional = [each.arg for each in (*taken.posonlyargs, *taken.args)]
    defaults = dict(zip(reversed(positional), reversed(taken.defaults)))
    defaults |= {each.arg: value for each, value in zip(taken.kwonlyargs, taken.kw_defaults) if value is not None}
    for each in [*positional, *[each.arg for each in taken.kwonlyargs]]:
        scope[each] = walk.value(defaults[each], scope, function.module) if each in defaults else Chain(each)
    scope.update(zip(positional, args))
    if taken.vararg:
        scope[taken.vararg.arg] = list(args[len(positional) :])
    known = {*positional, *[each.arg for each in taken.kwonlyargs]}
    scope.update({key: value for key, value in kwargs.items() if key in known})
    if taken.kwarg:
        scope[taken.kwarg.arg] = {key: value for key, value in kwargs.items() if key not in known}


handlers = {
    ast.Constant: constant,
    ast.Name: name,
    ast.JoinedStr: formatted,
    ast.Attribute: attribute,
    ast.Subscript: subscript,
    ast.Call: called,
    ast.BinOp: operation,
    ast.Compare: compared,
    ast.BoolOp: boolean,
    ast.UnaryOp: negated,
    ast.IfExp: conditional,
    ast.List: sequence,
    ast.Tuple: sequence,
    ast.Set: sequence,
    ast.Dict: mapping,
    ast.ListComp: comprehension,
    ast.SetComp: comprehension,
    ast.GeneratorExp: comprehension,
    ast.DictComp: comprehension,
    ast.Lambda: function,
    ast.NamedExpr: named,
    ast.Await: inner,
    ast.Yield: yielded,
    ast.YieldFrom: yielded,
}
