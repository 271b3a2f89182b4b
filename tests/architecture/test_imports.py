"""Imports point down: between apps, between shelves, and outside only through gateways."""

import sys

from tests.architecture.source import (
    APPS,
    Import,
    Module,
    assert_none,
    imports,
    modules,
    place,
    snippet,
)

# From architecture.md A, the highest line first. A line imports only from lines below it.
LINES = [
    {"views", "api", "live", "admin", "management", "urls", "middleware", "templatetags"},
    {"forms"},
    {"actions"},
    {"queries"},
    {"record"},
    {"models"},
    {"gateways"},
    {"rules", "methods", "flags"},
    {"errors", "enums"},
    {"units"},
]
# Names of single files that Django or allauth looks for; they stand with the edges.
LINES[0] |= {"apps", "context_processors", "accounts"}
RANK = {shelf: rank for rank, line in enumerate(reversed(LINES)) for shelf in line}
# Within one line: methods and flags speak in the terms of the rules, a refusal in those of a
# state, and what mounts or surrounds the pages names them.
SIDEWAYS = {
    ("methods", "rules"),
    ("flags", "rules"),
    ("errors", "enums"),
    ("urls", "views"),
    ("urls", "api"),
    ("urls", "live"),
    ("middleware", "views"),
    ("views", "accounts"),
    ("context_processors", "views"),
    ("views", "accounts"),  # A page that signs somebody in does it the way of the house.
}
# A page that describes the API reads it from the API.
ONE_PAGE = {("market.views.api_docs", "market.api.schema")}
FRAMEWORKS = {"django", "channels", "rest_framework", "django_filters", "allauth", "asgiref"}
# Third parties that are an edge themselves: the server we run in, and the schema of the API.
BESIDES_GATEWAYS = {
    "daphne": ("config.server",),
    "twisted": ("config.server",),
    "drf_spectacular": (".api.",),
}
STANDARD = sys.stdlib_module_names


def target_of(found: Import) -> str:
    """The dotted module meant: `from market import errors` means `market.errors`."""
    if found.module in APPS and found.name:
        return f"{found.module}.{found.name}"
    return found.module


def upward_imports(module: Module) -> list[str]:
    """Imports of a higher app, or of a higher or neighbouring shelf."""
    wrong = []
    for found in imports(module):
        if found.top == "config" and module.app != "config":
            wrong.append(f"{place(module, found.node)} imports config")
        if found.top not in APPS or module.app not in APPS:
            continue
        target = target_of(found)
        shelf = target.split(".")[1] if "." in target else ""
        if APPS.index(found.top) > APPS.index(module.app):
            wrong.append(f"{place(module, found.node)} imports the higher app {target}")
        elif module.is_migration:
            if (found.module, found.name) != ("market.gateways.database", "AppendOnly"):
                wrong.append(f"{place(module, found.node)} a migration imports {target}")
        elif not may_import(module.shelf, shelf) and (module.name, target) not in ONE_PAGE:
            wrong.append(f"{place(module, found.node)} {module.shelf} imports {target}")
    return wrong


def may_import(shelf: str, other: str) -> bool:
    if shelf == other or (shelf, other) in SIDEWAYS:
        return True
    return RANK.get(shelf, -1) > RANK.get(other, len(LINES))


def unknown_shelves(module: Module) -> list[str]:
    """A file that stands on no shelf of architecture.md A."""
    known = {*RANK, "migrations", "__init__"}
    if module.app in APPS and module.shelf not in known:
        return [f"{place(module, module.tree)} stands on no shelf"]
    return []


def foreign_imports(module: Module) -> list[tuple[str, str]]:
    """(library, where) of each third party that is imported outside of what all may use."""
    found = []
    for one in imports(module):
        is_ours = one.top in (*APPS, "config", "tests")
        if one.top and not is_ours and one.top not in STANDARD | FRAMEWORKS:
            found.append((one.top, place(module, one.node)))
    return found


def misplaced_foreigners(every: tuple[Module, ...]) -> list[str]:
    """A library imported outside of gateways, or in more than one file of them."""
    wrong: list[str] = []
    homes: dict[str, set[str]] = {}
    for module in every:
        for library, where in foreign_imports(module):
            besides = BESIDES_GATEWAYS.get(library, ())
            if any(part in module.name for part in besides):
                continue
            homes.setdefault(library, set()).add(module.name)
            if not module.name.startswith("market.gateways."):
                wrong.append(f"{where} imports {library} outside of market/gateways")
    for library, names in homes.items():
        if len(names) > 1:
            wrong.append(f"{library} is imported by {', '.join(sorted(names))}: one file, please")
    return sorted(wrong)


def loose_layers(module: Module) -> list[str]:
    """The channel layer has one importer."""
    names = {"get_channel_layer", "group_send", "group_add", "group_discard", "channel_layer"}
    words = [name for name in names if name in module.text]
    found = [f"{place(module, module.tree)} speaks of {word}" for word in sorted(words)]
    return found if module.name != "market.gateways.live" else []


def test_imports_point_down():
    assert_none(line for module in modules() for line in upward_imports(module))


def test_every_file_stands_on_a_shelf():
    assert_none(line for module in modules() for line in unknown_shelves(module))


def test_a_third_party_is_imported_in_one_gateway():
    assert_none(misplaced_foreigners(modules()))


def test_only_the_live_gateway_speaks_to_the_channel_layer():
    assert_none(line for module in modules() for line in loose_layers(module))


def test_the_rule_sees_a_higher_app_and_a_higher_shelf():
    upward = snippet(
        "market.queries.bids",
        "from bidding.rules import bids\nfrom market.actions.users import register\n"
        "def f():\n    from ..views import users\nfrom market import errors, forms",
    )
    assert upward_imports(upward) == [
        "market/queries/bids.py:1 imports the higher app bidding.rules",
        "market/queries/bids.py:2 queries imports market.actions.users",
        "market/queries/bids.py:5 queries imports market.forms",
        "market/queries/bids.py:4 queries imports market.views",
    ]


def test_the_rule_sees_neighbouring_edges_but_lets_methods_speak_of_rules():
    assert upward_imports(snippet("market.views.a", "import market.api.b")) != []
    assert upward_imports(snippet("market.actions.a", "import config.clock")) != []
    assert upward_imports(snippet("bidding.methods.a", "import bidding.rules.b")) == []
    assert upward_imports(snippet("bidding.rules.a", "import bidding.methods.b")) != []
    assert upward_imports(snippet("bidding.actions.a", "import market.actions.b")) == []


def test_the_rule_lets_a_migration_import_append_only_alone():
    name = "market.migrations.0001_initial"
    good = "from market.gateways.database import AppendOnly"
    assert upward_imports(snippet(name, good)) == []
    assert upward_imports(snippet(name, "from market.enums import Grade")) != []


def test_the_rule_sees_a_library_outside_of_gateways_or_in_two_of_them():
    one = snippet("market.views.a", "import orjson")
    two = snippet("market.gateways.a", "import psycopg")
    three = snippet("market.gateways.b", "from psycopg import sql")
    assert misplaced_foreigners((one, two, three)) == [
        "market/views/a.py:1 imports orjson outside of market/gateways",
        "psycopg is imported by market.gateways.a, market.gateways.b: one file, please",
    ]
    assert misplaced_foreigners((snippet("market.queries.a", "import json, django.db"),)) == []


def test_the_rule_sees_a_stray_file_and_a_stray_layer():
    assert unknown_shelves(snippet("market.utils", "")) != []
    assert loose_layers(snippet("bidding.live.hub", "layer.group_send('room', {})")) != []
