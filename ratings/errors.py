"""Refusals of ratings."""

from django.utils.translation import gettext_lazy as _

from market.errors import Refused


class ReviewClosed(Refused):
    """Facts: `closed_at`."""

    code = "review_closed"
    message = _("评价期已于 %(closed)s 结束，本次评价未受理。")


class AlreadyReviewed(Refused):
    """Given, and no longer to be changed: once is the limit, and only for a while."""

    code = "already_reviewed"
    message = _("本合同已评价。评价在提交后的修改期内可修改一次，公开后不再修改。")
