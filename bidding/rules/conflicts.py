"""Who may not serve whom: conflicts with the buyer, and links between entrants."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from bidding.enums import ConflictCode

Found = list[tuple[ConflictCode, dict[str, Any]]]
# What an entrant declares itself and no table shows.
DECLARABLE = {
    ConflictCode.FORMER_OFFICIAL,
    ConflictCode.AUTHOR_IS_REVIEWER,
    ConflictCode.DECLARED_CONFLICT,
}


@dataclass(frozen=True, slots=True)
class Party:
    """What conflicts are read from. Empty texts and None match nothing."""

    id: int
    uscc: str
    legal_rep_digest: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    parent_id: int | None = None
    supervised_by_id: int | None = None

    @property
    def contacts(self) -> dict[str, str]:
        """Normalised: only what could be the same line, box or door is compared."""
        return {
            "phone": "".join(filter(str.isalnum, self.phone)),
            "email": self.email.strip().lower(),
            "address": "".join(self.address.split()),
        }


def conflicts_with_buyer(
    agency: Party,
    buyer: Party,
    *,
    authority_ids: Iterable[int] = (),
    avoid: Sequence[Mapping[str, Any]] = (),
    declared: Iterable[str] = (),
) -> Found:
    """Every conflict between an agency and the buyer of a request, with what it rests on.

    `authority_ids` are those whose approval the service serves; `avoid` is the buyer's list
    (`agency` a USCC, `reason`). Links between entrants are not looked at here, since a refusal
    at entry would tell who else has entered. Source: domain.md 4.8.
    """
    found: Found = []
    if agency.uscc == buyer.uscc:
        found.append((ConflictCode.SAME_ORGANIZATION, {}))
    else:
        if same(agency.legal_rep_digest, buyer.legal_rep_digest):
            found.append((ConflictCode.SAME_LEGAL_REP, {}))
        if ties := ties_between(agency, buyer):
            found.append((ConflictCode.CONTROL_LINK, {"ties": ties}))
        if shared := shared_contacts(agency, buyer):
            found.append((ConflictCode.SHARED_CONTACT, {"shared": shared}))
    if {agency.parent_id, agency.supervised_by_id, agency.id} & set(authority_ids):
        found.append((ConflictCode.UNDER_APPROVING_AUTHORITY, {}))
    for entry in avoid:
        if str(entry.get("agency", "")).upper() == agency.uscc:
            found.append((ConflictCode.AVOID_LISTED, {"reason": str(entry.get("reason", ""))}))
    codes = {code if code in DECLARABLE else ConflictCode.DECLARED_CONFLICT for code in declared}
    return found + [(ConflictCode(code), {}) for code in sorted(codes)]


def linked_bidders(entrants: Sequence[Party]) -> dict[int, list[str]]:
    """Agencies of which another one in the field shares head, control or management.

    Both are out, so each stands in the answer, with the kinds of its ties.
    Source: domain.md 4.8, the principle of 招标投标法实施条例 art. 34.
    """
    linked: dict[int, set[str]] = {}
    for one, other in combinations(entrants, 2):
        ties = set(ties_between(one, other))
        if same(one.legal_rep_digest, other.legal_rep_digest):
            ties.add("legal_rep")
        if one.supervised_by_id is not None and one.supervised_by_id == other.supervised_by_id:
            ties.add("management")
        if ties:
            linked.setdefault(one.id, set()).update(ties)
            linked.setdefault(other.id, set()).update(ties)
    return {agency_id: sorted(ties) for agency_id, ties in linked.items()}


def ties_between(one: Party, other: Party) -> list[str]:
    ties = set()
    if one.parent_id == other.id or other.parent_id == one.id:
        ties.add("control")
    if one.parent_id is not None and one.parent_id == other.parent_id:
        ties.add("control")
    if one.supervised_by_id == other.id or other.supervised_by_id == one.id:
        ties.add("management")
    return sorted(ties)


def shared_contacts(one: Party, other: Party) -> list[str]:
    theirs = other.contacts
    return [kind for kind, value in one.contacts.items() if same(value, theirs[kind])]


def same(one: str, other: str) -> bool:
    return bool(one) and one == other
