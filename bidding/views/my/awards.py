"""Confirm the result: the ranking by alias, who is still eligible, one decision."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bidding.actions.awards import decide_award
from bidding.errors import reason_words
from bidding.forms.awards import AwardForm
from bidding.queries.awards import Rank, free_ranks
from bidding.queries.eligibility import reasons_against
from bidding.queries.request_pages import Shown
from bidding.views.my.service_requests import own_shown
from market.enums import DeadlineKind, RequestStatus
from market.errors import Refused


@login_required
@require_http_methods(["GET", "POST"])
def my_award(request: HttpRequest, no: str) -> HttpResponse:
    handler, shown = own_shown(request, no)
    if shown.service_request.status != RequestStatus.DECIDING:
        return redirect("request", no)
    ranks = ranking(shown)
    choices = [(row["rank"].entry.alias, row["label"]) for row in ranks if not row["reasons"]]
    form = AwardForm(
        request.POST or None,
        aliases=choices,
        initial={"alias": choices[0][0] if choices else ""},
    )
    if form.is_valid():
        try:
            decide_award(no=no, handler=handler, **form.cleaned_data)
        except Refused as refusal:
            form.take(refusal)
        else:
            messages.success(request, _("中标结果已公告，公示期开始。"))
            return redirect("request", no)
    context = {
        "shown": shown,
        "asked": shown.service_request,
        "now": shown.now,
        "ranks": ranks,
        "form": form,
        "due": shown.open_due(DeadlineKind.AWARD_DECISION),
    }
    status = 422 if form.errors else 200
    return render(request, "bidding/my/award.html", context, status=status)


def ranking(shown: Shown) -> list[dict[str, Any]]:
    """Ranks that may still be awarded, by alias, with what stands against each."""
    asked = shown.service_request
    free: list[Rank] = free_ranks(asked, shown.rules["reserves"])
    agencies = [rank.entry.agency for rank in free]
    against = reasons_against(asked, agencies, with_certificates=False)
    return [
        {
            "rank": rank,
            "label": _("第 %(rank)s 名，代号 %(alias)s")
            % {"rank": rank.rank, "alias": rank.entry.alias},
            "reasons": [reason_words(code) for code in against[rank.entry.agency_id]],
        }
        for rank in free
    ]
