"""Sides, dimensions, grades and event kinds of ratings."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class ReviewSide(TextChoices):
    BUYER_TO_AGENCY = "buyer_to_agency", _("业主评价机构")
    AGENCY_TO_BUYER = "agency_to_buyer", _("机构评价业主")


class ReviewDimension(TextChoices):
    QUALITY = "quality", _("质量")
    TIMELINESS = "timeliness", _("时限")
    ATTITUDE = "attitude", _("态度")
    FEE = "fee", _("收费")
    STANDARD = "standard", _("规范")
    CLARITY = "clarity", _("需求清晰")
    PAYMENT = "payment", _("付款")
    ACCEPTANCE = "acceptance", _("验收")
    INTEGRITY = "integrity", _("诚信")


_D = ReviewDimension
DIMENSIONS: dict[ReviewSide, tuple[ReviewDimension, ...]] = {
    ReviewSide.BUYER_TO_AGENCY: (_D.QUALITY, _D.TIMELINESS, _D.ATTITUDE, _D.FEE, _D.STANDARD),
    ReviewSide.AGENCY_TO_BUYER: (_D.CLARITY, _D.PAYMENT, _D.ACCEPTANCE, _D.INTEGRITY),
}


class Mark(IntegerChoices):
    """Five words, best first. Source: ux.md 9."""

    VERY_GOOD = 5, _("非常满意")
    GOOD = 4, _("满意")
    FAIR = 3, _("基本满意")
    POOR = 2, _("不满意")
    VERY_POOR = 1, _("非常不满意")


class CreditDimension(TextChoices):
    CLIENT_REVIEW = "client_review", _("业主评价")
    PERFORMANCE = "performance", _("履约")
    REGULATOR = "regulator", _("监管")
    PUBLIC_CREDIT = "public_credit", _("公共信用")
    SOCIAL = "social", _("社会责任")


class Decay(TextChoices):
    NONE = "none", _("有效期内全额计")
    LINEAR = "linear", _("按剩余天数递减")


class Uncounted(TextChoices):
    """Why an event adds nothing to the score of a day. Source: record.md 4."""

    EXPIRED = "expired", _("已失效")
    REVERSED = "reversed", _("已撤销")
    DEED = "deed", _("同一事项只计最重的一项")
    BUYER_CAP = "buyer_cap", _("同一业主的评价超出计分上限")


class Grade(TextChoices):
    AAA = "AAA", _("优秀")
    AA = "AA", _("优良")
    A = "A", _("良好")
    B = "B", _("一般")
    C = "C", _("较低")
    D = "D", _("低")


class CreditKind(TextChoices):
    """The events that today's steps can cause. Source: domain.md 9.2."""

    REVIEW_5 = "review_5", _("业主评价 5 分")
    REVIEW_4 = "review_4", _("业主评价 4 分")
    REVIEW_3 = "review_3", _("业主评价 3 分")
    REVIEW_2 = "review_2", _("业主评价 2 分")
    REVIEW_1 = "review_1", _("业主评价 1 分")
    CONTRACT_COMPLETED = "contract_completed", _("合同履行完毕")
    DELIVERED_ON_TIME = "delivered_on_time", _("按时交付")
    ACCEPTED_FIRST_TIME = "accepted_first_time", _("一次验收通过")
    DELIVERED_LATE = "delivered_late", _("逾期交付")
    GAVE_UP_AFTER_AWARD = "gave_up_after_award", _("中标后放弃")
    CONTRACT_REFUSED = "contract_refused", _("不按期签订合同")


class Happened(TextChoices):
    """Kinds of events that ratings writes."""

    REVIEW_REASONS_PUBLISHED = "review_reasons_published", _("评价原因发布")
    REVIEW_SUBMITTED = "review_submitted", _("提交评价")
    REVIEW_REVEALED = "review_revealed", _("评价公开")
    REVIEW_WINDOW_CLOSED = "review_window_closed", _("评价期满")
    CREDIT_EVENT_RECORDED = "credit_event_recorded", _("信用事件")
    CREDIT_RECOMPUTED = "credit_recomputed", _("信用重算")
