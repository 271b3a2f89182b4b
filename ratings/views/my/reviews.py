"""The review of a contract by one of its sides."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from market.errors import FileRefused, Problems
from market.gateways.database import database_now
from market.queries.handlers import handler_of
from ratings.actions.reviews import review
from ratings.enums import Mark, ReviewDimension
from ratings.forms.reviews import ReviewForm
from ratings.models import Review
from ratings.queries.reviews import review_desk, scores_in_order


@login_required
@require_http_methods(["GET", "POST"])
def my_contract_review(request: HttpRequest, no: str) -> HttpResponse:
    handler = handler_of(request.user)
    desk = review_desk(handler, no, database_now())
    if handler is None or desk is None:
        raise Http404
    form = ReviewForm(
        request.POST or None,
        request.FILES or None,
        side=desk.side,
        reasons=desk.reasons,
        documents=desk.documents,
        initial=first_values(desk.mine),
    )
    if form.is_valid():
        try:
            review(no=no, handler=handler, **form.facts())
        except (Problems, FileRefused) as refusal:
            form.take(refusal)
        else:
            messages.success(request, _("评价已提交。"))
            return redirect(request.path)
    context = {"desk": desk, "form": form, "mine": told(desk.mine), "theirs": told(desk.theirs)}
    return render(request, "ratings/my_review.html", context, status=422 if form.errors else 200)


def first_values(given: Review | None) -> dict[str, object]:
    """What was given before, to be changed."""
    if given is None:
        return {}
    return {**given.scores, "text": given.text, "reasons": given.reasons}


def told(given: Review | None) -> dict[str, object] | None:
    """A review as a list of facts."""
    if given is None:
        return None
    marks = scores_in_order(given)
    return {
        "review": given,
        "rows": [
            {"label": ReviewDimension(code).label, "value": str(Mark(mark).label)}
            for code, mark in marks.items()
        ],
    }
