"""The source tree as the rules of the house see it: modules with their app and shelf."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("market", "bidding", "ratings")  # Each may import those before it.
OURS = (*APPS, "config")
LEFT_OUT = {".venv", ".git", "var", "node_modules"}


@dataclass(frozen=True)
class Module:
    """One Python file. `name` is its path with dots, as it is imported."""

    name: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def app(self) -> str:
        return self.name.partition(".")[0]

    @property
    def shelf(self) -> str:
        """`actions` of `market.actions.bids`, `record` of `market.record`."""
        parts = self.name.split(".")
        return parts[1] if len(parts) > 1 else ""

    @property
    def is_migration(self) -> bool:
        return self.shelf == "migrations"

    @property
    def is_package(self) -> bool:
        return self.name.endswith(".__init__")


def snippet(name: str, text: str) -> Module:
    """A module that exists only in a test of a rule."""
    return Module(name, text)


@lru_cache
def all_files(pattern: str) -> tuple[Path, ...]:
    found = (path for path in ROOT.rglob(pattern) if path.is_file())
    kept = [p for p in found if not LEFT_OUT & set(p.relative_to(ROOT).parts)]
    return tuple(sorted(kept))


@lru_cache
def modules(*tops: str) -> tuple[Module, ...]:
    """Every module under these folders; without any, of the three apps and config."""
    found = []
    for path in all_files("*.py"):
        place = path.relative_to(ROOT)
        if place.parts[0] in (tops or OURS):
            found.append(Module(".".join(place.with_suffix("").parts), path.read_text("utf-8")))
    return tuple(found)


def place(module: Module, node: ast.AST) -> str:
    """`market/actions/bids.py:12`, where an editor jumps to."""
    return f"{module.name.replace('.', '/')}.py:{getattr(node, 'lineno', 1)}"


def dotted(node: ast.AST) -> str:
    """`a.b.c` of such an expression, empty of any other."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        left = dotted(node.value)
        return f"{left}.{node.attr}" if left else ""
    return ""


def called(node: ast.Call) -> str:
    """The last name of what is called: `save` of `a.b.save()`."""
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def calls(tree: ast.AST) -> list[ast.Call]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def functions(tree: ast.AST) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [node for node in ast.walk(tree) if isinstance(node, kinds)]


@dataclass(frozen=True)
class Import:
    """What one line imports: the module, and the name taken from it, if one is."""

    module: str
    name: str
    node: ast.AST

    @property
    def top(self) -> str:
        return self.module.partition(".")[0]


def imports(module: Module) -> list[Import]:
    """All of them, also inside functions and under TYPE_CHECKING, relative ones made absolute."""
    found = []
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            found += [Import(alias.name, "", node) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                package = module.name.split(".")[: -node.level]
                base = ".".join([*package, *filter(None, [node.module])])
            found += [Import(base, alias.name, node) for alias in node.names]
    return found


def assert_none(lines: Iterable[str]) -> None:
    """Fails with one finding on a line, in the order of the files."""
    found = sorted(lines)
    assert not found, f"{len(found)} found\n" + "\n".join(found)
