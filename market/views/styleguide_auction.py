"""Made-up facts for the style guide: an auction, a score and what is behind it."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

from market.views.styleguide_samples import BUYER, DIGEST, NOW

OPENS = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
GRADES = [("AAA", "优秀"), ("AA", "优良"), ("A", "良好"), ("B", "一般"), ("C", "较低"), ("D", "低")]
BIDS = [  # Seconds after the start, alias, fen, extension.
    (41.902, "M4", 4_700_000, 0),
    (118.330, "B3", 4_650_000, 0),
    (200.117, "K7", 4_600_000, 0),
    (287.650, "T9", 4_550_000, 0),
    (362.284, "M4", 4_450_000, 0),
    (453.071, "B3", 4_400_000, 0),
    (499.446, "K7", 4_300_000, 0),
    (581.809, "T9", 4_250_000, 0),
    (655.263, "M4", 4_200_000, 0),
    (690.595, "K7", 4_150_000, 0),
    (758.014, "M4", 4_100_000, 0),
    (852.508, "T9", 4_000_000, 1),
    (938.221, "K7", 3_950_000, 2),
    (1_019.347, "T9", 3_900_000, 3),
]
SCORES = [
    (2024, 12, "100.25"),
    (2025, 1, "101.82"),
    (2025, 3, "101.45"),
    (2025, 5, "104.98"),
    (2025, 8, "104.87"),
    (2025, 9, "109.17"),
    (2025, 10, "112.38"),
    (2026, 1, "114.28"),
    (2026, 4, "115.17"),
    (2026, 5, "110.04"),
    (2026, 7, "111.76"),
    (2026, 10, "114.89"),
]


def room() -> dict[str, Any]:
    points: list[dict[str, Any]] = [
        {
            "seq": seq,
            "at": OPENS + timedelta(seconds=after),
            "alias": alias,
            "amount_fen": fen,
            "own": alias == "K7",
            "lead": seq == len(BIDS),
            "extension": extension,
        }
        for seq, (after, alias, fen, extension) in enumerate(BIDS, start=1)
    ]
    ends = [OPENS + timedelta(minutes=15)]
    for point in points:
        if point["extension"]:
            point["until"] = point["at"] + timedelta(seconds=120)
            ends.append(point["until"])
    return {
        "opens_at": OPENS,
        "closes_at": NOW + timedelta(seconds=87),
        "points": points,
        "newest": points[::-1],
        "bands": [{"begins_at": a, "ends_at": b} for a, b in pairwise(ends)],
        "counts": ["围观 130", "报名 4", "关注 31"],
        "room_facts": [
            {"label": "TL-2026-001187-A1"},
            {"label": "环境影响报告表编制", "href": "#"},
        ],
        "connection": {"state": "ok", "icon": "wifi", "text": "已连接 38 ms"},
        "stats": [
            {"before": "当前", "label": "最低价（元）", "value": "39,000.00"},
            {
                "label": "我的排名",
                "value": "第 2 名",
                "unit": "/ 4",
                "standing": {"word": "已被超越", "state": "bad"},
            },
            {"label": "我的出价（元）", "value": "39,500.00"},
            {"label": "下次上限（元）", "value": "38,500.00"},
        ],
        "bid_steps": [
            {"label": "降 2 档", "fen": 3_800_000},
            {"label": "降 5 档", "fen": 3_650_000},
        ],
        "rule_rows": [
            {"label": "最高限价", "value": "48,000.00 元"},
            {"label": "延时窗口", "value": "结束前 120 秒内有新出价，自该笔起重新计 120 秒"},
            {"label": "中标规则", "value": "有效出价最低者中标"},
        ],
        "alarms": [{"word": "断线", "state": "bad", "text": "3 家机构中 2 家断线 38 秒"}],
        "roles": [
            {
                "value": "buyer",
                "icon": "file-text",
                "name": "项目业主",
                "organization": BUYER,
                "does": "发布需求、确认结果、验收付款",
            },
        ],
    }


def credit() -> dict[str, Any]:
    events = [
        {
            "on": date(2026, 11, 13),
            "name": "业主评价 5 分",
            "source": "TL-2026-000845-C1",
            "href": "#",
            "base": "+1.50",
            "now": "+1.45",
            "until": date(2027, 11, 13),
        },
        {
            "on": date(2026, 9, 18),
            "name": "业主评价 4 分",
            "source": "TL-2026-000613-C1",
            "href": "#",
            "base": "+0.60",
            "now": "+0.48",
            "until": date(2027, 9, 18),
        },
    ]
    dimension = {"weight": "30%", "events": 7, "sum": "+4.05", "floor": "−30.00", "cap": "+15.00"}
    return {
        "grades": [
            {"grade": grade, "word": word, "line": "110 分以上", "current": grade == "AA"}
            for grade, word in GRADES
        ],
        "scores": [
            *({"on": date(year, month, 1), "score": score} for year, month, score in SCORES),
            {"on": date(2026, 11, 24), "score": "114.73"},
        ],
        "grade_lines": [
            {"score": 110, "label": "AA 110"},
            {"score": 120, "label": "AAA 120"},
            {"score": 90, "label": "A 90"},
        ],
        "downs": [date(2026, 4, 12), date(2026, 10, 20)],
        "credit_rows": [{"name": "业主评价", "counted": "+4.05", **dimension}],
        "credit_groups": [
            {"name": "业主评价", "count_text": "7 个事件", "sum": "+4.05", "events": events},
            {"name": "履约", "count_text": "24 个事件", "sum": "+5.38", "events": events},
        ],
        "levels": [
            {"word": "非常满意", "count": 9},
            {"word": "满意", "count": 5},
            {"word": "不满意", "count": 0},
        ],
        "dimensions": [
            {"label": "均分（满分 5）", "value": "4.43"},
            {"label": "质量", "value": "4.44"},
        ],
        "reviews": [
            {
                "word": "基本满意",
                "about": "报告书编制 · 砚山精细化工有限公司（演示）",
                "on": date(2026, 4, 28),
                "text": "逾期提交",
                "reply": "补充监测延长了周期。",
            },
        ],
        "digest": DIGEST,
        "bar_rows": [
            {"label": "AAA 优秀", "value": 3, "words": "3 家"},
            {"label": "A 良好", "value": 12, "words": "12 家"},
        ],
    }
