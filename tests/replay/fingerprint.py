"""The order of commands in workflow code, as far as a history depends on it, read from its source.

`python -m tests.replay.fingerprint --renew --because "…"` writes it down anew.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

CODE = Path(__file__).parents[2] / "workflows"
COMMANDS = {
    *("execute_activity", "start_activity", "execute_local_activity", "start_local_activity"),
    *("execute_child_workflow", "start_child_workflow", "continue_as_new", "sleep"),
    *("wait_condition", "upsert_search_attributes", "upsert_memo", "patched", "deprecate_patch"),
    *("create_task", "gather", "wait", "wait_for", "timeout", "now", "uuid4", "random"),
}
"""What a history tells of, or what decides about the order of what it tells of."""

Outline = list[object]
Functions = dict[str, ast.FunctionDef | ast.AsyncFunctionDef]


def outline(known_patches: frozenset[str]) -> dict[str, Outline]:
    """The outline of every function that leads to a command, or decides about one.

    A patch that is not known counts as switched off, as it is for every history that there is.
    """
    functions = all_functions()
    names = leading(functions)
    return {
        name: [*Reader(names, known_patches).body(function.body)]
        for name, function in sorted(functions.items())
        if name.rpartition(".")[2] in names
    }


def all_functions() -> Functions:
    """Every function of the workflows, by file and name."""
    found: Functions = {}
    for file in sorted(CODE.glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                found[f"{file.stem}.{node.name}"] = node
    return found


def leading(functions: Functions) -> set[str]:
    """The names of functions that lead to a command, and of those that conditions ask."""
    names: set[str] = set()
    while True:
        found = {
            name.rpartition(".")[2]
            for name, function in functions.items()
            if called(function) & (names | COMMANDS)
        }
        found |= {
            asked
            for name, function in functions.items()
            if name.rpartition(".")[2] in found
            for asked in asked_by(function) & {one.rpartition(".")[2] for one in functions}
        }
        if found <= names:
            return names
        names |= found


def called(node: ast.AST) -> set[str]:
    """The names of everything that is called, or read as a property, in a piece of code."""
    return {
        name for one in ast.walk(node) if isinstance(one, ast.Call) for name in [name_of(one.func)]
    }


def asked_by(node: ast.AST) -> set[str]:
    """The names that conditions of a piece of code mention."""
    tests = (
        one.test
        for one in ast.walk(node)
        if isinstance(one, ast.If | ast.While | ast.IfExp | ast.Assert)
    )
    lambdas = (one.body for one in ast.walk(node) if isinstance(one, ast.Lambda))
    return {name_of(one) for test in (*tests, *lambdas) for one in ast.walk(test)}


def name_of(node: ast.AST) -> str:
    """The last part of a dotted name."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


class Reader:
    """Turns code into its outline: commands and calls that lead to one, within their branches."""

    def __init__(self, names: set[str], known_patches: frozenset[str]) -> None:
        self.names = names
        self.known = known_patches

    def body(self, statements: list[ast.stmt]) -> Iterator[object]:
        """One statement after the other."""
        for statement in statements:
            yield from self.statement(statement)

    def statement(self, node: ast.stmt) -> Iterator[object]:
        """A branch or a loop with what is in it, or the commands of a simple statement."""
        match node:
            case ast.If():
                yield from self.branch(node)
            case ast.While() | ast.For() | ast.AsyncFor():
                head = node.test if isinstance(node, ast.While) else node.iter
                inner = [*self.body(node.body)]
                if inner or [*self.calls(head)]:
                    yield {f"while {ast.unparse(head)}": inner}
                yield from self.otherwise(node.orelse)
            case ast.With() | ast.AsyncWith() | ast.Try() | ast.TryStar():
                yield from self.block(node)
            case ast.Match():
                yield from self.choice(node)
            case ast.Return() | ast.Raise() | ast.Break() | ast.Continue():
                yield ast.unparse(node)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                return
            case _:
                yield from self.calls(node)

    def branch(self, node: ast.If) -> Iterator[object]:
        """Both sides of a condition, or the one that old histories take."""
        patches = set(self.patches(node.test))
        if patches - self.known:
            yield from self.body(node.orelse)
            return
        sides = [*self.body(node.body)], [*self.body(node.orelse)]
        if any(sides):
            yield {f"if {ast.unparse(node.test)}": sides[0], "else": sides[1]}
        else:
            yield from self.calls(node.test)

    def choice(self, node: ast.Match) -> Iterator[object]:
        """What is done in each case, and what decides about it."""
        cases = []
        for case in node.cases:
            guard = f" if {ast.unparse(case.guard)}" if case.guard else ""
            cases.append({f"case {ast.unparse(case.pattern)}{guard}": [*self.body(case.body)]})
        if any(inner for case in cases for inner in case.values()):
            yield {f"match {ast.unparse(node.subject)}": cases}
        else:
            yield from self.calls(node.subject)

    def otherwise(self, statements: list[ast.stmt]) -> Iterator[object]:
        """What follows where a loop was not broken off, or nothing failed."""
        if inner := [*self.body(statements)]:
            yield {"else": inner}

    def block(self, node: ast.With | ast.AsyncWith | ast.Try | ast.TryStar) -> Iterator[object]:
        """What is opened, what is tried, and what is done where it fails."""
        for item in getattr(node, "items", []):
            yield from self.calls(item.context_expr)
        yield from self.body(node.body)
        for handler in getattr(node, "handlers", []):
            caught = ast.unparse(handler.type) if handler.type else ""
            yield {f"except {caught}": [*self.body(handler.body)]}
        yield from self.otherwise(getattr(node, "orelse", []))
        yield from self.body(getattr(node, "finalbody", []))

    def calls(self, node: ast.AST) -> Iterator[object]:
        """Commands in the order in which they are written."""
        for one in ast.walk(node):
            if isinstance(one, ast.Call) and name_of(one.func) in self.names | COMMANDS:
                yield self.told(one)

    def told(self, call: ast.Call) -> str:
        """A command with what it is about, that is its first words."""
        first = ast.unparse(call.args[0]) if call.args else ""
        return f"{ast.unparse(call.func)}({first})"

    def patches(self, node: ast.AST) -> Iterator[str]:
        """The ids of patches that a condition asks for."""
        for one in ast.walk(node):
            if isinstance(one, ast.Call) and name_of(one.func) == "patched" and one.args:
                yield ast.unparse(one.args[0])


def patches() -> list[str]:
    """The ids of all patches in the code."""
    found = {
        patch
        for function in all_functions().values()
        for patch in Reader(set(), frozenset()).patches(function)
    }
    return sorted(found)


def numbers() -> dict[str, str]:
    """The limits that decide when a run ends: histories depend on them too."""
    tree = ast.parse((CODE / "policies.py").read_text(encoding="utf-8"))
    found = {
        name_of(node.targets[0]): ast.unparse(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign)
    }
    return {name: value for name, value in sorted(found.items()) if name.endswith("_EVENTS")}
