"""The organizations of seed/ as they join, with what they hold; who gets an account to try."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from config.facts import read
from market.rules.organizations import Identity

MARK = "（演示）"
# Certificates that some declare beside those of seed/, so that three can compete for the item.
FURTHER_CERTIFICATES = {
    "agency_appraisal_local": ("asset_appraisal", "资产评估机构备案"),
    "agency_cpa_local": ("real_estate_appraisal", "房地产估价机构备案"),
}
# Items that need no certificate and that more agencies offer than seed/ says.
FURTHER_ITEMS = {
    "34ZJ-SL-001": ("agency_env", "agency_env_anqing", "agency_env_nanjing", "agency_port_wuhan"),
    "34ZJ-SL-003": ("agency_port_sh", "agency_soil_hefei"),
    "34ZJ-FG-003": ("agency_env", "agency_env_anqing", "agency_cpa_hefei"),
    "34ZJ-FG-004": ("agency_cpa_hefei", "agency_soil_hefei", "agency_env_nanjing"),
    "34ZJ-FG-001": ("agency_cpa_hefei", "agency_env_nanjing"),
    "34ZJ-CZ-002": ("agency_appraisal_local",),
    "34ZJ-ZR-005": ("agency_cpa_local",),
}
# Accounts with a password, in the order of the list: a visitor begins with the first of a role.
LISTED_BUYERS = ("buyer_materials", "buyer_machinery", "buyer_port", "organ_construction")
LISTED_AGENCIES = (
    "agency_env_nanjing",
    "agency_env",
    "agency_water_wuhan",
    "agency_consult_hefei",
    "agency_env_new",
    "agency_soil_hefei",
    "agency_soil_anqing",
    "agency_soil_wuhan",
    "agency_consult_local",
    "agency_consult_wuhan",
    "agency_env_anqing",
    "agency_cpa_hefei",
)
LISTED_INSPECTORS = (("regulator_data", 0), ("regulator_data", 1))
LISTED_DECIDERS = (("regulator_data", 0), ("regulator_data", 1), ("regulator_market", 0))
LISTED_OPERATORS = ("operator_centre",)


@dataclass(frozen=True)
class Paper:
    """A certificate of an organization or of one of its people."""

    code: str
    name: str
    number: str
    grade: str
    issuer: str
    valid_from: date
    valid_to: date
    is_verified: bool
    holder: str
    person: str = ""


@dataclass(frozen=True)
class Member:
    """An organization of seed/, with its dates counted from a given day."""

    key: str
    facts: Mapping[str, Any]
    joined_on: date
    service_items: tuple[str, ...] = ()
    papers: tuple[Paper, ...] = field(default=())

    @property
    def is_person(self) -> bool:
        return "uscc" not in self.facts

    @property
    def kinds(self) -> Sequence[str]:
        return ["buyer"] if self.is_person else list(self.facts["kinds"])

    @property
    def legal_form(self) -> str:
        return str(self.facts.get("legal_form", "person"))

    @property
    def demo_grade(self) -> str:
        return str(self.facts.get("demo_grade") or "")

    @property
    def email(self) -> str:
        return str(self.facts.get("email") or f"{self.key.replace('_', '-')}@demo.example")

    def email_of(self, post: str) -> str:
        """handler.agency-env@demo.example"""
        return f"{post}.{self.email}"

    @property
    def identity(self) -> Identity:
        facts = self.facts
        if self.is_person:
            return Identity(
                name=facts["name_masked"] + MARK,
                division_code=facts["division_code"],
                phone=facts["phone"],
            )
        return Identity(
            uscc=facts["uscc"],
            name=facts["name_zh"],
            name_en=facts["name_en"],
            legal_rep=facts["legal_rep"],
            legal_rep_identity=facts["legal_rep_person"],
            legal_form=facts["legal_form"],
            size=facts["size"] or "",
            division_code=facts["division_code"],
            phone=facts["phone"],
            email=facts["email"],
            address=facts["address_zh"],
        )

    def holds(self, code: str, first: date, last: date) -> bool:
        """Whether one paper of that kind covers all those days."""
        return any(
            p.code == code and p.valid_from <= first <= last <= p.valid_to for p in self.papers
        )


def members(today: date, begins_on: date) -> dict[str, Member]:
    """Everybody, by key. Who was founded after the beginning joins then."""
    seed = read("organizations.json")
    found = {}
    for n, facts in enumerate(seed["organizations"]):
        # Buyers first: agencies declare by whom they are supervised.
        days = 1 if "buyer" in facts["kinds"] else 2 + n % 3
        joined_on = begins_on + timedelta(days=days)
        founded_on = today + timedelta(days=facts["founded_offset_days"])
        found[facts["key"]] = Member(
            key=facts["key"],
            facts=facts,
            joined_on=max(joined_on, founded_on),
            service_items=items_of(facts),
            papers=tuple(papers_of(facts, today)),
        )
    for facts in seed["persons"]:
        found[facts["key"]] = Member(facts["key"], facts, begins_on + timedelta(days=1))
    return found


def items_of(facts: Mapping[str, Any]) -> tuple[str, ...]:
    own = facts.get("service_items") or []
    further = [item for item, keys in FURTHER_ITEMS.items() if facts["key"] in keys]
    return tuple(dict.fromkeys([*own, *further]))


def papers_of(facts: Mapping[str, Any], today: date) -> list[Paper]:
    found = []
    for paper in facts.get("qualifications") or []:
        found.append(
            Paper(
                code=paper["code"],
                name=paper["name_zh"],
                number=paper["number"],
                grade=paper["grade"],
                issuer=paper["issuer_zh"],
                valid_from=today + timedelta(days=paper["valid_from_offset_days"]),
                valid_to=today + timedelta(days=paper["valid_to_offset_days"]),
                is_verified=paper["verification"] == "verified",
                holder="organization",
            )
        )
    if facts["key"] in FURTHER_CERTIFICATES:
        code, name = FURTHER_CERTIFICATES[facts["key"]]
        number = f"DEMO-{code.upper()}-{facts['phone'][-3:]}"
        dates = today - timedelta(days=650), today + timedelta(days=900)
        found.append(Paper(code, name, number, "", "示范发证机关", *dates, False, "organization"))
    for person in facts.get("practitioners") or []:
        found.append(
            Paper(
                code=person["certificate"],
                name="",
                number=person["number"],
                grade="",
                issuer="",
                valid_from=today + timedelta(days=person["valid_from_offset_days"]),
                valid_to=today + timedelta(days=person["valid_to_offset_days"]),
                is_verified=False,
                holder="practitioner",
                person=person["name_masked"] + MARK,
            )
        )
    return found
