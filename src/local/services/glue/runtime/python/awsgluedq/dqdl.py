"""The Data Quality Definition Language.

https://docs.aws.amazon.com/glue/latest/dg/dqdl.html
"""

import re
from dataclasses import dataclass, field

_TOKEN = re.compile(
    r'\s+|#[^\n]*|(?P<text>"(?:[^"\\]|\\.)*")|(?P<number>-?\d+(?:\.\d+)?(?![\w.]))'
    r"|(?P<sign>!=|>=|<=|[<>=()\[\],+-])|(?P<word>[\w.*:/]+)"
)
_SIGNS = ("=", "!=", ">", ">=", "<", "<=")


class DqdlError(ValueError):
    """A ruleset that is not DQDL, or uses what there is not here."""


@dataclass(frozen=True)
class Condition:
    """`operator` is a comparison, between, in or matches; `negated` for `not`. Values are numbers, texts or Words."""

    operator: str
    values: tuple
    negated: bool = False


class Word(str):
    """A value without quotes: NULL, EMPTY, true, now()."""


@dataclass(frozen=True)
class Rule:
    """`text` as the ruleset has it."""

    name: str
    text: str
    parameters: tuple = ()
    condition: Condition | None = None
    threshold: Condition | None = None
    where: str | None = None


@dataclass(frozen=True)
class Composite:
    """Rules joined by `and` or `or`."""

    text: str
    operator: str
    rules: tuple = field(default_factory=tuple)


def parse(ruleset):
    """The rules of a ruleset. Raises DqdlError for what is not understood."""
    return _Parser(ruleset).ruleset()


class _Parser:
    def __init__(self, text):
        self._text = text
        self._tokens = []
        at = 0
        while at < len(text):
            match = _TOKEN.match(text, at)
            if not match:
                raise DqdlError(f"{text[at : at + 20]!r} is not understood in the ruleset")
            if match.lastgroup:
                self._tokens.append((match.lastgroup, match.group(), at, match.end()))
            at = match.end()
        self._at = 0

    def ruleset(self):
        rules = []
        while self._peek():
            name = self._take()[1]
            self._want("=")
            self._want("[")
            if name not in ("Rules", "Analyzers"):
                raise DqdlError(f"{name} is not a part of a ruleset here: Rules = [ … ] is")
            while not self._skip("]"):
                rule = self._joined()
                # Analyzers only gather statistics, which nothing here keeps.
                if name == "Rules":
                    rules.append(rule)
                if not self._skip(","):
                    self._want("]")
                    break
        if not rules:
            raise DqdlError('The ruleset has no rules: Rules = [ IsComplete "id" ]')
        return rules

    def _joined(self):
        start = self._tokens[self._at][2] if self._peek() else 0
        first = self._group()
        parts, operators = [first], set()
        while self._is_word("and", "or"):
            operators.add(self._take()[1])
            parts.append(self._group())
        if len(operators) > 1:
            raise DqdlError("Rules that are joined by and, and by or, want parentheses")
        return Composite(self._since(start), operators.pop(), tuple(parts)) if operators else first

    def _group(self):
        if not self._skip("("):
            return self._rule()
        rule = self._joined()
        self._want(")")
        return rule

    def _rule(self):
        kind, name, start, _ = self._take()
        if kind != "word":
            raise DqdlError(f"A rule begins with its type, not with {name}")
        parameters = []
        while (
            self._peek()
            and self._peek()[0] in ("text", "word")
            and not self._is_word("and", "or", "between", "in", "not", "matches", "with", "where")
        ):
            parameters.append(_unquoted(self._take()))
        condition = self._condition()
        threshold, where = None, None
        while self._is_word("with", "where"):
            if self._take()[1] == "where":
                where = _unquoted(self._take())
            elif self._skip("threshold"):
                threshold = self._condition()
            else:
                raise DqdlError(f"{name}: only `with threshold` is understood")
        return Rule(name, self._since(start), tuple(parameters), condition, threshold, where)

    def _condition(self):
        negated = self._skip("not")
        if self._peek() and self._peek()[1] in _SIGNS:
            return Condition(self._take()[1], (self._value(),), negated)
        if self._skip("between"):
            low = self._value()
            self._want("and")
            return Condition("between", (low, self._value()), negated)
        if self._skip("matches"):
            return Condition("matches", (self._value(),), negated)
        if self._skip("in"):
            self._want("[")
            values = []
            while not self._skip("]"):
                values.append(self._value())
                self._skip(",")
            return Condition("in", tuple(values), negated)
        if negated:
            raise DqdlError("`not` wants between, in or matches")
        return None

    def _value(self):
        token = self._take()
        if token[0] == "number":
            return float(token[1]) if "." in token[1] else int(token[1])
        if token[0] == "text":
            return _unquoted(token)
        if token[0] != "word":
            raise DqdlError(f"A value is wanted, not {token[1]}")
        if self._skip("("):
            if not self._skip(")") or token[1] != "now":
                raise DqdlError(
                    f"{token[1]}(…): dynamic rules are not supported by the local Glue runtime. Give a number."
                )
            return self._moment()
        return Word(token[1])

    def _moment(self):
        if self._peek() and self._peek()[1] in ("-", "+"):
            sign = self._take()[1]
            count = self._take()[1]
            return Word(f"now {sign} {count} {self._take()[1]}")
        return Word("now")

    def _peek(self):
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _take(self):
        token = self._peek()
        if token is None:
            raise DqdlError("The ruleset ends too early")
        self._at += 1
        return token

    def _skip(self, text):
        if self._peek() and self._peek()[1] == text:
            self._at += 1
            return True
        return False

    def _want(self, text):
        token = self._take()
        if token[1] != text:
            raise DqdlError(f"{text} is wanted in the ruleset before {token[1]!r}")

    def _is_word(self, *words):
        return bool(self._peek()) and self._peek()[0] == "word" and self._peek()[1] in words

    def _since(self, start):
        return " ".join(self._text[start : self._tokens[self._at - 1][3]].split())


def _unquoted(token):
    return re.sub(r'\\(["\\])', r"\1", token[1][1:-1]) if token[0] == "text" else token[1]
