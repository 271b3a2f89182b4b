"""The public record of a request, in words and with its hashes."""

import json
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bidding.enums import AwardCode
from bidding.enums import Happened as BiddingHappened
from bidding.queries.auctions import auction_of
from market.enums import FailureCode, Happened
from market.models import Event
from market.queries.record import events_in, head_of, last_checkpoint, log_by_name
from market.queries.service_requests import request_visible_to
from market.units import parse_stamp, yuan
from market.views.lists import page_of
from ratings.enums import Happened as RatingsHappened

PER_PAGE = 50


@require_safe
def request_record(request: HttpRequest, no: str) -> HttpResponse:
    asked = request_visible_to(request.user, no)
    if asked is None or asked.published_at is None:
        raise Http404
    name = f"request/{no}"
    page = page_of(request, events_in(name), PER_PAGE)
    log = log_by_name(name)
    context = {
        "asked": asked,
        "log": name,
        "page_obj": page,
        "rows": [event_row(event) for event in page],
        "head": head_of(log),
        "checkpoint": last_checkpoint(name),
        "auction": auction_of(asked),
    }
    return render(request, "ratings/request_record.html", context)


def event_row(event: Event) -> dict[str, Any]:
    told = json.loads(event.text)
    return {
        "seq": event.seq,
        "at": event.at,
        "word": word_of(event.kind),
        "facts": facts_in_words(told["facts"]),
        "sealed": bool(told.get("sealed")),
        "hash": event.hash,
        "text": event.text,
    }


def word_of(kind: str) -> str:
    """The word of an event's kind, whichever app wrote it."""
    for kinds in (Happened, BiddingHappened, RatingsHappened):
        if kind in kinds.values:
            return str(kinds(kind).label)
    return kind


def code_words(code: Any) -> str:
    for codes in (FailureCode, AwardCode):
        if code in codes.values:
            return str(codes(code).label)
    return str(code)


def facts_in_words(facts: dict[str, Any]) -> list[dict[str, Any]]:
    """What people ask for first; the whole stands in the original text."""
    known: dict[str, tuple[str, Callable[[Any], Any]]] = {
        "title": (_("需求名称"), str),
        "contract": (_("合同"), str),
        "alias": (_("代号"), str),
        "rank": (_("名次"), str),
        "ranking": (_("名次顺序"), "、".join),
        "amount_fen": (_("金额（元）"), yuan),
        "price_fen": (_("合同价（元）"), yuan),
        "ceiling_fen": (_("最高限价（元）"), yuan),
        "entry_closes_at": (_("报名截止"), parse_stamp),
        "opens_at": (_("竞价开始"), parse_stamp),
        "standstill_until": (_("公示截止"), parse_stamp),
        "sign_until": (_("签订期限"), parse_stamp),
        "version": (_("版本"), str),
        "returns": (_("退回次数"), str),
        "code": (_("情形"), code_words),
        "reason": (_("理由"), str),
        "basis": (_("依据"), str),
        "entries": (_("有效报名（家）"), len),
        "list_hash": (_("名单指纹"), str),
        "text_sha256": (_("文本指纹"), str),
        "sha256": (_("文件指纹"), str),
    }
    return [
        {
            "label": label,
            "value": read(facts[key]),
            "is_time": read is parse_stamp,
            "is_digest": key.endswith(("hash", "sha256")),
        }
        for key, (label, read) in known.items()
        if facts.get(key) not in (None, "", [])
    ]
