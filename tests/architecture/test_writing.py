"""Only actions write, only queries read tables, and every action ends in recorded events."""

import ast
from collections.abc import Iterable

from tests.architecture.source import (
    APPS,
    Module,
    assert_none,
    called,
    calls,
    dotted,
    functions,
    imports,
    modules,
    place,
    snippet,
)

WRITES = {"save", "create", "delete", "bulk_create", "bulk_update", "get_or_create"}
WRITES |= {"update_or_create", "asave", "acreate", "adelete", "abulk_create", "aupdate"}
WRITERS = {"actions", "record", "migrations", "gateways"}  # A gateway writes to its own world.
# allauth calls an adapter and expects it to save the user it hands over.
WRITERS_BY_NAME = {"market.accounts"}
READERS = {"actions", "queries", "record", "migrations", "models"}
MANAGERS = {"objects", "_default_manager", "_base_manager"}

# They touch only one's own account, or nothing that anybody decides by: no event. Each says why.
RECORDS_NOTHING = {
    "market.actions.cities.keep_divisions": "the national codes, for filters",
    "market.actions.demonstrations.open_account": "one's own account",
    "market.actions.idempotency.begin": "keys of one's own repeated calls",
    "market.actions.idempotency.finish": "keys of one's own repeated calls",
    "market.actions.messages.deliver_due": "hands events on; what comes of them records itself",
    "market.actions.messages.deliver_one": "hands events on; what comes of them records itself",
    "market.actions.messages.put_off": "when to try again",
    "market.actions.record.make_checkpoint": "signs the record, and is kept beside it",
    "market.actions.service_items.keep_restricted_term": "words that a writer is warned of",
    "market.actions.service_requests.draft": "seen by its writer alone until it is submitted",
    "market.actions.service_requests.edit": "seen by its writer alone until it is submitted",
    "market.actions.users.issue_token": "one's own account",
    "market.actions.users.revoke_token": "one's own account",
}


def is_write(call: ast.Call) -> bool:
    """`update` of a query takes keywords alone; that of a dict or a hash takes a thing."""
    name = called(call)
    if name == "update":
        is_keyed = bool(call.keywords) and all(keyword.arg for keyword in call.keywords)
        return not call.args and is_keyed and isinstance(call.func, ast.Attribute)
    return name in WRITES and isinstance(call.func, ast.Attribute)


def stray_writes(module: Module) -> list[str]:
    if module.shelf in WRITERS or module.name in WRITERS_BY_NAME:
        return []
    return [
        f"{place(module, call)} writes with {called(call)}()"
        for call in calls(module.tree)
        if is_write(call)
    ]


def stray_reads(module: Module) -> list[str]:
    """`.objects` where no table may be read. A method of that name is no manager."""
    if module.shelf in READERS:
        return []
    methods = {id(call.func) for call in calls(module.tree)}
    return [
        f"{place(module, node)} touches .{node.attr}"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and node.attr in MANAGERS and id(node) not in methods
    ]


def stray_vendors(module: Module) -> list[str]:
    """Where SQLite and PostgreSQL differ is written down in one file."""
    if module.name == "market.gateways.database":
        return []
    return [
        f"{place(module, node)} asks for the vendor"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and node.attr == "vendor"
    ]


def is_action(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    names = {dotted(one).rpartition(".")[2] for one in function.decorator_list}
    return "one_transaction" in names


def names_in(module: Module) -> dict[str, str]:
    """What a name means there: its own functions and what it imports from actions."""
    meant = {one.name: f"{module.name}.{one.name}" for one in functions(module.tree)}
    for one in imports(module):
        if ".actions." in f"{one.module}." and one.name:
            meant[one.name] = f"{one.module}.{one.name}"
    return meant | ({"record": "record"} if "record" not in meant else {})


def silent_actions(every: Iterable[Module]) -> list[str]:
    """Actions from which no chain of calls through actions leads to record()."""
    shelves = [one for one in every if one.shelf == "actions"]
    calling: dict[str, set[str]] = {}
    for one in shelves:
        meant = names_in(one)
        for function in functions(one.tree):
            names = {dotted(call.func).partition(".") for call in calls(function)}
            calling[f"{one.name}.{function.name}"] = {
                meant.get(first, "") + point + rest for first, point, rest in names
            }
    recording: set[str] = {"record"}
    before: set[str] = set()
    while recording != before:
        before = set(recording)
        recording |= {name for name, names in calling.items() if names & recording}
    return [
        f"{place(one, function)} {function.name}() records nothing"
        for one in shelves
        for function in functions(one.tree)
        if is_action(function)
        and f"{one.name}.{function.name}" not in recording | RECORDS_NOTHING.keys()
    ]


def positional_actions(module: Module) -> list[str]:
    """The arguments of an action are named where it is called."""
    return [
        f"{place(module, function)} {function.name}() takes arguments without their names"
        for function in functions(module.tree)
        if module.shelf == "actions"
        and is_action(function)
        and (function.args.args or function.args.posonlyargs)
    ]


def check_actions_are_known() -> list[str]:
    names = {
        f"{one.name}.{function.name}"
        for one in modules()
        for function in functions(one.tree)
        if one.shelf == "actions"
    }
    return sorted(RECORDS_NOTHING.keys() - names)


def test_only_actions_write():
    assert_none(line for one in modules() for line in stray_writes(one))


def test_edges_rules_and_forms_touch_no_table():
    assert_none(line for one in modules() for line in stray_reads(one))


def test_only_one_file_knows_the_database_vendor():
    inside = [one for one in modules() if one.name != "config.settings"]
    assert_none(line for one in inside for line in stray_vendors(one))


def test_every_action_ends_in_recorded_events():
    assert_none(silent_actions(modules(*APPS)))
    assert_none(check_actions_are_known())


def test_an_action_takes_its_arguments_by_name():
    assert_none(line for one in modules() for line in positional_actions(one))


def test_the_rule_sees_a_write_outside_of_actions():
    text = "form.save()\nBid.objects.filter(pk=1).update(seq=2)\n{}.update(a)\nuser.delete()"
    assert stray_writes(snippet("market.views.a", text)) == [
        "market/views/a.py:1 writes with save()",
        "market/views/a.py:2 writes with update()",
        "market/views/a.py:4 writes with delete()",
    ]
    assert stray_writes(snippet("market.actions.a", text)) == []


def test_the_rule_sees_a_table_read_at_an_edge():
    text = "def page(request):\n    return Auction.objects.all()"
    assert stray_reads(snippet("bidding.views.a", text)) == [
        "bidding/views/a.py:2 touches .objects"
    ]
    assert stray_reads(snippet("bidding.rules.a", text)) != []
    assert stray_reads(snippet("bidding.queries.a", text)) == []


def test_the_rule_sees_a_question_for_the_vendor():
    text = "if connection.vendor == 'sqlite':\n    pass"
    assert stray_vendors(snippet("market.record", text)) != []


def test_the_rule_sees_an_action_that_records_nothing():
    text = (
        "from market.actions.b import shut, tell\nfrom market.actions import b\n"
        "@one_transaction\ndef open(*, no):\n    _tell(no)\n"
        "def _tell(no):\n    record(no)\n"
        "@one_transaction\ndef close(*, no):\n    no.save()\n"
        "@one_transaction\ndef reopen(*, no):\n    tell(no=no)\n"
        "@one_transaction\ndef lock(*, no):\n    shut(no=no)\n"
        "@one_transaction\ndef unlock(*, no):\n    b.tell(no=no)\n"
    )
    other = "def tell(no):\n    record(no)\ndef shut(no):\n    pass\ndef close(no):\n    tell(no)\n"
    both = [snippet("market.actions.a", text), snippet("market.actions.b", other)]
    assert silent_actions(both) == [
        "market/actions/a.py:9 close() records nothing",
        "market/actions/a.py:15 lock() records nothing",
    ]


def test_the_rule_sees_an_action_with_unnamed_arguments():
    text = "@one_transaction\ndef open(no):\n    record(no)"
    assert positional_actions(snippet("market.actions.a", text)) != []
    assert positional_actions(snippet("market.actions.a", text.replace("(no):", "(*, no):"))) == []
