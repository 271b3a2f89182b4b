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


OUTCOMES: list[Outcome] = []

# Addresses at which somebody who is not signed in may do something by POST.
OPEN_TO_STRANGERS: set[str] = set()
