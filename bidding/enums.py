"""States, next states and event kinds of bidding."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class EntryStatus(TextChoices):
    CONFIRMED = "confirmed", _("已报名")
    WITHDRAWN = "withdrawn", _("已退出报名")
    VOID = "void", _("报名无效")


class AuctionStatus(TextChoices):
    SCHEDULED = "scheduled", _("未开始")
    OPEN = "open", _("竞价中")
    OVERTIME = "overtime", _("延时竞价中")
    PAUSED = "paused", _("已暂停")
    CLOSED = "closed", _("竞价结束 · 待确认")
    AWARDED = "awarded", _("已中标")
    FAILED = "failed", _("流标")
    CANCELLED = "cancelled", _("已终止")


_A = AuctionStatus
TAKES_BIDS = frozenset({_A.OPEN, _A.OVERTIME})
MAY_BECOME_DUE = frozenset({_A.SCHEDULED, _A.OPEN, _A.OVERTIME})
OVER = frozenset({_A.CLOSED, _A.AWARDED, _A.FAILED, _A.CANCELLED})
_A.TAKES_BIDS = TAKES_BIDS  # type: ignore[attr-defined]
_A.MAY_BECOME_DUE = MAY_BECOME_DUE  # type: ignore[attr-defined]
_A.OVER = OVER  # type: ignore[attr-defined]
# Source: domain.md 5.3.
NEXT_AUCTION_STATUS: dict[AuctionStatus, frozenset[AuctionStatus]] = {
    _A.SCHEDULED: frozenset({_A.OPEN, _A.FAILED, _A.CANCELLED}),
    _A.OPEN: frozenset({_A.OVERTIME, _A.PAUSED, _A.CLOSED, _A.CANCELLED}),
    _A.OVERTIME: frozenset({_A.PAUSED, _A.CLOSED, _A.CANCELLED}),
    _A.PAUSED: frozenset({_A.OPEN, _A.OVERTIME, _A.CANCELLED}),
    _A.CLOSED: frozenset({_A.AWARDED, _A.FAILED, _A.CANCELLED}),
    _A.AWARDED: frozenset({_A.AWARDED, _A.FAILED, _A.CANCELLED}),
    _A.FAILED: frozenset(),
    _A.CANCELLED: frozenset(),
}


class Visibility(TextChoices):
    OPEN = "open", _("价格公开")
    RANK_ONLY = "rank_only", _("仅显示名次")


class AwardStatus(TextChoices):
    DECIDED = "decided", _("公示中")
    FINAL = "final", _("已中标")
    DECLINED = "declined", _("已放弃")
    LAPSED = "lapsed", _("逾期未确认")
    SET_ASIDE = "set_aside", _("已取消")


class AwardCode(TextChoices):
    """Why another rank than the first valid one was taken. Source: domain.md 6."""

    INELIGIBLE_NOW = "ineligible_now", _("已不符合条件")
    CONFLICT_FOUND = "conflict_found", _("发现应回避情形")
    DECLINED = "declined", _("中标机构放弃")
    SILENT = "silent", _("中标机构逾期未确认")
    CONTRACT_NOT_SIGNED = "contract_not_signed", _("未按期签订合同")


class ConflictCode(TextChoices):
    """Source: domain.md 4.8."""

    SAME_ORGANIZATION = "same_organization", _("机构与业主为同一组织")
    SAME_LEGAL_REP = "same_legal_rep", _("机构与业主的法定代表人相同")
    CONTROL_LINK = "control_link", _("机构与业主存在持股、控制或管理关系")
    SHARED_CONTACT = "shared_contact", _("机构与业主的电话、邮箱或地址相同")
    UNDER_APPROVING_AUTHORITY = (
        "under_approving_authority",
        _("机构由该事项的审批部门举办、主管或投资"),
    )
    FORMER_OFFICIAL = "former_official", _("机构人员曾在业主或审批部门任职，未满规定期限")
    AUTHOR_IS_REVIEWER = "author_is_reviewer", _("机构承担过被审查成果的编制或设计")
    AVOID_LISTED = "avoid_listed", _("机构列入本需求的回避名单")
    LINKED_BIDDERS = "linked_bidders", _("两家报名机构存在负责人、控股或管理关系")
    DECLARED_CONFLICT = "declared_conflict", _("机构自行申报应当回避")
    STANDING = "standing", _("机构服务状态不允许报名")


class Happened(TextChoices):
    """Kinds of events in the logs of auctions, entries, and bidding's in the request's log."""

    OPENED = "opened", _("竞价开始")
    BID = "bid", _("出价")
    EXTENDED = "extended", _("延时")
    PAUSED = "paused", _("暂停")
    RESUMED = "resumed", _("恢复")
    CLOSED = "closed", _("竞价结束")
    VOIDED = "voided", _("出价作废")
    AWARDED = "awarded", _("中标")
    FAILED = "failed", _("流标")
    CANCELLED = "cancelled", _("终止")
    ENTRY_MADE = "entry_made", _("报名")
    ENTRY_WITHDRAWN = "entry_withdrawn", _("退出报名")
    ENTRY_VOIDED = "entry_voided", _("报名无效")
    ENTRIES_CLOSED = "entries_closed", _("报名截止")
    SELECTION_STARTED = "selection_started", _("选取开始")
    TIE_DRAWN = "tie_drawn", _("并列抽取")
    SELECTION_FINISHED = "selection_finished", _("选取完成")
    AWARD_DECIDED = "award_decided", _("确定中标")
    AWARD_CONFIRMED = "award_confirmed", _("中标机构确认")
    AWARD_DECLINED = "award_declined", _("中标机构放弃")
    AWARD_LAPSED = "award_lapsed", _("中标机构逾期未确认")
    AWARD_SET_ASIDE = "award_set_aside", _("中标被取消")
    AWARD_FINAL = "award_final", _("中标生效")
