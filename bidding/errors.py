"""Refusals of bidding: of a bid, of an entry, of an award."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bidding.enums import ConflictCode
from market.enums import IdentityLevel, Standing
from market.errors import Problem, Refused

# Bids. Codes and facts: interfaces.md 5; which of them answer a key for ever: interfaces.md 8.


class NotOpen(Refused):
    """Facts: `opens_at`."""

    code = "not_open"
    message = _("竞价于 %(opens)s 开始")


class Closed(Refused):
    """Facts: `closes_at`, the end that was in force."""

    code = "closed"
    message = _("竞价已于 %(closes)s 结束，本次出价未受理")
    answers_key = True


class Paused(Refused):
    code = "paused"
    message = _("竞价暂停中，暂不能出价")


class Held(Refused):
    code = "held"
    message = _("本需求核查中，暂不能出价")


class NotEntered(Refused):
    code = "not_entered"
    message = _("本机构未报名本次竞价")


class NotInGoodStanding(Refused):
    """Facts: `reason`, the standing."""

    code = "not_in_good_standing"
    message = _("本机构服务已暂停或退出，不能出价：%(standing)s")
    answers_key = True

    @property
    def text(self) -> str:
        reason = self.facts.get("reason", "")
        word = Standing(reason).label if reason in Standing.values else reason
        return str(self.message) % {"standing": word}


class BadAmount(Refused):
    code = "bad_amount"
    message = _("请填写金额，例如 47,000 或 4.7万")
    status = 422


class AboveCeiling(Refused):
    """Facts: `ceiling_fen`."""

    code = "above_ceiling"
    message = _("出价不能高于最高限价 %(ceiling)s 元")
    answers_key = True


class NotLowEnough(Refused):
    """Facts: `max_fen`, the highest amount that would count, and `leading_seq`, who set it."""

    code = "not_low_enough"
    message = _("价格已变动或降幅不足，出价应不高于 %(max)s 元")
    answers_key = True


class BelowFloor(Refused):
    """Facts: `floor_fen`."""

    code = "below_floor"
    message = _("出价不能低于最低限价 %(floor)s 元")
    answers_key = True


class OwnLead(Refused):
    code = "own_lead"
    message = _("当前最低价就是本机构的出价，无需再降")
    answers_key = True


class JumpUnconfirmed(Refused):
    """Facts: `leading_fen`. The same offer with `confirm` is taken."""

    code = "jump_unconfirmed"
    message = _("降幅较大，请再次填写金额确认")


class TooFast(Refused):
    """Facts: `retry_ms`, milliseconds until the next attempt is judged."""

    code = "too_fast"
    message = _("操作过快，请在 %(retry)s 秒后再试")
    status = 429


# Entries and awards.


class EntriesClosed(Refused):
    """Facts: `closed_at`."""

    code = "entries_closed"
    message = _("报名已于 %(closed)s 截止")


class AlreadyEntered(Refused):
    """Facts: `alias`."""

    code = "already_entered"
    message = _("本机构已报名，竞价代号 %(alias)s")


class ConfirmationOver(Refused):
    """Facts: `due_at`."""

    code = "confirmation_over"
    message = _("确认中标的期限已于 %(due)s 届满")


class NotEligible(Refused):
    """Facts: `reasons`, codes of what stands against the agency now."""

    code = "ineligible_now"
    message = _("该机构现已不符合条件或应当回避，不能确定为中标机构")


# Why an entry is refused: all that apply are told at once. Source: domain.md 2.2, 4.8, 9.5.
ENTRY_REASONS: dict[str, str | Promise] = {
    ConflictCode.SAME_ORGANIZATION: _("业主与本机构是同一组织，不能报名自己的需求。"),
    ConflictCode.SAME_LEGAL_REP: _("本机构与业主的法定代表人相同，应当回避。"),
    ConflictCode.CONTROL_LINK: _("本机构与业主存在持股、控制或管理关系，应当回避。"),
    ConflictCode.SHARED_CONTACT: _("本机构与业主的电话、邮箱或地址相同，应当回避。"),
    ConflictCode.UNDER_APPROVING_AUTHORITY: _(
        "本机构由该事项的审批部门举办、主管或投资，不得为其审批提供服务。"
    ),
    ConflictCode.FORMER_OFFICIAL: _("本机构申报有人员曾在业主或审批部门任职，应当回避。"),
    ConflictCode.AUTHOR_IS_REVIEWER: _("本机构申报承担过被审查成果的编制或设计，应当回避。"),
    ConflictCode.AVOID_LISTED: _("本机构在本需求的回避名单内，理由：%(reason)s"),
    ConflictCode.LINKED_BIDDERS: _(
        "本机构与另一家报名机构存在负责人、控股或管理关系，双方均应回避。"
    ),
    ConflictCode.DECLARED_CONFLICT: _("本机构自行申报应当回避。"),
    "qualification_missing": _("缺少所需资质：%(name)s。"),
    "qualification_grade_below": _("资质“%(name)s”的等级不符合要求，应为：%(wanted)s。"),
    "qualification_expires_in_service_period": _(
        "资质“%(name)s”于 %(valid_to)s 到期，早于服务结束日 %(needed_to)s。"
    ),
    "practitioner_grade_below": _("从业人员证书“%(name)s”的等级不符合要求，应为：%(wanted)s。"),
    "practitioner_missing": _("缺少所需的从业人员：%(name)s。"),
    "practitioner_expires_in_service_period": _(
        "从业人员证书“%(name)s”于 %(valid_to)s 到期，早于服务结束日 %(needed_to)s。"
    ),
    "practitioner_booked": _("所报负责人在服务期内已负责其他合同：%(name)s。"),
    "practitioner_proof_due": _("现有信用等级为 %(grade)s，报名时须写明具备有效证书的负责人。"),
    "credit_grade_below": _("本需求要求信用等级不低于 %(wanted)s，现为 %(grade)s。"),
    "grade_ceiling": _("现有信用等级 %(grade)s 可报名的最高限价为 %(most)s 元。"),
    "grade_contracts_full": _("现有信用等级 %(grade)s 最多同时履行 %(most_contracts)s 份合同。"),
}


STANDING_REASONS: dict[str, str | Promise] = {
    Standing.FROZEN: _("本机构服务状态为冻结，暂不能报名。"),
    Standing.LIMITED: _("本机构服务状态为受限，不能报名本需求。"),
    Standing.SUSPENDED: _("本机构服务状态为暂停，暂不能报名。"),
    Standing.EXITED: _("本机构已退出，不能报名。"),
}
IDENTITY_REASONS: dict[str, str | Promise] = {
    IdentityLevel.MOBILE: _("报名前须登记联系方式。"),
    IdentityLevel.REAL_NAME: _("报名前须完成实名申报。"),
    IdentityLevel.ORGANIZATION_VERIFIED: _("报名前须通过组织核验。"),
}


def entry_problem(code: str, **facts: Any) -> Problem:
    """One reason against an entry, in words."""
    return Problem("", str(code), ENTRY_REASONS[code], facts)


def reason_words(code: str) -> str:
    """What a code means to those who may not read the facts behind it."""
    if code in ConflictCode.values:
        return str(ConflictCode(code).label)
    return str(OTHER_REASONS.get(code, code))


OTHER_REASONS: dict[str, str | Promise] = {
    "qualification_missing": _("缺少所需资质"),
    "qualification_grade_below": _("资质等级不符合要求"),
    "qualification_expires_in_service_period": _("资质在服务期内到期"),
    "practitioner_missing": _("缺少所需的从业人员"),
    "practitioner_grade_below": _("从业人员证书等级不符合要求"),
    "practitioner_expires_in_service_period": _("从业人员证书在服务期内到期"),
    "practitioner_booked": _("项目负责人在服务期内已负责其他合同"),
}
