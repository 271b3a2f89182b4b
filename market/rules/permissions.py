"""Who may do what, as data. Source: domain.md 1.3."""

from enum import StrEnum


class Permission(StrEnum):
    WRITE_REQUEST = "write_request"
    APPROVE_REQUEST = "approve_request"
    PERFORM_AS_BUYER = "perform_as_buyer"
    ENTER = "enter"
    MANAGE_AGENCY = "manage_agency"
    MANAGE_MEMBERS = "manage_members"
    CHECK_FORM = "check_form"
    VERIFY_DOCUMENT = "verify_document"
    OVERSEE = "oversee"


_P = Permission
TABLE: dict[str, frozenset[Permission]] = {
    "buyer_handler": frozenset({_P.WRITE_REQUEST, _P.PERFORM_AS_BUYER}),
    "buyer_admin": frozenset(
        {_P.WRITE_REQUEST, _P.APPROVE_REQUEST, _P.PERFORM_AS_BUYER, _P.MANAGE_MEMBERS}
    ),
    "agency_handler": frozenset({_P.ENTER}),
    "agency_admin": frozenset({_P.ENTER, _P.MANAGE_AGENCY, _P.MANAGE_MEMBERS}),
    "regulator_inspector": frozenset({_P.CHECK_FORM, _P.VERIFY_DOCUMENT, _P.OVERSEE}),
    "regulator_decider": frozenset({_P.MANAGE_MEMBERS, _P.OVERSEE}),
    "operator": frozenset({_P.MANAGE_MEMBERS, _P.CHECK_FORM}),
}


def columns(
    role: str, *, is_buyer: bool, is_agency: bool, is_regulator: bool, is_operator: bool
) -> frozenset[str]:
    """The columns of the table that a membership stands for.

    An organization may be buyer and agency; its handlers then are both.
    """
    found = set()
    if is_buyer and role in {"handler", "admin"}:
        found.add(f"buyer_{role}")
    if is_agency and role in {"handler", "admin"}:
        found.add(f"agency_{role}")
    if is_regulator and role in {"inspector", "decider"}:
        found.add(f"regulator_{role}")
    if is_operator and role == "operator":
        found.add("operator")
    return frozenset(found)


def permissions_of(held: frozenset[str]) -> frozenset[Permission]:
    return frozenset().union(*(TABLE[column] for column in held)) if held else frozenset()
