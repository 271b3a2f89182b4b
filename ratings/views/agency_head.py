"""What every page of an agency begins with: its head and its tabs."""

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from market.enums import Verification
from market.gateways.database import database_now
from ratings.queries.agencies import Profile, profile
from ratings.rules.grades import place
from ratings.rules.points import two_places
from ratings.views.credit_sheets import live_lines


def read_profile(uscc: str) -> Profile:
    """Raises Http404 for who is no agency."""
    found = profile(uscc, database_now())
    if found is None:
        raise Http404
    return found


def head(request: HttpRequest, shown: Profile, current: str) -> dict[str, Any]:
    """The context of the head; `current` is the name of the page in the address table."""
    score, rules = shown.told.score, shown.told.rules
    grade_place, grade_of = place(score.grade, rules)
    verifications = shown.verifications
    return {
        "shown": shown,
        "agency": shown.organization,
        "now": shown.told.at,
        "score": two_places(score.score_centi),
        "score_max": rules["credit_max"],
        "grade": score.grade,
        "grade_word": score.grade.label,
        "grade_place": grade_place,
        "grade_of": grade_of,
        "verified": verifications[Verification.VERIFIED],
        "declared": verifications[Verification.DECLARED],
        "trail": [(_("中介机构"), reverse("agencies"))],
        "tabs": [tab(name, shown, current) for name in TABS],
    }


TABS = (
    "agency",
    "agency_qualifications",
    "agency_performance",
    "agency_reviews",
    "agency_credit",
)


def tab(name: str, shown: Profile, current: str) -> dict[str, Any]:
    label, count = {
        "agency": (_("概况"), None),
        "agency_qualifications": (_("资质"), len(shown.qualifications)),
        "agency_performance": (_("业绩"), shown.counts.contracts),
        "agency_reviews": (_("评价"), shown.counts.reviews),
        "agency_credit": (_("信用"), len(live_lines(shown.told))),
    }[name]
    href = reverse(name, args=[shown.organization.uscc])
    return {"label": label, "href": href, "count": count, "current": name == current}
