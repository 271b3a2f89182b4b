"""States, next states and event kinds of the market."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class LegalForm(TextChoices):
    ENTERPRISE = "enterprise", _("企业")
    STATE_OWNED_ENTERPRISE = "state_owned_enterprise", _("国有企业")
    PARTNERSHIP = "partnership", _("合伙组织")
    SELF_EMPLOYED = "self_employed", _("个体工商户")
    INSTITUTION = "institution", _("事业单位")
    ORGAN = "organ", _("机关")
    ASSOCIATION = "association", _("社会团体")
    PRIVATE_NON_ENTERPRISE = "private_non_enterprise", _("民办非企业单位")
    COOPERATIVE = "cooperative", _("合作社")
    OTHER = "other", _("其他")
    PERSON = "person", _("自然人")


LegalForm.PUBLIC = frozenset(  # type: ignore[attr-defined]  # Spend public or state money.
    {LegalForm.ORGAN, LegalForm.INSTITUTION, LegalForm.STATE_OWNED_ENTERPRISE}
)


class Size(TextChoices):
    MICRO = "micro", _("微型")
    SMALL = "small", _("小型")
    MEDIUM = "medium", _("中型")
    LARGE = "large", _("大型")


class Standing(TextChoices):
    ACTIVE = "active", _("在营")
    FROZEN = "frozen", _("冻结")
    LIMITED = "limited", _("受限")
    SUSPENDED = "suspended", _("暂停")
    EXITED = "exited", _("退出")


class IdentityLevel(TextChoices):
    MOBILE = "mobile", _("联系方式")
    REAL_NAME = "real_name", _("实名申报")
    ORGANIZATION_VERIFIED = "organization_verified", _("组织已核验")


class HandlerRole(TextChoices):
    HANDLER = "handler", _("经办人")
    ADMIN = "admin", _("管理员")
    INSPECTOR = "inspector", _("检查人员")
    DECIDER = "decider", _("决定人员")
    OPERATOR = "operator", _("运营人员")


class TokenScope(TextChoices):
    READ = "read", _("只读")
    ACT = "act", _("办理")


class Verification(TextChoices):
    DECLARED = "declared", _("已承诺")
    VERIFIED = "verified", _("已核验")
    EXPIRED = "expired", _("已过期")
    REFUTED = "refuted", _("不属实")


class FormCheck(TextChoices):
    WAITING = "waiting", _("待形式核对")
    CHECKED = "checked", _("已形式核对")
    OVERDUE = "overdue", _("核对超时")


class ServiceItemStatus(TextChoices):
    ACTIVE = "active", _("在用")
    CANCELLED = "cancelled", _("已取消")


class Method(TextChoices):
    LIVE_AUCTION = "live_auction", _("实时竞价")


class PriceBasis(TextChoices):
    TOTAL = "total", _("总价")


class FundSource(TextChoices):
    PRIVATE = "private", _("自有资金")
    STATE_OWNED = "state_owned", _("国有资金")
    FISCAL = "fiscal", _("财政资金")
    FISCAL_SUBSIDY = "fiscal_subsidy", _("财政补助资金")


FundSource.PUBLIC = frozenset(  # type: ignore[attr-defined]  # Names of all bidders are public.
    {FundSource.STATE_OWNED, FundSource.FISCAL, FundSource.FISCAL_SUBSIDY}
)


class Purpose(TextChoices):
    OWNER = "owner", _("业主自用")
    AUTHORITY_TECHNICAL_SERVICE = "authority_technical_service", _("审批部门技术性服务")


class RequestStatus(TextChoices):
    DRAFT = "draft", _("草稿")
    PENDING_APPROVAL = "pending_approval", _("待审核")
    PUBLISHED = "published", _("报名中")
    ENTRIES_CLOSED = "entries_closed", _("即将开始")
    SELECTING = "selecting", _("竞价中")
    DECIDING = "deciding", _("待确认结果")
    STANDSTILL = "standstill", _("公示中")
    AWARDED = "awarded", _("已中标")
    CONTRACTED = "contracted", _("履约中")
    COMPLETED = "completed", _("已完成")
    FAILED = "failed", _("流标")
    WITHDRAWN = "withdrawn", _("已撤回")
    CANCELLED = "cancelled", _("已终止")
    TERMINATED = "terminated", _("合同终止")


_S = RequestStatus
# Source: domain.md 4.2. `cancelled` is reached from everywhere before the contract.
NEXT_REQUEST_STATUS: dict[RequestStatus, frozenset[RequestStatus]] = {
    _S.DRAFT: frozenset({_S.PENDING_APPROVAL, _S.PUBLISHED, _S.CANCELLED}),
    _S.PENDING_APPROVAL: frozenset({_S.PUBLISHED, _S.DRAFT, _S.CANCELLED}),
    _S.PUBLISHED: frozenset(
        {_S.PUBLISHED, _S.ENTRIES_CLOSED, _S.WITHDRAWN, _S.FAILED, _S.CANCELLED}
    ),
    _S.ENTRIES_CLOSED: frozenset({_S.SELECTING, _S.FAILED, _S.CANCELLED}),
    _S.SELECTING: frozenset({_S.DECIDING, _S.FAILED, _S.CANCELLED}),
    _S.DECIDING: frozenset({_S.STANDSTILL, _S.FAILED, _S.CANCELLED}),
    _S.STANDSTILL: frozenset({_S.AWARDED, _S.DECIDING, _S.FAILED, _S.CANCELLED}),
    _S.AWARDED: frozenset({_S.CONTRACTED, _S.DECIDING, _S.FAILED, _S.CANCELLED}),
    _S.CONTRACTED: frozenset({_S.COMPLETED, _S.TERMINATED}),
    _S.COMPLETED: frozenset(),
    _S.FAILED: frozenset(),
    _S.WITHDRAWN: frozenset(),
    _S.CANCELLED: frozenset(),
    _S.TERMINATED: frozenset(),
}
BEFORE_CONTRACT = frozenset(s for s, then in NEXT_REQUEST_STATUS.items() if _S.CANCELLED in then)
UNPUBLISHED = frozenset({_S.DRAFT, _S.PENDING_APPROVAL})
OVER = frozenset(s for s, then in NEXT_REQUEST_STATUS.items() if not then)


class FailureCode(TextChoices):
    NO_ENTRY = "no_entry", _("无机构报名")
    TOO_FEW = "too_few", _("有效报名机构不足")
    NO_BID = "no_bid", _("无机构出价")
    ALL_VOID = "all_void", _("报价全部无效")
    NO_RESERVE_LEFT = "no_reserve_left", _("无可递补机构")
    CONTRACT_NOT_SIGNED = "contract_not_signed", _("未按期签订合同")


class NoticeKind(TextChoices):
    REQUEST = "request", _("需求公告")
    AWARD = "award", _("中标公告")
    FAILURE = "failure", _("流标公告")
    WITHDRAWAL = "withdrawal", _("撤回公告")
    CANCELLATION = "cancellation", _("终止公告")
    CONTRACT = "contract", _("合同公示")


class ContractStatus(TextChoices):
    DRAFTING = "drafting", _("待签订")
    SIGNED = "signed", _("已签订")
    DELIVERED = "delivered", _("已交付")
    ACCEPTED = "accepted", _("已验收")
    CLOSED = "closed", _("已办结")
    TERMINATED = "terminated", _("已终止")


class MilestoneStatus(TextChoices):
    OPEN = "open", _("待交付")
    DELIVERED = "delivered", _("待验收")
    ACCEPTED = "accepted", _("已验收")


class DeliverableStatus(TextChoices):
    SUBMITTED = "submitted", _("待验收")
    ACCEPTED = "accepted", pgettext_lazy("服务成果", "验收通过")
    DEEMED_ACCEPTED = "deemed_accepted", _("视为验收通过")
    RETURNED = "returned", _("退回修改")


class PaymentProvider(TextChoices):
    BANK_TRANSFER = "bank_transfer", _("银行转账")


class PaymentStatus(TextChoices):
    CLAIMED = "claimed", _("已申报付款")
    SETTLED = "settled", _("已确认收款")
    DENIED = "denied", _("未收到")


class Happened(TextChoices):
    """Kinds of events in the logs of market; kinds of auctions are bidding's."""

    DEMONSTRATION_STAGED = "demonstration_staged", _("演示数据按模拟时间生成")
    RULE_SET_PUBLISHED = "rule_set_published", _("规则版本发布")
    CALENDAR_PUBLISHED = "calendar_published", _("工作日历发布")
    COMMITMENT_TEXT_PUBLISHED = "commitment_text_published", _("承诺书文本发布")
    SERVICE_ITEM_PUBLISHED = "service_item_published", _("服务事项发布")
    CITY_CHANGED = "city_changed", _("城市信息变更")
    ORGANIZATION_JOINED = "organization_joined", _("组织入驻")
    COMMITMENT_SIGNED = "commitment_signed", _("签署承诺书")
    FORM_CHECKED = "form_checked", _("形式核对通过")
    FORM_CHECK_OVERDUE = "form_check_overdue", _("形式核对超时")
    PROFILE_CHANGED = "profile_changed", _("机构资料变更")
    HANDLER_APPOINTED = "handler_appointed", _("任命经办人")
    HANDLER_DISMISSED = "handler_dismissed", _("解除经办人")
    QUALIFICATION_DECLARED = "qualification_declared", _("申报资质")
    QUALIFICATION_VERIFIED = "qualification_verified", _("资质核验通过")
    PRACTITIONER_ADDED = "practitioner_added", _("登记从业人员")
    STANDING_CHANGED = "standing_changed", _("服务状态变更")
    CREDIT_CHANGED = "credit_changed", _("信用分变更")
    REVIEW_REASONS_PUBLISHED = "review_reasons_published", _("评价理由发布")
    REQUEST_SUBMITTED = "request_submitted", _("需求提交审核")
    REQUEST_RETURNED = "request_returned", _("需求退回修改")
    REQUEST_PUBLISHED = "request_published", _("需求发布")
    REQUEST_EXTENDED = "request_extended", _("报名延期")
    REQUEST_WITHDRAWN = "request_withdrawn", _("需求撤回")
    REQUEST_CANCELLED = "request_cancelled", _("需求终止")
    REQUEST_FAILED = "request_failed", _("需求流标")
    REQUEST_COMPLETED = "request_completed", _("需求完成")
    NOTICE_ISSUED = "notice_issued", _("公告发布")
    CONTRACT_OPENED = "contract_opened", _("合同起草")
    CONTRACT_SIGNED = "contract_signed", _("合同签订")
    CONTRACT_SIGNED_BY_ONE = "contract_signed_by_one", _("一方签署合同")
    CONTRACT_NOT_SIGNED = "contract_not_signed", _("合同未按期签订")
    DELIVERABLE_SUBMITTED = "deliverable_submitted", _("提交服务成果")
    DELIVERABLE_ACCEPTED = "deliverable_accepted", _("验收通过")
    DELIVERABLE_DEEMED_ACCEPTED = "deliverable_deemed_accepted", _("视为验收通过")
    DELIVERABLE_RETURNED = "deliverable_returned", _("退回修改")
    PAYMENT_CLAIMED = "payment_claimed", _("申报付款")
    PAYMENT_SETTLED = "payment_settled", _("确认收款")
    PAYMENT_DENIED = "payment_denied", _("未收到付款")


class DeadlineKind(TextChoices):
    """What falls due; `config/clock.py` says which action performs it."""

    ENTRIES_CLOSE = "entries_close", _("报名截止")
    AWARD_DECISION = "award_decision", _("确认结果")
    AWARD_CONFIRMATION = "award_confirmation", _("确认中标")
    STANDSTILL_END = "standstill_end", _("公示期满")
    CONTRACT_SIGNING = "contract_signing", _("签订合同")
    CONTRACT_LAPSE = "contract_lapse", _("合同最晚签订")
    ACCEPTANCE = "acceptance", _("验收")
    DELIVERY = "delivery", _("交付服务成果")
    PAYMENT = "payment", _("付款")
    PAYMENT_CONFIRMATION = "payment_confirmation", _("确认收款")
    REVIEW = "review", _("服务评价")
    FORM_CHECK = "form_check", _("形式核对")
