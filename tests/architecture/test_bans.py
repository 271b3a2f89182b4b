"""What is not written here: another clock, chance, floats near money, raw SQL, vague names."""

import ast
import re

from tests.architecture.source import (
    OURS,
    ROOT,
    Module,
    all_files,
    assert_none,
    called,
    calls,
    dotted,
    imports,
    modules,
    place,
    snippet,
)

CLOCKS = (
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "timezone.now",
    "timezone.localdate",
    "timezone.localtime",
    "time.time",
    "time.time_ns",
)
CLOCK_NAMES = {("django.utils.timezone", "now"), ("django.utils.timezone", "localdate")}
CLOCK_NAMES |= {("time", "time"), ("django.db.models.functions", "Now")}
VAGUE = {"utils", "util", "helpers", "helper", "services", "common", "misc", "stuff"}
RAW_SQL = {"raw", "extra", "cursor", "RawSQL"}
# Where prices are decided, kept or shown. Waiting times of sockets may be floats.
WITHOUT_FLOATS = {"rules", "methods", "flags", "actions", "queries", "models", "record", "units"}
WITHOUT_FLOATS |= {"forms", "api", "enums", "errors"}
BARE = re.compile(r"\b(TODO|FIXME|XXX)\b(?!\(#\d+\))")


def other_clocks(module: Module) -> list[str]:
    """Time is read from the database, once per action, or handed down as `now`."""
    if module.shelf == "gateways":
        return []
    found = [node for node in ast.walk(module.tree) if isinstance(node, ast.Attribute)]
    wrong = [
        f"{place(module, node)} reads {dotted(node)}"
        for node in found
        if dotted(node).endswith(CLOCKS)
    ]
    wrong += [
        f"{place(module, one.node)} imports the clock {one.module}.{one.name}"
        for one in imports(module)
        if (one.module, one.name) in CLOCK_NAMES
    ]
    wrong += [
        f"{place(module, call)} uses {keyword.arg}"
        for call in calls(module.tree)
        for keyword in call.keywords
        if keyword.arg in ("auto_now", "auto_now_add") and not module.is_migration
    ]
    return wrong


def chances(module: Module) -> list[str]:
    """`random` can be neither proved nor trusted; `secrets` is for keys and aliases."""
    return [f"{place(module, o.node)} imports random" for o in imports(module) if o.top == "random"]


def unsafe_marks(module: Module) -> list[str]:
    """Text becomes HTML by format_html or a template, which escape."""
    names = {"mark_safe", "SafeString", "SafeText"}  # The last two may be named as types.
    found = [
        f"{place(module, o)} calls {called(o)}" for o in calls(module.tree) if called(o) in names
    ]
    return found + [
        f"{place(module, one.node)} imports mark_safe"
        for one in imports(module)
        if one.name == "mark_safe"
    ]


def is_money(node: ast.AST) -> bool:
    return dotted(node).endswith("_fen")


def is_float(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, float)


def floats_near_money(module: Module) -> list[str]:
    """Money is whole fen: no true division, no float, no rounding of it."""
    wrong = []
    for node in ast.walk(module.tree):
        if isinstance(node, ast.BinOp):
            sides = [node.left, node.right]
            is_bad = isinstance(node.op, ast.Div) or any(map(is_float, sides))
            if is_bad and any(map(is_money, sides)):
                wrong.append(f"{place(module, node)} makes a float of money")
        elif isinstance(node, ast.Call) and called(node) in ("FloatField", "float"):
            if module.shelf in WITHOUT_FLOATS:
                wrong.append(f"{place(module, node)} uses {called(node)}()")
        elif isinstance(node, ast.AnnAssign | ast.arg):
            target = getattr(node, "target", None)
            name = node.arg if isinstance(node, ast.arg) else dotted(target or node)
            if name.endswith("_fen") and "float" in ast.dump(node.annotation or node):
                wrong.append(f"{place(module, node)} takes {name} for a float")
    return wrong


def raw_sql(module: Module) -> list[str]:
    if module.name == "market.gateways.database" or module.is_migration:
        return []
    return [
        f"{place(module, call)} {called(call)}()"
        for call in calls(module.tree)
        if called(call) in RAW_SQL
    ]


def vague_names(module: Module) -> list[str]:
    parts = set(module.name.split("."))
    return [f"{module.name} says nothing about what is in it"] if parts & VAGUE else []


def missing_docstrings(module: Module) -> list[str]:
    if module.is_migration or not module.text.strip():
        return []
    words = ast.get_docstring(module.tree) or ""
    first = words.partition("\n")[0].strip()
    return (
        []
        if first.endswith((".", "。"))
        else [f"{place(module, module.tree)} does not say what it is"]
    )


def bare_reminders(name: str, text: str) -> list[str]:
    """A reminder names its issue, `TODO(#12)`, or is not left behind."""
    lines = enumerate(text.splitlines(), start=1)
    return [f"{name}:{number} {line.strip()}" for number, line in lines if BARE.search(line)]


def everywhere(rule, *tops: str) -> list[str]:
    return [line for module in modules(*tops) for line in rule(module)]


def test_time_comes_from_the_database():
    assert_none(everywhere(other_clocks))


def test_nothing_rests_on_chance():
    assert_none(everywhere(chances))


def test_nothing_is_marked_safe():
    assert_none(everywhere(unsafe_marks))


def test_no_float_comes_near_money():
    assert_none(everywhere(floats_near_money))


def test_sql_is_written_in_one_place():
    assert_none(everywhere(raw_sql))


def test_files_are_called_by_what_is_in_them():
    assert_none(everywhere(vague_names, *OURS, "tests", "tools"))


def test_every_module_says_what_lives_there():
    assert_none(everywhere(missing_docstrings, *OURS, "tests", "tools"))


def test_no_reminder_is_left_behind():
    wrong = []
    for pattern in ("*.py", "*.html", "*.js", "*.css"):
        for path in all_files(pattern):
            name = str(path.relative_to(ROOT))
            if "vendor" not in path.parts and path.name != "test_bans.py":
                wrong += bare_reminders(name, path.read_text("utf-8"))
    assert_none(wrong)


def test_the_rule_sees_every_other_clock():
    text = "a = datetime.now(UTC)\nb = timezone.now\nfrom time import time\nc = time.monotonic()"
    assert sorted(other_clocks(snippet("market.actions.a", text))) == [
        "market/actions/a.py:1 reads datetime.now",
        "market/actions/a.py:2 reads timezone.now",
        "market/actions/a.py:3 imports the clock time.time",
    ]
    auto = "at = DateTimeField(auto_now_add=True)"
    assert other_clocks(snippet("market.models.a", auto)) != []
    assert other_clocks(snippet("market.gateways.database", text)) == []


def test_the_rule_sees_chance_and_unsafe_marks():
    assert chances(snippet("bidding.actions.a", "from random import choice")) != []
    assert chances(snippet("bidding.actions.a", "import secrets")) == []
    assert unsafe_marks(snippet("market.templatetags.a", "mark_safe(text)")) != []
    assert unsafe_marks(snippet("market.views.a", "from django.utils.html import mark_safe")) != []


def test_the_rule_sees_floats_near_money():
    name = "market.actions.a"
    bad = ("bid.amount_fen / 2", "price_fen * 0.5", "float(text)", "def f(a_fen: float): pass")
    for text in bad:
        assert len(floats_near_money(snippet(name, text))) == 1, text
    for text in ("price_fen // 2", "seconds / 2", "def f(a_fen: int): pass", "1.5 * seconds"):
        assert floats_near_money(snippet(name, text)) == [], text
    assert floats_near_money(snippet("bidding.live.a", "float(text)")) == []


def test_the_rule_sees_raw_sql_and_vague_names():
    assert raw_sql(snippet("market.queries.a", "with connection.cursor() as c:\n    pass")) != []
    assert raw_sql(snippet("market.gateways.database", "connection.cursor()")) == []
    assert vague_names(snippet("market.rules.utils", "")) != []
    assert vague_names(snippet("market.views.service_items", "")) == []


def test_the_rule_sees_a_module_without_a_word():
    assert missing_docstrings(snippet("market.units", "a = 1")) != []
    assert missing_docstrings(snippet("market.units", '"""Fen and dates."""\na = 1')) == []


def test_the_rule_sees_a_bare_reminder():
    assert bare_reminders("a.py", "a = 1  # TODO later") == ["a.py:1 a = 1  # TODO later"]
    assert bare_reminders("a.py", "a = 1  # TODO(#12): later") == []
