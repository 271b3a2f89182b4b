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


def answer(address: str, everyone: int, at: str = "", /, **but: int) -> Outcome:
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
    return [answer(address, 405, place) for address in these for place in [*places, "nothing"]]


def of_all(*these: str, at: str) -> list[Outcome]:
    """About one public thing: all see it, and nobody sees what is not there."""
    there = [answer(address, 200, at) for address in these]
    return there + [answer(address, 404, "nothing") for address in these]


def of_parties(address: str, *, at: str) -> list[Outcome]:
    """About one contract: for its two sides. To everybody else it is as if it were not there."""
    sides = {"buyer": 200, "buyer_handler": 200, "agency": 200, "agency_handler": 200}
    return [answer(address, 404, at, **sides), answer(address, 404, "nothing")]


# Places that only those may see whose they are.
PRIVATE = {"a draft", "a contract", "an unsigned contract"}
