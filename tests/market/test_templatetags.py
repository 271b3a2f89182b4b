"""Money, dates, states, icons, charts and controls as pages show them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.translation import override

from market.templatetags import dates, money, pages, plots, states
from market.templatetags.charts import axis_start, credit_curve, price_curve, price_finding
from market.templatetags.controls import gather_errors
from market.templatetags.icons import icon
from market.templatetags.qr import qr, runs

NOW = datetime(2026, 11, 24, 2, 17, 32, 204_000, tzinfo=UTC)


@pytest.mark.parametrize(
    "fen, words",
    [
        (0, "零元整"),
        (5, "伍分"),
        (50, "伍角整"),
        (100, "壹元整"),
        (1_000, "壹拾元整"),
        (10_100, "壹佰零壹元整"),
        (140_950, "壹仟肆佰零玖元伍角整"),
        (600_714, "陆仟零柒元壹角肆分"),
        (168_032, "壹仟陆佰捌拾元叁角贰分"),
        (32_504, "叁佰贰拾伍元零肆分"),
        (4_700_000, "肆万柒仟元整"),
        (3_850_000, "叁万捌仟伍佰元整"),
        (10_000_000, "壹拾万元整"),
        (10_700_053, "壹拾万柒仟元伍角叁分"),
        (10_000_100, "壹拾万零壹元整"),
        (100_000_000, "壹佰万元整"),
        (1_000_000_000, "壹仟万元整"),
        (10_000_000_000, "壹亿元整"),
        (10_000_000_100, "壹亿零壹元整"),
        (10_050_000_000, "壹亿零伍拾万元整"),
        (1_234_567_890_12, "壹拾贰亿叁仟肆佰伍拾陆万柒仟捌佰玖拾元壹角贰分"),
        (-100, "负壹元整"),
    ],
)
def test_a_sum_is_written_in_capital_words(fen, words):
    assert money.yuan_words(fen) == words


def test_figures_have_separators_two_decimals_and_a_dash_for_nothing():
    assert money.yuan(4_700_000) == "47,000.00"
    assert money.yuan(5) == "0.05"
    assert money.yuan(None) == "—"
    assert money.yuan_unit(4_700_000) == "47,000.00 元"
    assert money.yuan_whole(4_700_099) == "47,000"


@pytest.mark.parametrize(
    "price_fen, ceiling_fen, percent",
    [
        (3_900_000, 4_800_000, "18.8"),
        (3_850_000, 4_800_000, "19.8"),
        (6_400_000, 8_000_000, "20.0"),
        (4_800_000, 4_800_000, "0.0"),
        (4_900_000, 4_800_000, "-2.1"),
        (None, 4_800_000, "—"),
        (1, None, "—"),
    ],
)
def test_a_saving_is_a_percentage_with_one_decimal(price_fen, ceiling_fen, percent):
    assert money.saving(price_fen, ceiling_fen) == percent


def test_times_are_shown_in_shanghai():
    at = datetime(2026, 11, 30, 16, 30, tzinfo=UTC)

    assert dates.moment(at) == "2026-12-01 00:30"
    assert dates.day(at) == "2026-12-01"
    assert dates.day(date(2026, 11, 30)) == "2026-11-30"
    assert dates.short_moment(at) == "12-01 00:30"
    assert dates.long_moment(at, NOW) == "12 月 1 日 00:30"
    assert dates.long_moment(at) == "2026 年 12 月 1 日 00:30"
    assert dates.long_moment(at, NOW - timedelta(days=365)) == "2026 年 12 月 1 日 00:30"
    assert dates.long_day(at, NOW) == "12 月 1 日"
    assert dates.clock(NOW) == "10:17:32"
    assert dates.clock_ms(NOW) == "10:17:32.204"
    assert dates.time(at) == ('<time datetime="2026-12-01T00:30:00+08:00">2026-12-01 00:30</time>')
    assert dates.time(date(2026, 11, 30), "day") == '<time datetime="2026-11-30">2026-11-30</time>'
    assert dates.time(at, "due", NOW).endswith(">12-01 00:30</time>")
    assert dates.time(None) == "—"


@pytest.mark.parametrize(
    "left, words, state, soon",
    [
        (timedelta(days=6, hours=6), "还有 6 天", "", ""),
        (timedelta(days=1), "还有 1 天", "", ""),
        (timedelta(hours=23, minutes=59), "还有 23 小时", "warn", ""),
        (timedelta(hours=1, minutes=43), "还有 1 小时", "warn", "warn"),
        (timedelta(minutes=12, seconds=59), "还有 12 分钟", "warn", "warn"),
        (timedelta(seconds=30), "还有不到 1 分钟", "warn", "warn"),
        (timedelta(0), "还有不到 1 分钟", "warn", "warn"),
        (-timedelta(seconds=1), "刚刚超期", "bad", "bad"),
        (-timedelta(hours=5), "已超期 5 小时", "bad", "bad"),
        (-timedelta(days=2, hours=3), "已超期 2 天", "bad", "bad"),
    ],
)
def test_what_is_left_is_rounded_down_and_coloured_only_when_due(left, words, state, soon):
    assert dates.days_left(NOW + left, NOW) == words
    assert dates.due_state(NOW + left, NOW) == state
    assert dates.soon_state(NOW + left, NOW) == soon


def test_a_due_moment_says_today_or_the_date():
    assert dates.due_moment(NOW + timedelta(hours=1), NOW) == "今日 11:17"
    assert dates.due_moment(NOW + timedelta(days=1), NOW) == "11-25 10:17"
    assert dates.due_moment(NOW + timedelta(days=41), NOW) == "2027-01-04 10:17"


@pytest.mark.parametrize(
    "seconds, clock, words",
    [
        (0, "00:00", "0 秒"),
        (-3, "00:00", None),
        (87, "01:27", "1 分 27 秒"),
        (120, "02:00", "2 分钟"),
        (3_725, "1:02:05", "1 小时 2 分"),
        (3_600, "1:00:00", "1 小时"),
        (260_000, "3 天", None),
    ],
)
def test_seconds_become_a_clock_or_words(seconds, clock, words):
    assert dates.countdown(seconds) == clock
    if words:
        assert dates.duration(seconds) == words


def test_paths_follow_the_language_of_the_page():
    request = RequestFactory().get("/en/requests/?q=1")
    context = {"request": request}

    assert pages.page("/requests/", "TL-1", "/") == "/requests/TL-1/"
    with override("en"):
        assert pages.page("/requests/") == "/en/requests/"
        assert pages.other_language_path(context) == "/requests/?q=1"
        assert pages.current_page(context, "/requests/") == ' aria-current="page"'
        assert pages.current_page(context, "/notices/") == ""
    context["request"] = RequestFactory().get("/my/?a=b")
    assert pages.other_language_path(context) == "/en/my/?a=b"
    assert pages.area(context) == "my"
    assert pages.other_language_path({}) == "/en/"


@pytest.mark.parametrize(
    "name, short",
    [
        ("沐曜新材料有限公司（演示）", "沐曜新材料"),
        ("示范市城乡建设局（演示）", "示范市城乡建设局"),
        ("某某股份有限公司", "某某"),
        ("（演示）", "（演示）"),
    ],
)
def test_a_short_name_drops_the_legal_form(name, short):
    assert pages.short_name(name) == short


def test_every_status_has_a_word_and_an_icon_of_the_sprite():
    for kind, looks in states.LOOKS.items():
        for status, look in looks.items():
            assert states.state_word(kind, status)
            assert icon(look.icon).startswith('<svg class="i" aria-hidden="true"><use href="')
        if kind in states.ENUMS:
            assert set(looks) == set(states.ENUMS[kind].values)


def test_a_state_tag_has_word_icon_and_colour():
    html = Template('{% load states %}{% state_tag "auction" "overtime" %}').render(Context())

    assert 'class="c-tag" data-state="live" data-solid' in html
    assert "#gavel" in html
    assert html.endswith("延时竞价中</span>")


def test_an_unknown_icon_is_our_own_mistake():
    with pytest.raises(AssertionError):
        icon("no-such-icon")


def bids(*steps):
    opens = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
    return [
        {"at": opens + timedelta(minutes=minute), "amount_fen": fen, "own": own}
        for minute, fen, own in steps
    ]


def test_a_price_curve_is_drawn_in_steps_below_its_ceiling():
    points = bids((1, 4_700_000, False), (5, 4_600_000, True), (16, 3_900_000, False))
    opens = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
    band = {"begins_at": opens + timedelta(minutes=15), "ends_at": opens + timedelta(minutes=18)}

    finding = price_finding(points, 1)
    html = price_curve(points, opens, opens + timedelta(minutes=17), 4_800_000, finding, [band])

    assert finding == "3 笔出价，最低价由 47,000.00 元降至 39,000.00 元，延时 1 次"
    assert axis_start(points, 4_800_000) == 3_800_000
    assert html.count("<svg ") == 2
    assert html.count(f"<title>{finding}</title>") == 2
    # 20 minutes over 692 units; 10,000 yuan over 180 units; the last price holds until now.
    assert '<path class="k-line" d="M102.6 44H241V62H621.6V188H656.2"/>' in html
    assert '<circle class="k-own" cx="241" cy="62" r="5"/>' in html
    assert '<path class="k-ceiling" d="M68 26H760"/>' in html
    assert 'text-anchor="middle">延时 1</text>' in html
    assert "style=" not in html


def test_a_curve_without_bids_shows_the_ceiling_alone():
    opens = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)

    html = price_curve([], opens, opens, 4_800_000, price_finding([]))

    assert "k-line" not in html
    assert "48,000" in html


def test_a_score_is_drawn_with_the_grade_lines_near_it():
    points = [
        {"on": date(2025, 12, 1), "score": "100.00"},
        {"on": date(2026, 6, 1), "score": "112.50"},
        {"on": date(2026, 11, 24), "score": "114.73"},
    ]
    lines = [{"score": 90, "label": "A 90"}, {"score": 110, "label": "AA 110"}]

    html = credit_curve(points, "升至 114.73", lines=lines, downs=[date(2026, 3, 1)])

    assert html.count("AA 110") == 2
    assert "A 90<" not in html
    assert html.count("k-down") == 2
    assert html.count(">114.73</text>") == 2


@pytest.mark.parametrize(
    "span, most, step", [(1_000_000, 6, 200_000), (24, 6, 5), (12, 6, 2), (1, 6, 1), (45, 6, 10)]
)
def test_steps_of_an_axis_are_round(span, most, step):
    assert plots.nice_step(span, most) == step


def test_ticks_keep_to_the_clock_and_the_calendar():
    opens = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)

    minutes = [tick.minute for tick in plots.clock_ticks(opens, opens + timedelta(minutes=20), 8)]
    months = plots.month_ticks(date(2024, 11, 30), date(2026, 11, 24), 6)

    assert minutes == [0, 5, 10, 15, 20]
    assert months == [date(2025, 1, 1), date(2025, 7, 1), date(2026, 1, 1), date(2026, 7, 1)]


def test_a_qr_code_is_one_path_of_dark_runs():
    assert runs([True, True, False, True]) == [(0, 2), (3, 1)]
    html = qr("https://mingbiao.example/verify/7KQ4M2XHC9RTW3ND/", "打开核验页")
    assert html.startswith('<svg viewBox="-2 -2 ')
    assert 'role="img" aria-label="打开核验页"' in html
    assert 'd="M0 0h7v1h-7z' in html  # The top of the first finder pattern.


class Sample(forms.Form):
    title = forms.CharField(label="需求名称", help_text="可修改")
    fund = forms.ChoiceField(label="资金来源", choices=[("a", "甲")], widget=forms.RadioSelect)


def rendered(part, **context):
    return Template(f'{{% include "parts/{part}.html" %}}').render(Context(context))


def test_a_field_ties_hint_and_error_to_its_control():
    form = Sample({})

    html = rendered("field", field=form["title"])

    assert '<label for="id_title">需求名称</label>' in html
    assert 'id="id_title_helptext">可修改</p>' in html
    assert 'aria-describedby="id_title_helptext id_title_error"' in html
    assert 'aria-invalid="true"' in html
    assert html.count('id="id_title_error"') == 1
    choices = rendered("field", field=form["fund"])
    assert '<fieldset class="c-field" id="id_fund"' in choices
    assert 'aria-describedby="id_fund_error"' in choices


def test_the_error_summary_lists_everything_once_and_links_to_it():
    problems = [{"message": "统一社会信用代码有误", "field": "uscc"}]

    found = gather_errors(form=Sample({}), problems=problems)

    assert [one["href"] for one in found] == ["#id_title", "#id_fund", "#id_uscc"]
    html = rendered("error_summary", form=Sample({}), problems=problems)
    assert "还有 3 项需要补充，已全部列出" in html
    assert rendered("error_summary", form=Sample({"title": "一", "fund": "a"})).strip() == ""
