"""Who may lead a job: certificates that are asked, valid and not booked elsewhere."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from market.errors import Problem
from market.models import Contract, Practitioner, ServiceRequest
from market.queries.qualifications import overlapping_jobs, practitioners_of
from market.queries.rule_sets import rules_of


def required_certificates(service_request: ServiceRequest) -> set[str]:
    """Certificates of persons that the law or a bar condition of the request asks for."""
    wanted = {
        needed["code"]
        for item in service_request.service_items.all()
        for needed in item.required_qualification
        if needed["holder"] == "practitioner"
    }
    for condition in service_request.conditions:
        test = condition.get("test") or {}
        if condition["kind"] == "bar" and "practitioner" in test:
            wanted.add(test["practitioner"])
    return wanted


def is_booked(practitioner: Practitioner, limit: int, first: date, last: date) -> bool:
    return overlapping_jobs(practitioner, first, last) >= limit


def valid_leads(
    contract: Contract, wanted: set[str], first: date, last: date
) -> Iterator[Practitioner]:
    limit = rules_of(contract.service_request.rule_set)["practitioner_parallel_jobs"]
    for practitioner in practitioners_of(contract.agency):
        if practitioner.certificate in wanted and not (
            practitioner.valid_to < last or is_booked(practitioner, limit, first, last)
        ):
            yield practitioner


def lead_problem(
    chosen: Practitioner | None, contract: Contract, wanted: set[str], first: date, last: date
) -> Problem | None:
    """Why this person may not lead. Source: domain.md 2.2."""
    if chosen is None or (wanted and chosen.certificate not in wanted):
        text = _("请选择本机构持有所需证书的负责人员。")
        return Problem("lead", "practitioner_missing", text)
    if chosen.valid_to < last:
        text = _("负责人员证书有效期至 %(valid_to)s，早于服务期结束日 %(last)s。")
        given = {"valid_to": chosen.valid_to.isoformat(), "last": last.isoformat()}
        return Problem("lead", "practitioner_expires_in_service_period", text, given)
    limit = rules_of(contract.service_request.rule_set)["practitioner_parallel_jobs"]
    if is_booked(chosen, limit, first, last):
        text = _("该人员在服务期内已负责其他项目。")
        return Problem("lead", "practitioner_booked", text)
    return None
