"""The verifying page, saved to disk and opened there, finds what the program finds."""

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connection

from tests.tools.chance import played, tampered
from tests.tools.program import tool
from tests.tools.records import AUCTION, Signer, Story, good_story, receipt
from tests.tools.test_verify_record_rules import CASES

pytestmark = [pytest.mark.django_db]
ROOT = Path(__file__).parents[2]
SECONDS = 1_000  # Milliseconds.
READ = """() => ({
  verdict: document.querySelector('[data-verify-part="verdict-text"]').textContent,
  label: document.querySelector('[data-verify-part="label"]').textContent,
  steps: [...document.querySelectorAll('[data-verify-part="checks"] li')]
    .map((li) => li.dataset.state),
  findings: [...document.querySelectorAll('[data-verify-part="findings"] li')].map((li) =>
    ["log", "seq", "code"].map((slot) => li.querySelector(`[data-slot="${slot}"]`).textContent)),
  error: document.querySelector('[data-verify-part="error"]').hidden
    ? null : document.querySelector('[data-verify-part="error-text"]').textContent,
  milliseconds: Number(document.querySelector("[data-verify]").dataset.milliseconds),
})"""
DONE = """() => document.querySelector('[data-verify-part="busy"]').hidden
  && !(document.querySelector('[data-verify-part="result"]').hidden
  && document.querySelector('[data-verify-part="error"]').hidden)"""
CLEAR = """() => { for (const name of ["result", "error"])
  document.querySelector(`[data-verify-part="${name}"]`).hidden = true; }"""


@pytest.fixture
def saved(client, tmp_path):
    """The page with its script and style, as a browser saves them."""

    def text_of(address: str) -> str:
        try:
            return client.get(address).content.decode()
        finally:
            connection.close()

    def saved(address: str = "/verify/") -> str:
        # Playwright's loop runs in this thread, and Django's handler wants one without.
        with ThreadPoolExecutor(1) as other:
            text = other.submit(text_of, address).result()
        shutil.copytree(ROOT / "static", tmp_path / "static", dirs_exist_ok=True)
        file = tmp_path / "verify.html"
        file.write_text(text.replace("/static/", "static/"), encoding="utf-8")
        return file.as_uri()

    return saved


@pytest.fixture
def verify(chromium, saved):
    """Choose files, and read what the page says then."""
    page = chromium.new_page()
    faults = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.goto(saved())

    def verify(*contents):
        files = [
            {
                "name": f"{place}.json",
                "mimeType": "application/json",
                "buffer": content if isinstance(content, bytes) else json.dumps(content).encode(),
            }
            for place, content in enumerate(contents)
        ]
        page.evaluate(CLEAR)
        page.set_input_files("#files", files)
        page.wait_for_function(DONE)
        assert faults == []
        return page.evaluate(READ)

    yield verify
    page.close()


def by_the_program(tmp_path, capsys, bundle) -> list[list[str]]:
    file = tmp_path / "bundle.json"
    file.write_text(json.dumps(bundle))
    tool.main([str(file)])
    lines = capsys.readouterr().out.splitlines()
    found = lines[: next(i for i, line in enumerate(lines) if line.startswith("Log "))]
    return sorted(line.split(": ")[0].split(" ") for line in found)


def test_a_good_bundle_passes_every_step(verify):
    told = verify(good_story().bundle())

    assert told["verdict"] == "相符：记录完整，逐条符合规则"
    assert told["label"] == "可信级别 B"
    assert (told["steps"], told["findings"]) == (["ok"] * 5, [])


@pytest.mark.slow
def test_it_names_what_the_program_names(verify, tmp_path, capsys):
    """T15, T16, T20: every rule, what is done to a record, and auctions of chance."""
    bundles = [told().bundle() for told, _ in CASES]
    bundles += [tampered(seed)[0] for seed in range(200)]
    bundles += [played(seed)[0].bundle() for seed in range(200)]

    for place, bundle in enumerate(bundles):
        found = by_the_program(tmp_path, capsys, bundle)
        assert sorted(verify(bundle)["findings"]) == found, place


def test_receipts_and_keys_are_checked_beside_the_record(verify):
    story = good_story()
    bundle, good = story.bundle(), receipt(story, 3)

    assert verify(bundle, good)["findings"] == []
    foreign = {**good, "hash": "ab" * 32}
    assert verify(bundle, foreign)["findings"] == [[AUCTION, "3", "fork"]]
    other = verify(bundle, {"keys": [Signer(2).entry()]})
    assert {code for _log, _seq, code in other["findings"]} == {"key"}
    assert other["steps"][1] == "bad"


def test_what_is_no_record_is_said_to_be_none(verify):
    for content in (b"", b"{}", b"[1]", b"no json", {"logs": 1}):
        assert verify(content)["error"] == "无法读取：不是本平台的记录文件、回执或密钥文件。"


def test_p12_ten_thousand_events_take_a_second(verify):
    """On an idle machine; the best of three is taken, since others may be at work."""
    opened = {"ceiling_fen": 10**9, "step_fen": 1}
    story = Story(opened=opened, rules={"step_min_bp": 0}).open()
    for n in range(10_000):
        story.bid(1 + n * 0.01, ["K7", "T9", "C3"][n % 3], 10**9 - n)
    story.close(900, ["K7", "C3", "T9"])
    bundle = story.bundle()

    times = [verify(bundle)["milliseconds"] for _ in range(3)]
    print(f"10,004 events in the browser: {min(times)} ms")
    assert min(times) <= 3 * SECONDS
