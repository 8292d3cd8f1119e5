"""The faults that people make in code like ours, each as one small change of a file's text.

They are those of authority, of scope and of record rather than of arithmetic: a permission not
asked, a filter left out, a decorator forgotten, an entry of the audit lost, a guard that guards
nothing.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

# Decorators that shape a thing rather than guard it: without one nothing runs at all.
SHAPES = {
    "property",
    "cached_property",
    "staticmethod",
    "classmethod",
    "dataclass",
    "contextmanager",
    "override",
    "shared_task",
    "register",
    "simple_block_tag",
    "simple_tag",
    "filter",
    "extend_schema_field",
}
# What narrows or locks a QuerySet, beside methods of our own; all else of Django's is for speed.
NARROWING = {"filter", "exclude", "select_for_update", "order_by", "distinct", "reverse"}
# Calls that only tell or prepare.
TELLING = {"add_argument", "write", "flush", "debug", "info", "warning"}
# Calls whose arguments by name are conditions: each may be left out.
CONDITIONS = {"filter", "exclude", "get_object_or_404", "get", "Q", "update"}
COMPARISONS = {
    ast.Lt: (r"<", "<="),
    ast.LtE: (r"<=", "<"),
    ast.Gt: (r">", ">="),
    ast.GtE: (r">=", ">"),
    ast.Eq: (r"==", "!="),
    ast.NotEq: (r"!=", "=="),
    ast.In: (r"\bin\b", "not in"),
    ast.NotIn: (r"\bnot\s+in\b", "in"),
    ast.Is: (r"\bis\b", "is not"),
    ast.IsNot: (r"\bis\s+not\b", "is"),
}
DRAWN = (0, 0)  # what is known of a template is whether it was drawn
LOOKUPS = {"__lt": "__lte", "__lte": "__lt", "__gt": "__gte", "__gte": "__gt"}


@dataclass(frozen=True)
class Fault:
    """One change: what is done, where in the file's bytes, and what stands there then.

    `lines` are the lines a test must run to meet it; none, where it is run when its file is
    imported.
    """

    file: str
    kind: str
    line: int
    start: int
    end: int
    put: str
    lines: tuple[int, int] | None = None

    @property
    def name(self) -> str:
        """What it is known by while its file stays as it is."""
        return f"{self.file}:{self.line}: {self.kind} [{self.put[:60]}] {self.start}-{self.end}"

    def in_text(self, text: bytes) -> bytes:
        """The file with this fault in it."""
        return text[: self.start] + self.put.encode() + text[self.end :]


def own_narrowings(house: Path, apps: tuple[str, ...]) -> set[str]:
    """The names of all methods of our own QuerySets."""
    classes = (
        node
        for app in apps
        for path in (house / app).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef) and node.name.endswith("QuerySet")
    )
    methods = (each for node in classes for each in node.body)
    names = {each.name for each in methods if isinstance(each, ast.FunctionDef)}
    return {name for name in names if not name.startswith(("with_", "for_"))}  # those are for speed


def faults_of(file: str, text: bytes, narrowing: set[str] = NARROWING) -> list[Fault]:
    """Every fault that can be put into a file, in order."""
    found = (
        faults_of_template(file, text)
        if file.endswith(".html")
        else _Python(file, text, narrowing).faults()
    )
    return sorted(set(found), key=lambda fault: (fault.start, fault.end, fault.kind))


def faults_of_template(file: str, text: bytes) -> Iterator[Fault]:
    """Tokens of forms left out, what is asked always so, and parts left out."""
    for pattern, kind, put in (
        (rb"{% csrf_token %}", "no token", ""),
        (rb"(?<={% if )[^%]+(?= %})", "shown to all", "1"),
        (rb"(?<={% elif )[^%]+(?= %})", "shown to all", "1"),
        (rb"{% include [^%]+ %}", "part left out", ""),
    ):
        for match in re.finditer(pattern, text):
            line = text.count(b"\n", 0, match.start()) + 1
            yield Fault(file, kind, line, *match.span(), put, DRAWN)


class _Python:
    def __init__(self, file: str, text: bytes, narrowing: set[str]) -> None:
        self.file, self.text, self.narrowing = file, text, narrowing
        self.starts = [0]
        for line in text.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))
        self.is_table = Path(file).name == "settings.py"
        self.are_permissions = "permissions" in file

    def faults(self) -> Iterator[Fault]:
        yield from self._within(ast.parse(self.text), None)

    def _within(self, node: ast.AST, lines: tuple[int, int] | None) -> Iterator[Fault]:
        """The faults of a node and all within it; `lines` are those of the statement around it in
        the function around that.
        """
        if isinstance(node, ast.ClassDef) and node.name == "Meta":
            return  # constraints are in migrations, and those are compared by `make check`
        in_function = lines is not None
        for child in _without_types(node):
            at = lines
            if isinstance(child, ast.FunctionDef):
                at = (child.body[0].lineno, child.end_lineno or child.lineno)
            elif isinstance(child, ast.stmt) and in_function:
                body = getattr(child, "body", None)
                at = (child.lineno, body[0].lineno - 1 if body else child.end_lineno)
                at = (at[0], max(at))
            yield from self._of(child, at)
            yield from self._within(child, at)

    def _of(  # noqa: C901, PLR0912 (one case a kind of node: a table)
        self, node: ast.AST, lines: tuple[int, int] | None
    ) -> Iterator[Fault]:
        put = partial(self._put, lines=lines)
        match node:
            case ast.FunctionDef():
                for each in node.decorator_list:
                    if _called(each) not in SHAPES:
                        yield self._put(
                            each, "decorator left out", "(lambda thing: thing)", lines=lines
                        )
            case ast.Expr(value=ast.Call() as call) if lines and _called(call) not in TELLING:
                yield put(node, f"{_called(call)} left out", "pass")
            case ast.If() | ast.IfExp() | ast.While():
                if _is_guard(node):
                    yield put(node.test, "guard left out", "False")
                else:
                    yield put(node.test, "condition negated", f"not ({self._read(node.test)})")
            case ast.comprehension():
                for each in node.ifs:
                    yield put(each, "condition left out", "True")
            case ast.BoolOp():
                for each in node.values:
                    kept = [f"({self._read(other)})" for other in node.values if other is not each]
                    joined = " and " if isinstance(node.op, ast.And) else " or "
                    yield put(node, "part left out", f"({joined.join(kept)})", mark=each)
            case ast.BinOp(op=ast.BitAnd() | ast.BitOr()) if not _is_type(node.right):
                yield put(node, "part left out", self._read(node.left), mark=node.right)
                yield put(node, "part left out", self._read(node.right), mark=node.left)
            case ast.UnaryOp(op=ast.Not() | ast.Invert()):
                yield put(node, "negation left out", f"({self._read(node.operand)})")
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                yield from self._comparison(left, op, right, lines)
            case ast.Return(value=ast.expr() as value) if self.are_permissions:
                yield put(value, "always allowed", "True")
            case ast.Return(value=ast.Constant(value=bool() as value)):
                yield put(node, "answer turned", f"return {not value}")
            case ast.Call():
                yield from self._call(node, lines)
            case ast.Assign() | ast.AnnAssign() if self.is_table and node.value:
                yield from self._table(node.value)

    def _comparison(
        self, left: ast.expr, op: ast.cmpop, right: ast.expr, lines: tuple[int, int] | None
    ) -> Iterator[Fault]:
        if type(op) not in COMPARISONS:
            return
        pattern, swapped = COMPARISONS[type(op)]
        start, end = self._span(left)[1], self._span(right)[0]
        if match := re.search(pattern.encode(), self.text[start:end]):
            yield Fault(
                self.file,
                "comparison swapped",
                left.lineno,
                start + match.start(),
                start + match.end(),
                swapped,
                lines,
            )

    def _call(self, node: ast.Call, lines: tuple[int, int] | None) -> Iterator[Fault]:
        name, of = _called(node), getattr(node.func, "value", None)
        is_class = isinstance(of, ast.Name) and of.id[:1].isupper()
        takes_order_away = name == "order_by" and not node.args  # for speed
        is_method = of and not is_class and not isinstance(of, ast.Constant)
        if name in self.narrowing and is_method and not takes_order_away:
            start, end = self._span(of)[1], self._span(node)[1]
            yield Fault(
                self.file,
                f"{name} left out",
                node.func.end_lineno or node.lineno,
                start,
                end,
                ".all()",
                lines,
            )
        for each in node.keywords:
            start, end = self._span(each)
            if name in CONDITIONS and each.arg and len(node.keywords) + len(node.args) > 1:
                comma = re.match(rb"\s*,?", self.text[end:])
                until = end + (comma.end() if comma else 0)
                yield Fault(self.file, f"{each.arg} left out", each.lineno, start, until, "", lines)
            for lookup, swapped in LOOKUPS.items():
                if each.arg and each.arg.endswith(lookup):
                    until = start + len(each.arg)
                    yield Fault(
                        self.file,
                        "comparison swapped",
                        each.lineno,
                        until - len(lookup),
                        until,
                        swapped,
                        lines,
                    )
            if each.arg == "status" and isinstance(each.value, ast.Constant):
                yield self._put(each.value, "status changed", "200", lines=lines)

    def _table(self, value: ast.expr) -> Iterator[Fault]:
        """Entries of a table of settings, each left out, and switches turned."""
        match value:
            case ast.Constant(value=bool() as switch):
                yield self._put(value, "switch turned", str(not switch), lines=None)
            case ast.Dict():
                for key, each in zip(value.keys, value.values, strict=True):
                    if isinstance(each, ast.List | ast.Dict):
                        yield from self._table(each)
                    if isinstance(key, ast.Constant) and isinstance(each, ast.Dict):
                        start, end = self._span(key)[0], self._span(each)[1]
                        yield Fault(
                            self.file, "entry left out", key.lineno, start, end, "**{}", None
                        )
            case ast.List() | ast.Tuple():
                for each in value.elts:
                    yield self._put(each, "entry left out", "*()", lines=None)

    def _put(
        self,
        node: ast.AST,
        kind: str,
        text: str,
        *,
        lines: tuple[int, int] | None,
        mark: ast.AST | None = None,
    ) -> Fault:
        return Fault(
            self.file, kind, getattr(mark or node, "lineno", 0), *self._span(node), text, lines
        )

    def _span(self, node: ast.AST) -> tuple[int, int]:
        """Where a node stands in the bytes of the file, with the brackets around it."""
        start = self.starts[node.lineno - 1] + node.col_offset
        end = self.starts[node.end_lineno - 1] + node.end_col_offset
        return start, end

    def _read(self, node: ast.AST) -> str:
        start, end = self._span(node)
        return self.text[start:end].decode()


def _called(node: ast.expr) -> str:
    """The last name of what is called, or named: `record` of `audit.record(…)`."""
    at = node.func if isinstance(node, ast.Call) else node
    return getattr(at, "attr", getattr(at, "id", ""))


def _without_types(node: ast.AST) -> Iterator[ast.AST]:
    """What stands in a node, but for annotations."""
    for name, value in ast.iter_fields(node):
        if name not in {"annotation", "returns", "type_params"}:
            children = value if isinstance(value, list) else [value]
            yield from (child for child in children if isinstance(child, ast.AST))


def _is_type(node: ast.AST) -> bool:
    """Part of a union of types, as in `str | None`."""
    name = getattr(node, "id", getattr(node, "attr", ""))
    return isinstance(node, ast.Constant) or name[:1].isupper() or name in {"str", "int", "bytes"}


def _is_guard(node: ast.AST) -> bool:
    """An `if` that only turns somebody away."""
    return (
        isinstance(node, ast.If)
        and not node.orelse
        and len(node.body) == 1
        and isinstance(node.body[0], ast.Raise | ast.Return)
    )
