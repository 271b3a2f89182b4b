"""Files stay under 300 lines and functions under 70, so that a reader can hold them."""

from tests.architecture.source import (
    OURS,
    ROOT,
    Module,
    all_files,
    assert_none,
    functions,
    modules,
    place,
    snippet,
)

MOST_LINES = 300
MOST_FUNCTION_LINES = 70
MOST_SCRIPT_LINES = 150
# A verifier is read from one file by people who trust nothing else of ours.
ALONE = {"verify.js"}
ALONE_LINES = {"tools.verify_record": 500}  # Source: live-auction.md 6.


def long_files(module: Module) -> list[str]:
    count = len(module.text.splitlines())
    if module.is_migration or count <= ALONE_LINES.get(module.name, MOST_LINES):
        return []
    return [f"{place(module, module.tree)} has {count} lines"]


def long_functions(module: Module) -> list[str]:
    """Decorators and docstring count too: they are read as well."""
    wrong = []
    for function in functions(module.tree):
        first = min([function.lineno, *(one.lineno for one in function.decorator_list)])
        count = (function.end_lineno or first) - first + 1
        if count > MOST_FUNCTION_LINES:
            wrong.append(f"{place(module, function)} {function.name}() has {count} lines")
    return wrong


def long_scripts() -> list[str]:
    wrong = []
    for path in all_files("*.js"):
        count = len(path.read_text("utf-8").splitlines())
        is_ours = path.is_relative_to(ROOT / "static" / "js") and path.name not in ALONE
        if is_ours and count > MOST_SCRIPT_LINES:
            wrong.append(f"{path.relative_to(ROOT)} has {count} lines")
    return wrong


def everything() -> tuple[Module, ...]:
    return modules(*OURS, "tests", "tools")


def test_files_are_short():
    assert_none(line for module in everything() for line in long_files(module))


def test_functions_are_short():
    assert_none(line for module in everything() for line in long_functions(module))


def test_scripts_are_short():
    assert_none(long_scripts())


def test_the_rule_sees_a_long_file_and_a_long_function():
    body = "\n".join(f"    a = {number}" for number in range(MOST_FUNCTION_LINES - 1))
    short = snippet("market.units", f"def f():\n{body}\n")
    assert long_functions(short) == []
    long = snippet("market.units", f"@cache\ndef f():\n{body}\n")
    assert long_functions(long) == ["market/units.py:2 f() has 71 lines"]
    assert long_files(snippet("market.units", "a = 1\n" * MOST_LINES)) == []
    assert long_files(snippet("market.units", "a = 1\n" * (MOST_LINES + 1))) != []
