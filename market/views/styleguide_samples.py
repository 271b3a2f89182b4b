"""Made-up facts for the style guide: one auction, one agency, one contract."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.paginator import Paginator

NOW = datetime(2026, 11, 24, 2, 17, 32, tzinfo=UTC)

DIGEST = "9f2c41e7a05b8d36c47e1f90b2d8a6530e7b94c1f3a82d657b1ce490d2f8a3b6"
TITLE = "年产1.2万吨铜箔生产线环境影响报告表编制"
BUYER = "沐曜新材料有限公司（演示）"


def everything() -> dict[str, Any]:
    return {"now": NOW, **lists(), **shown(), **process(), **tasks()}


def lists() -> dict[str, Any]:
    due = NOW + timedelta(hours=1, minutes=43)
    options = [
        {"value": "published", "label": "报名中", "count": 16, "selected": True},
        {"value": "selecting", "label": "竞价中", "count": 3, "selected": False},
    ]
    return {
        "title": TITLE,
        "buyer": BUYER,
        "due": due,
        "later": NOW + timedelta(days=6, hours=7),
        "trail": [("需求公告", "#")],
        "tabs": [
            {"label": "概况", "href": "#", "current": True},
            {"label": "资质", "href": "#", "count": 1},
            {"label": "业绩", "href": "#", "count": 16},
            {"label": "信用", "href": "#", "count": 38},
        ],
        "tools": [
            {"label": "链接", "icon": "copy", "copy": "https://mingbiao.example/"},
            {"label": "打印", "icon": "printer", "print": True},
            {"label": "PDF", "icon": "download", "href": "#"},
        ],
        "facets": [
            {
                "name": "status",
                "label": "状态",
                "kind": "checkbox",
                "open": True,
                "options": options,
            },
            {"name": "closes", "label": "截止时间", "kind": "radio", "open": False, "options": []},
        ],
        "chips": [{"label": "报名中", "href": "#"}, {"label": "10 日内截止", "href": "#"}],
        "sorts": [
            {"label": "截止最近", "href": "#", "current": True},
            {"label": "最新", "href": "#"},
        ],
        "exports": [{"label": "CSV", "note": "16 条 · 5 KB", "href": "#"}],
        "page_obj": Paginator(range(57), 10).page(3),
        "cols": ["服务需求", "最高限价（元）", "报名截止"],
        "live_cols": ["服务需求", "价格走势", "出价（笔）", "当前最低价（元）", "距结束"],
    }


def shown() -> dict[str, Any]:
    return {
        "facts": [
            {"label": "最高限价（元）", "value": "48,000.00", "note": "肆万捌仟元整"},
            {"label": "降价幅度（元）", "value": "500.00", "note": "1 档，约为限价 1%"},
            {"label": "竞价开始", "value": "11-24 10:00", "note": "15 分钟，可延时"},
            {"label": "一次通过审批", "value": "样本不足", "note": "n = 4，少于 5", "none": True},
        ],
        "rows": [
            {"label": "服务事项", "value": "建设项目环境影响报告表编制", "href": "#"},
            {"label": "选取方式", "value": "实时竞价 · 价格公开", "note": "有效出价最低者中标"},
            {"label": "CMA 证书", "badge": "verified", "note": "DEMO-CMA-015，至 2028-10-24"},
            {"label": "联系人", "value": ""},
        ],
        "files": [
            {"name": "服务需求书", "meta": "PDF · 284 KB · 第 2 版", "digest": DIGEST, "href": "#"},
            {"name": "厂区总平面图", "meta": "PDF · 1.8 MB · 第 1 版", "href": "#", "preview": "#"},
        ],
    }


def process() -> dict[str, Any]:
    return {
        "wizard_steps": [
            {"label": "1 事项", "state": "done", "href": "#"},
            {"label": "2 项目情况", "state": "current"},
            {"label": "3 时间和价格"},
            {"label": "核对发布"},
        ],
        "stages": [
            {"name": "发布", "time": "11-13 15:40", "note": "公告期 5 个工作日", "state": "done"},
            {"name": "报名", "time": "11-20 17:00 止", "note": "还有 2 天", "state": "now"},
            {"name": "竞价", "time": "11-24 10:00", "note": "15 分钟，可延时"},
            {"name": "确认结果", "time": "11-25 前", "note": "1 个工作日内", "state": "bad"},
        ],
        "notice_items": [
            {
                "name": "统一社会信用代码和经办人",
                "need": "已有",
                "state": "ok",
                "why": "来自登记信息",
            },
            {
                "name": "现场踏勘次数",
                "need": "必须",
                "state": "bad",
                "why": "报价依据，",
                "href": "#",
            },
            {"name": "厂区平面图", "need": "可后补", "state": "warn", "why": "12-15 前补交"},
        ],
        "letter": [
            "所填信息真实、准确、完整。",
            "具备所报事项要求的资质和人员。",
            "公平竞争，不串通出价。",
        ],
    }


def tasks() -> dict[str, Any]:
    return {
        "tasks": [
            {"name": "登记从业人员", "href": "#", "note": "报名时可选用", "state": "todo"},
            {"name": "上传资质证书", "href": "#", "state": "now"},
            {"name": "补正地址证明", "href": "#", "state": "fix"},
            {"name": "签署承诺书", "state": "done"},
        ],
        "to_do": [
            {
                "what": "确认结果",
                "title": TITLE,
                "href": "#",
                "due": "今日 17:00",
                "due_note": "还有 6 小时",
                "state": "warn",
            },
            {
                "what": "验收服务成果",
                "title": "厂区消防设施年度检测",
                "href": "#",
                "due": "11-30 17:00",
                "due_note": "还有 6 天",
            },
            {
                "what": "付款",
                "title": "港区道路水土保持方案编制",
                "href": "#",
                "due": "11-20 17:00",
                "due_note": "已超期 3 天",
                "state": "bad",
            },
        ],
        "done_links": [
            {"label": "查看报名", "href": "#", "main": True},
            {"label": "我的报名", "href": "#"},
        ],
        "checks": [
            {"name": "事件链完整", "note": "312 条，首尾相接", "state": "ok"},
            {"name": "中标重新计算一致", "note": "最低有效出价 64,000.00 元", "state": "bad"},
        ],
    }
