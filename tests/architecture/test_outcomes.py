"""Every address has a declared outcome for every role, and answers as declared (I62, I63)."""

from collections.abc import Iterable

import pytest
from django.db import transaction

from tests.architecture import outcomes_api, outcomes_pages
from tests.architecture.addresses import addresses, filled, names_in
from tests.architecture.links import dead_links
from tests.architecture.outcomes import PRIVATE, ROLES, Outcome, answer
from tests.architecture.places import Scene, make_scene
from tests.architecture.source import assert_none

OUTCOMES = [*outcomes_api.API, *outcomes_api.PROGRAMS, *outcomes_pages.PAGES]
OPEN_TO_STRANGERS = outcomes_api.OPEN_TO_STRANGERS | outcomes_pages.OPEN_TO_STRANGERS
CHANGES = ("POST", "PUT", "PATCH", "DELETE")
REFUSED = {401, 403, 404, 405}
EACH_KIND = ("buyer", "agency", "inspector", "operator")


@pytest.fixture(scope="module")
def one_scene(django_db_setup, django_db_blocker):
    """Made once, since it takes seconds, and undone at the end of this file."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_scene()
        transaction.set_rollback(True)


@pytest.fixture
def scene(one_scene, db):
    """As it was made, with everybody freshly signed in; what a test does to it is undone."""
    return one_scene.sign_in()


def undeclared(known: Iterable[str], outcomes: Iterable[Outcome]) -> list[str]:
    """Addresses without a line, and lines without an address."""
    known, declared = set(known), {outcome.address for outcome in outcomes}
    return [f"{address} has no declared outcome" for address in known - declared] + [
        f"{address} is declared and does not exist" for address in declared - known
    ]


def differing(scene: Scene, outcomes: Iterable[Outcome]) -> list[str]:
    """Where a GET answers otherwise than declared."""
    wrong = []
    for outcome in outcomes:
        path = filled(outcome.address, scene.places[outcome.at])
        for role in ROLES:
            status = scene.clients[role].get(path).status_code
            if status != outcome.of(role):
                at = f" at {outcome.at}" if outcome.at else ""
                wrong.append(f"{outcome.address}{at}: {role} gets {status}, not {outcome.of(role)}")
    return wrong


def is_refused(response, path: str) -> bool:
    """Led to the sign-in, or back to the page, which then says why not."""
    if response.status_code == 302:
        return "/accounts/login/" in response["Location"] or response["Location"] == path
    return response.status_code in REFUSED


def changed_by_strangers(scene: Scene, outcomes: Iterable[Outcome]) -> list[str]:
    """Where somebody who is not signed in gets anything but a refusal for a change."""
    wrong = []
    for outcome in outcomes:
        path = filled(outcome.address, scene.places[outcome.at])
        for method in CHANGES:
            public = scene.clients["public"]
            response = public.generic(method, path, b"{}", "application/json")
            if outcome.address in OPEN_TO_STRANGERS and response.status_code < 500:
                continue
            if not is_refused(response, path):
                wrong.append(f"{method} {outcome.address} answers {response.status_code}")
    return wrong


def broken_by_empty_bodies(scene: Scene, outcomes: Iterable[Outcome]) -> list[str]:
    """Where an empty change of somebody signed in is a fault of ours."""
    wrong = []
    for outcome in outcomes:
        path = filled(outcome.address, scene.places[outcome.at])
        for role in EACH_KIND:
            client = scene.clients[role]
            client.raise_request_exception = False
            status = client.post(path, content_type="application/json").status_code
            if status >= 500:
                wrong.append(f"post {outcome.address}: {role} gets {status}")
    return wrong


def telling_refusals(scene: Scene, outcomes: Iterable[Outcome]) -> list[str]:
    """Where a change of somebody else's thing is refused otherwise than that of a missing one."""
    wrong = []
    for outcome in outcomes:
        if outcome.at not in PRIVATE:
            continue
        for role in ("other_buyer", "person", "other_agency"):
            post = scene.clients[role].post
            theirs, missing = (
                post(filled(outcome.address, scene.places[at]), {}, "application/json").status_code
                for at in (outcome.at, "nothing")
            )
            if theirs != missing:
                told = f"{theirs}, and {missing} at nothing"
                wrong.append(f"post {outcome.address} at {outcome.at}: {role} gets {told}")
    return wrong


def test_i62_every_address_has_a_declared_outcome():
    assert_none(undeclared(addresses(), OUTCOMES))


@pytest.mark.timeout(600)  # More than a thousand pages.
@pytest.mark.django_db
def test_i62_every_address_answers_each_role_as_declared(scene):
    assert_none(differing(scene, OUTCOMES))


@pytest.mark.django_db
def test_i62_a_stranger_changes_nothing(scene):
    assert_none(changed_by_strangers(scene, OUTCOMES))


@pytest.mark.slow
@pytest.mark.django_db
def test_an_empty_body_breaks_nothing(scene):
    assert_none(broken_by_empty_bodies(scene, OUTCOMES))


@pytest.mark.django_db
def test_i63_a_refused_change_does_not_tell_what_exists(scene):
    assert_none(telling_refusals(scene, OUTCOMES))


def test_i63_what_names_an_object_is_also_tried_with_a_missing_one():
    """Somebody else's object and a missing one answer alike, so both must be in the table."""
    with_objects = {outcome.address for outcome in OUTCOMES if names_in(outcome.address)}
    tried = {outcome.address for outcome in OUTCOMES if outcome.at == "nothing"}
    assert_none(f"{address} is not tried at nothing" for address in with_objects - tried)


def test_the_rule_sees_an_undeclared_and_a_vanished_address():
    outcomes = [answer("/requests/", 200), answer("/gone/", 200, public=302)]
    assert undeclared(["/requests/", "/requests/<no>/"], outcomes) == [
        "/requests/<no>/ has no declared outcome",
        "/gone/ is declared and does not exist",
    ]
    assert outcomes[1].of("public") == 302
    assert outcomes[1].of("buyer") == 200


def test_an_address_is_read_from_a_path_and_from_an_expression():
    assert names_in("/requests/<no>/") == {"no"}
    assert filled("/requests/<no>/", {"no": "TL-2026-000001"}) == "/requests/TL-2026-000001/"


@pytest.mark.parametrize("role", ["public", "buyer", "agency", "inspector", "operator"])
def test_every_link_a_page_shows_leads_somewhere(scene, role):
    assert_none(dead_links(scene.clients[role], ["/", "/en/"]))
