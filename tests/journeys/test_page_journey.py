"""The whole path of a request through pages alone, in a browser, under the sandbox."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.conf import settings
from django.db import connection
from django.test import override_settings

from market.gateways.database import database_now
from market.models import ServiceRequest
from market.units import SHANGHAI
from tests.factories import (
    ITEM,
    PASSWORD,
    SECRET,
    make_code,
    make_demonstration,
    make_regulator,
    numbers,
)
from tests.journeys.turning import until
from tests.site import Site

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(400)]
PATIENCE_MS = 60_000
TITLE = "城北污水处理厂提标改造可行性研究报告"
MAIN = "#bid > .c-button"


class Person:
    """Somebody before a browser, who presses what the page offers by its name."""

    def __init__(self, chromium, site, width=1280):
        self.site = site
        self.page = chromium.new_context(viewport={"width": width, "height": 800}).new_page()
        self.page.set_default_timeout(PATIENCE_MS)
        self.faults: list[str] = []
        self.page.on("pageerror", lambda fault: self.faults.append(str(fault)))

    def open(self, path):
        answer = self.page.goto(self.site.url + path)
        assert answer.status == 200, path

    def fill(self, **fields):
        for name, value in fields.items():
            self.page.locator(f"[name={name}]").fill(str(value))

    def choose(self, name, value):
        self.page.locator(f"select[name={name}]").select_option(value)

    def tick(self, name, value=""):
        exactly = f"[value='{value}']" if value else ""
        self.page.locator(f"[name={name}]{exactly}").check()

    def press(self, name):
        """A button; the page that it leads to is there afterwards."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, exact=True).click()

    def follow(self, name):
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=name, exact=True).first.click()

    def read(self):
        return self.page.locator("main").inner_text()

    def waits_for(self, words, part="lowest"):
        """What that part of the room says by itself, without being loaded again."""
        self.page.locator(f"[data-part={part}]", has_text=words).first.wait_for()

    def names_oneself(self, name):
        n = next(numbers)
        self.fill(
            uscc=make_code(n),
            name=name,
            legal_rep="负责人",
            handler_name="经办",
            handler_email=f"page{n}@test.example",
            handler_password=PASSWORD,
        )
        return make_code(n)


@pytest.fixture
def site(tmp_path):
    """Without a worker: the story turns the clock, so no deadline of seconds passes a slow hand."""
    make_demonstration()
    running = Site(tmp_path, worker=False)
    yield running
    running.stop()
    connection.ensure_connection()


def join_as_agency(person, name):
    person.open("/accounts/register/")
    person.page.locator("main a[href='/accounts/register/agency/']").click()
    uscc = person.names_oneself(name)
    person.press("下一步")
    person.tick("categories", "engineering_consulting")
    person.tick("divisions", "340705")
    person.tick("commitment_accepted")
    person.press("完成入驻")
    assert "已可报名竞价" in person.read()
    return uscc


def join_as_buyer(person, name):
    person.open("/accounts/register/buyer/")
    person.names_oneself(name)
    person.tick("kind", "organization")
    person.choose("legal_form", "enterprise")
    person.tick("commitment_accepted")
    person.press("完成注册")


def sign_in_as_regulator(person):
    with override_settings(PASSWORD_HASHERS=settings.PASSWORD_HASHERS[-1:]):  # The site's own.
        handler = make_regulator()
    person.open("/accounts/login/")
    person.fill(login=handler.user.email, password=PASSWORD)
    person.press("登录")
    counter = next(iter(yield_hotp_counters_from_time()))
    person.fill(code=format_hotp_value(hotp_value(SECRET, counter)))
    person.press("登录")
    assert "监管首页" in person.read()


def publish(person) -> str:
    """Through the three steps and the check; entry stays open for a minute."""
    person.open("/my/")
    person.follow("发布需求")
    person.choose("service_item", ITEM)
    person.choose("rule_set", "sandbox")
    person.press("下一步")
    person.fill(title=TITLE, scope="编制可行性研究报告一份，配合评审并按意见修改。")
    person.choose("division_code", "340705")
    person.press("下一步")
    at = (database_now() + timedelta(seconds=60)).astimezone(SHANGHAI)
    person.fill(
        ceiling_fen="1万",
        method_parameters_step_fen="100",
        service_days=30,
        contact="0000-0000000",
    )
    for name in ("entry_closes_at", "opens_at"):
        person.fill(**{name: at.strftime("%Y-%m-%dT%H:%M:%S")})
    person.page.get_by_text("竞价参数，已按规则版本填好").click()
    person.fill(method_parameters_base_duration=30, method_parameters_soft_close=5)
    person.press("核对发布")
    assert "已齐全" in person.page.locator("aside").inner_text()
    person.press("发布需求")
    return person.page.url.split("/requests/")[1].split("/")[0]


def enter(person, no) -> str:
    person.open("/requests/")
    person.follow(TITLE)
    person.follow("报名")
    person.tick("commitment")
    person.press("提交报名")
    return person.page.locator(".c-done__reference b").inner_text()


def bid(no, one, two, watchers):
    """The first asks what arming means, the second is armed at once; the first is outbid twice."""
    for person in (one, two):
        person.page.wait_for_selector(f"{MAIN}[aria-disabled=false]")
    one.page.click(MAIN)
    one.page.click("#arm [data-kind=main]")
    two.waits_for("10,000.00")
    two.page.evaluate("document.querySelector('[data-part=armed] input').click()")
    two.page.wait_for_selector(f"{MAIN}[aria-disabled=false]")
    two.page.click(MAIN)
    one.waits_for("已被超越", "standing")
    for watcher in watchers:
        watcher.waits_for("9,900.00")
        assert watcher.page.locator(MAIN).count() == 0
    one.page.click(MAIN)
    two.waits_for("9,800.00")
    two.page.click(MAIN)
    one.waits_for("9,700.00")
    until(lambda: status_of(no) == "deciding", "the close", patience_s=90)
    for person in (one, two, *watchers):
        person.page.wait_for_selector("[data-part=over]:not([hidden])")


def status_of(no) -> str:
    return str(ServiceRequest.objects.get(no=no).status)


@contextmanager
def nothing_thrown(*people):
    yield
    assert [fault for person in people for fault in person.faults] == []


def test_a_request_lives_its_whole_life_through_pages(chromium, site):
    one, two, buyer, regulator, public = (Person(chromium, site) for _ in range(5))
    with nothing_thrown(one, two, buyer, regulator, public):
        join_as_agency(one, "页面咨询甲（演示）")
        uscc = join_as_agency(two, "页面咨询乙（演示）")
        join_as_buyer(buyer, "页面业主（演示）")
        sign_in_as_regulator(regulator)

        no = publish(buyer)
        room = f"/auctions/{no}-A1/"
        aliases = [enter(person, no) for person in (one, two)]
        assert len(set(aliases)) == 2
        for person in (regulator, public):
            person.open(f"/requests/{no}/")
            assert "页面咨询" not in person.read()
        for person in (one, two, regulator, public):
            person.open(room)
        until(lambda: status_of(no) == "selecting", "the start", patience_s=90)
        bid(no, one, two, (regulator, public))
        award(no, buyer, two, public, aliases[1])
        fulfil(no, buyer, two)
        assert_public_after(no, uscc, regulator, public)


def award(no, buyer, winner, public, alias):
    buyer.open(f"/requests/{no}/")
    buyer.follow("确认结果")
    assert buyer.page.locator("tbody th + td").first.inner_text() == alias
    buyer.press("确认中标")
    assert status_of(no) == "standstill"
    public.open(f"/requests/{no}/")
    assert "页面咨询乙（演示）" in public.read()
    winner.open("/my/entries/")
    winner.press("确认中标")
    until(lambda: status_of(no) == "awarded", "the standstill")


def fulfil(no, buyer, agency):
    contract = f"/my/contracts/{no}-C1/"
    for person in (buyer, agency):
        person.open(contract)
        person.tick("agreed")
        person.press("签署合同")
    assert "待提交服务成果" in agency.read()
    file = {"name": "报告.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 done"}
    agency.page.locator("[name=file]").set_input_files(file)
    agency.press("提交服务成果")
    buyer.open(contract)
    buyer.press("验收通过")
    for person in (buyer, agency):
        person.open(contract)
        person.follow("服务评价")
        person.page.locator("[name=overall][value='5']").check(force=True)
        person.press("提交评价")
    buyer.open(contract)
    buyer.press("已付款 9,700.00 元")
    agency.open(contract)
    agency.press("已收到 9,700.00 元")
    until(lambda: status_of(no) == "completed", "the end")


def assert_public_after(no, uscc, regulator, public):
    public.open(f"/agencies/{uscc}/credit/")
    told = public.read()
    assert "按时交付" in told
    assert "4 个有效" in told
    regulator.open(f"/requests/{no}/record/")
    events = regulator.page.locator(".c-events h3").all_inner_texts()
    assert "需求发布" in events[0]
    assert "需求完成" in events[-1]
    public.open(f"/auctions/{no}-A1/")
    public.page.wait_for_selector("[data-part=replay]:not([hidden])")
    public.page.locator("#replay").fill("1")
    public.page.wait_for_function(
        "document.querySelector('output[for=replay]').textContent.includes('第 1 笔')"
    )
