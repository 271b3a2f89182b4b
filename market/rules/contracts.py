"""The text of a contract: parties, scope and price locked to the award. Source: domain.md 7.1."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ContractTerms:
    """What the text is made from; amounts and dates already in words."""

    no: str
    request_no: str
    title: str
    items: str
    scope: str
    buyer: str
    agency: str
    agency_uscc: str
    price: str
    price_words: str
    service_days: int
    payment_period: str
    acceptance_period: str
    rule_set: str


TEMPLATE = """服务合同

合同编号：{no}
需求编号：{request_no}

一、当事人
委托方（业主）：{buyer}
受托方（机构）：{agency}（统一社会信用代码 {agency_uscc}）

二、服务内容
项目名称：{title}
服务事项：{items}
服务范围：
{scope}

三、价款
含税总价人民币 {price} 元（大写：{price_words}），与中标价一致，不得另行加收费用。

四、期限
受托方自合同签订之日起 {service_days} 日内交付全部服务成果。

五、交付与验收
服务成果通过平台提交，留存文件指纹。委托方收到后 {acceptance_period} 内验收。
认为不合格的，应当逐项写明不符合约定之处，退回修改。逾期未答复的，视为验收通过。

六、付款
验收通过后 {payment_period} 内一次付清。付款由双方在平台确认。
不得以等待第三方付款为由拖延。逾期付款的，按规则版本 {rule_set} 计付利息。

七、诚信
双方遵守市场规则，互不给予或收受财物、回扣。受托方不得转包，不得擅自更换主要人员。

八、争议
协商不成的，可以申请平台调解，也可以依法申请仲裁或者提起诉讼。

本文本由中标结果生成，当事人、服务内容和价款已经锁定。双方在平台签署相同文本后成立。
"""


def contract_text(terms: ContractTerms) -> str:
    return TEMPLATE.format(**terms.__dict__)
