"""`/credit/`: how grades work, printed from the rule set in force."""

import re

import pytest

from market.models import RuleSet

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.content.decode()))


@pytest.mark.parametrize("language", ["", "/en"])
def test_everybody_reads_it(client, language):
    assert client.get(f"{language}/credit/").status_code == 200
    assert client.post(f"{language}/credit/").status_code == 405


def test_every_figure_is_that_of_the_rule_set(client):
    text = text_of(client.get("/credit/"))

    assert "规则版本 city_2026_1" in text
    assert "从 100 分起，信用分在 0 至 150 之间" in text
    for line in ("120 分以上", "110 分以上", "90 分以上", "75 分以上", "60 分以上", "不足 60 分"):
        assert line in text
    assert "业主评价 30% −30.00 +15.00" in text
    assert "监管 25% −25.00 +12.50" in text
    assert "业主评价 1 分 业主评价 −4.00 12 个月 按剩余天数递减 0 无" in text
    assert "逾期交付 履约 −1.00 12 个月 有效期内全额计 1 无" in text
    assert "每开始 5 个工作日计一次，一份合同最多 5 次" in text
    assert "同一业主 12 个月内的评价最多计 3 次" in text
    assert "至多 200,000" in text and "至多 50,000" in text
    assert "至多 20" in text and "至多 8" in text and "至多 3" in text


def test_another_set_in_force_prints_its_own_figures(client):
    set_in_force = RuleSet.objects.get(code="city_2026_1")
    sandbox = RuleSet.objects.get(code="sandbox")
    sandbox.effective_from = set_in_force.effective_from
    sandbox.save()
    RuleSet.objects.filter(pk=set_in_force.pk).update(effective_from=None)

    assert "规则版本 sandbox" in text_of(client.get("/credit/"))
