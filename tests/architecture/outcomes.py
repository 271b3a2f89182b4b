"""What a GET of each address answers to each role; an address without a line fails the build.

Roles: public, buyer (administrator of the buyer whose things `places.py` makes), buyer_handler
(of the same organization), other_buyer, person (a person as buyer), agency (administrator of the
agency that is party), agency_handler, other_agency, inspector, decider, operator.
"""

from dataclasses import dataclass, field

ROLES = (
    "public",
    "buyer",
    "buyer_handler",
    "other_buyer",
    "person",
    "agency",
    "agency_handler",
    "other_agency",
    "inspector",
    "decider",
    "operator",
)


@dataclass(frozen=True)
class Outcome:
    """`everyone` is what all roles get that `but` does not name; `at` is a place of places.py."""

    address: str
    everyone: int
    at: str = ""
    but: dict[str, int] = field(default_factory=dict)

    def of(self, role: str) -> int:
        return self.but.get(role, self.everyone)


def answer(address: str, everyone: int, *, at: str = "", **but: int) -> Outcome:
    """Reads like a sentence: answer("/my/", 200, public=302)."""
    unknown = but.keys() - set(ROLES)
    assert not unknown, f"no such role: {unknown}"
    return Outcome(address, everyone, at, but)


def everybody(*these: str) -> list[Outcome]:
    """Open to all, signed in or not, and the same for all."""
    return [answer(address, 200) for address in these]


def steps(*these: str, at: str) -> list[Outcome]:
    """Addresses of the API that are only posted to. Whether the thing exists is not told by 405."""
    places = at.split(", ")
    return [answer(address, 405, at=place) for address in these for place in [*places, "nothing"]]


def of_all(*these: str, at: str) -> list[Outcome]:
    """About one public thing: all see it, and nobody sees what is not there."""
    there = [answer(address, 200, at=at) for address in these]
    return there + [answer(address, 404, at="nothing") for address in these]


def of_parties(*these: str) -> list[Outcome]:
    """About one contract: for its two sides. To everybody else it is as if it were not there."""
    sides = {"buyer": 200, "buyer_handler": 200, "agency": 200, "agency_handler": 200}
    there = [answer(address, 404, at="a contract", **sides) for address in these]
    return there + [answer(address, 404, at="nothing") for address in these]


API = [
    *everybody(
        "/api/docs/",
        "/api/v1/agencies/",
        "/api/v1/awards/",
        "/api/v1/commitments/",
        "/api/v1/commitments/current/",
        "/api/v1/contracts/",
        "/api/v1/divisions/",
        "/api/v1/notices/",
        "/api/v1/requests/",
        "/api/v1/rule-sets/",
        "/api/v1/schema/",
        "/api/v1/service-items/",
    ),
    answer("/api/v1/buyers/", 405),
    answer("/api/v1/tokens/", 200, public=401),
    answer("/api/v1/tokens/<public_key>/", 405, at="nothing"),
    *of_all("/api/v1/rule-sets/<code>/", at="a rule set"),
    *of_all("/api/v1/service-items/<code>/", at="a service item"),
    *of_all(
        "/api/v1/agencies/<uscc>/",
        "/api/v1/agencies/<uscc>/credit/",
        "/api/v1/agencies/<uscc>/record/",
        "/api/v1/agencies/<uscc>/reviews/",
        at="an agency",
    ),
    *of_all(
        "/api/v1/requests/<no>/",
        "/api/v1/requests/<no>/record/",
        "/api/v1/requests/<no>/record/bundle/",
        at="a published request",
    ),
    answer("/api/v1/requests/<no>/", 404, at="a draft", buyer=200, buyer_handler=200),
    answer("/api/v1/requests/<no>/record/", 404, at="a draft"),
    answer("/api/v1/requests/<no>/record/bundle/", 404, at="a draft"),
    answer("/api/v1/requests/<no>/selection/", 404, at="nothing"),
    *of_parties("/api/v1/contracts/<no>/", "/api/v1/contracts/<no>/payments/"),
    *steps(
        "/api/v1/contracts/<no>/accept/",
        "/api/v1/contracts/<no>/deliverables/",
        "/api/v1/contracts/<no>/payments/<n>/confirm/",
        "/api/v1/contracts/<no>/payments/<n>/deny/",
        "/api/v1/contracts/<no>/return/",
        "/api/v1/contracts/<no>/reviews/",
        "/api/v1/contracts/<no>/sign/",
        at="a contract",
    ),
    *steps(
        "/api/v1/requests/<no>/approve/",
        "/api/v1/requests/<no>/award/",
        "/api/v1/requests/<no>/cancel/",
        "/api/v1/requests/<no>/confirm-award/",
        "/api/v1/requests/<no>/decline-award/",
        "/api/v1/requests/<no>/entries/",
        "/api/v1/requests/<no>/publish/",
        "/api/v1/requests/<no>/return/",
        "/api/v1/requests/<no>/withdraw/",
        at="a draft, a published request",
    ),
]

PROGRAMS = everybody("/healthz", "/readyz", "/record/keys.json")

OUTCOMES = [*API, *PROGRAMS]

# Places that only those may see whose they are.
PRIVATE = {"a draft", "a contract"}

# Addresses at which somebody who is not signed in may do something by POST: to come in.
OPEN_TO_STRANGERS = {"/api/v1/agencies/", "/api/v1/buyers/"}
