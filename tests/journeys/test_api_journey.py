"""The whole path of a request through the REST API alone, under the sandbox."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from market.gateways.database import database_now
from market.units import stamp
from tests.factories import ITEM, PASSWORD, make_code, make_demonstration, version
from tests.journeys.turning import until

pytestmark = pytest.mark.django_db(transaction=True)
REVIEWS = {
    "buyer": ["quality", "timeliness", "attitude", "fee", "standard"],
    "agency": ["clarity", "payment", "acceptance", "integrity"],
}


class Program:
    """A program that knows the published interface and nothing else."""

    def __init__(self, token: str = "", uscc: str = "") -> None:
        self.client, self.token, self.uscc = Client(), token, uscc

    def call(self, method: str, path: str, body=None, expect: int = 200):
        headers = {"Authorization": f"Token {self.token}"} if self.token else {}
        content = "" if body is None else json.dumps(body)
        answer = self.client.generic(
            method,
            f"/api/v1/{path}",
            data=content,
            content_type="application/json",
            headers=headers,
        )
        assert answer.status_code == expect, f"{method} {path}: {answer.content.decode()[:600]}"
        return answer.json() if answer.content else None

    def get(self, path: str, expect: int = 200):
        return self.call("GET", path, expect=expect)

    def post(self, path: str, body=None, expect: int = 200):
        return self.call("POST", path, body or {}, expect)


def joins(kind: str, number: int) -> Program:
    body = {
        "uscc": make_code(number),
        "name": f"接口组织{number}（演示）",
        "legal_rep": f"负责人{number}",
        "handler": {"name": "经办", "email": f"api{number}@test.example", "password": PASSWORD},
        "commitment": {"version": version(), "accepted": True},
    }
    if kind == "agencies":
        body |= {"categories": ["engineering_consulting"], "divisions": ["340700"]}
    answer = Program().post(f"{kind}/", body, expect=201)
    return Program(answer["token"], answer["uscc"])


def draft_body() -> dict:
    now = database_now()
    return {
        "service_item": ITEM,
        "title": "可行性研究报告",
        "scope": "编制报告一份。",
        "ceiling_fen": 1_000_000,
        "method": "live_auction",
        "method_parameters": {"step_fen": 10_000, "base_duration": "10s", "soft_close": "3s"},
        "conditions": [],
        "entry_closes_at": stamp(now + timedelta(seconds=2)),
        "opens_at": stamp(now + timedelta(seconds=2)),
        "service_days": 30,
        "contact": "0000-0000000",
        "rule_set": "sandbox",
    }


def bid(agency: Program, no: str, amount_fen: int, expect: int = 201):
    body = {"amount_fen": amount_fen, "key": str(uuid4())}
    return agency.post(f"auctions/{no}/bids/", body, expect)


def review_each_other(contract: str, buyer: Program, agency: Program) -> None:
    for side, program in (("buyer", buyer), ("agency", agency)):
        scores = dict.fromkeys(REVIEWS[side], 5)
        program.post(f"contracts/{contract}/reviews/", {"scores": scores}, expect=201)


def test_a_request_lives_its_whole_life_through_the_api():
    make_demonstration()
    buyer, public = joins("buyers", 1), Program()
    one, two = joins("agencies", 2), joins("agencies", 3)

    no = buyer.post("requests/", draft_body(), expect=201)["no"]
    assert public.get(f"requests/{no}/", expect=404)["code"] == "not_found"
    assert buyer.post(f"requests/{no}/publish/")["status"] == "published"
    auction = f"{no}-A1"
    assert public.get(f"auctions/{auction}/")["state"]["status"] == "scheduled"

    aliases = [a.post(f"requests/{no}/entries/", expect=201)["alias"] for a in (one, two)]
    assert len(set(aliases)) == 2
    until(lambda: public.get(f"auctions/{auction}/")["state"]["status"] == "open", "the start")

    assert bid(one, auction, 900_000)["rank"] == 1
    assert bid(two, auction, 895_000, expect=409)["facts"] == {
        "max_fen": 890_000,
        "leading_seq": 2,
    }
    accepted = bid(two, auction, 890_000)
    assert (accepted["seq"], accepted["amount_fen"]) == (3, 890_000)
    seen = public.get(f"auctions/{auction}/bids/")["results"]
    assert sorted(row["alias"] for row in seen) == sorted(aliases)
    assert "uscc" not in json.dumps(seen)

    until(lambda: public.get(f"requests/{no}/")["status"] == "deciding", "the close")
    assert buyer.post(f"requests/{no}/award/")["status"] == "standstill"
    two.post(f"requests/{no}/confirm-award/")
    until(lambda: public.get(f"requests/{no}/")["status"] == "awarded", "the standstill")

    contract = f"{no}-C1"
    text = buyer.get(f"contracts/{contract}/")["text_sha256"]
    buyer.post(f"contracts/{contract}/sign/", {"text_sha256": text})
    assert two.post(f"contracts/{contract}/sign/", {"text_sha256": text})["status"] == "signed"

    delivered = two.client.post(
        f"/api/v1/contracts/{contract}/deliverables/",
        {"milestone": "1", "file": SimpleUploadedFile("报告.pdf", b"%PDF-1.7 done")},
        headers={"Authorization": f"Token {two.token}"},
    )
    assert delivered.status_code == 201, delivered.content
    n = delivered.json()["n"]
    assert buyer.post(f"contracts/{contract}/accept/", {"deliverable": n})["status"] == "accepted"

    claim = {"milestone": 1, "provider": "bank_transfer", "amount_fen": 890_000}
    paid = buyer.post(f"contracts/{contract}/payments/", claim, expect=201)
    assert paid == {"n": 1, "status": "claimed"}
    settled = two.post(f"contracts/{contract}/payments/1/confirm/")
    assert settled == {"n": 1, "status": "settled"}

    review_each_other(contract, buyer, two)
    until(lambda: public.get(f"requests/{no}/")["status"] == "completed", "the end")

    until(lambda: len(public.get(f"agencies/{two.uscc}/credit/")["events"]) == 4, "credit")
    credit = public.get(f"agencies/{two.uscc}/credit/")
    counted = sum(dimension["counted_centi"] for dimension in credit["dimensions"])
    assert credit["score_centi"] == 10_000 + counted > 10_000
    assert sorted(event["kind"] for event in credit["events"]) == [
        "accepted_first_time",
        "contract_completed",
        "delivered_on_time",
        "review_5",
    ]
    record = public.get(f"requests/{no}/record/")
    kinds = [json.loads(event["text"])["kind"] for event in record["events"]]
    assert kinds[0] == "request_published"
    assert kinds[-1] == "request_completed"
    assert record["head"]["seq"] == len(kinds)
