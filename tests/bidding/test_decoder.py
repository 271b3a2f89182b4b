"""The decoder of frames: three kinds, one strict form, never an exception but BadFrame."""

import json
from uuid import UUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bidding.errors import BadAmount
from bidding.forms.bids import fen_of
from bidding.live.decoder import BadFrame, BadPress, Ping, Press, Sync, decode

KEY = "0F3c1a52-9b1e-4d4e-8c43-2f6f5b0f8a11"


def bid(amount: str = "4700000", key: str = f'"{KEY}"', more: str = "") -> str:
    return f'{{"t":"bid","key":{key},"amount_fen":{amount}{more}}}'


def is_bad(text: str) -> bool:
    try:
        decode(text)
    except BadFrame:
        return True
    return False


def test_a_bid_is_its_key_in_lower_case_its_fen_and_its_confirmation():
    assert decode(bid()) == Press(UUID(KEY.lower()), 4_700_000, False)
    assert decode(bid(more=',"confirm":true')) == Press(UUID(KEY.lower()), 4_700_000, True)
    assert decode(bid("1")).amount_fen == 1
    assert decode(bid("100000000000000")).amount_fen == 10**14


NO_AMOUNTS = """
    NaN Infinity -Infinity 1e3 1.0 -0 0 -5 true null "12" "１２" "1_0" [] {}
    100000000000001 12345678901234567890
"""


@pytest.mark.parametrize("amount", [*NO_AMOUNTS.split(), "1" * 400])
def test_what_is_no_whole_amount_is_a_bad_amount(amount):
    answer = decode(bid(amount))
    assert isinstance(answer, BadPress)
    assert (answer.key, answer.refusal.code) == (UUID(KEY.lower()), "bad_amount")


def test_a_missing_amount_is_a_bad_amount():
    assert decode(f'{{"t":"bid","key":"{KEY}"}}').refusal.code == "bad_amount"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "12",
        '"bid"',
        "{",
        "{}",
        bid("1_0"),
        bid("１２"),
        bid("+5"),
        bid("07"),
        bid(key="null"),
        bid(key='"12"'),
        bid(key=f'"{KEY.replace("-", "")}"'),
        bid(key=f'"{{{KEY}}}"'),
        bid(more=',"confirm":1'),
        bid(more=',"confirm":null'),
        bid(more=',"agency":7'),
        bid(more=',"amount_fen":4600000'),
        bid(more=',"\\ud800":1'),
        '{"t":"bid","t":"bid"}',
        '{"t":"bids"}',
        '{"t":["bid"]}',
        '{"t":"ping","id":{"a":{"b":{"c":{"d":1}}}}}',
        '{"t":"ping","id":"\\udc00"}',
        '{"t":"ping","id":true}',
        '{"t":"ping","id":1.5}',
        '{"t":"ping","seen":"4"}',
        '{"t":"sync"}',
        '{"t":"sync","after":null}',
        '{"t":"sync","after":1e9}',
        "[" * 2_000,
        '{"a":' * 500,
    ],
)
def test_every_other_frame_is_bad(text):
    assert is_bad(text)


def test_numbers_below_zero_count_as_zero():
    assert decode('{"t":"sync","after":-4}') == Sync(0)
    assert decode('{"t":"ping","id":"k","seen":-1}') == Ping("k", 0)
    assert decode('{"t":"ping","id":7}') == Ping(7, None)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
names = st.sampled_from(["t", "key", "amount_fen", "confirm", "id", "seen", "after", "x"])
kinds = st.sampled_from(["bid", "ping", "sync", KEY, KEY.upper()])
nearly = st.dictionaries(names, values | kinds | st.integers(-5, 10**15), max_size=5)


@given(
    st.text() | nearly.map(json.dumps) | st.binary(max_size=60).map(lambda b: b.decode("latin1"))
)
@example("\ud800")
@example('{"t":"sync","after":9' + "9" * 5_000 + "}")
def test_whatever_comes_is_a_frame_or_a_bad_frame(text):
    try:
        frame = decode(text)
    except BadFrame:
        return
    assert isinstance(frame, Press | BadPress | Ping | Sync)
    if isinstance(frame, Press):
        assert 0 < frame.amount_fen <= 10**14


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("47000", 4_700_000),
        ("47,000", 4_700_000),
        ("47 000.5", 4_700_050),
        ("47，000．50元", 4_700_050),
        ("４７０００", 4_700_000),
        ("4.7万", 4_700_000),
        ("0.01", 1),
        ("4.123456万", 4_123_456),
    ],
)
def test_an_amount_is_read_as_people_type_it(typed, fen):
    assert fen_of(typed) == fen


@pytest.mark.parametrize("typed", ["", "0", "-5", "1e3", "47.001", "万", "四万", "1.2.3", "NaN"])
def test_what_is_no_amount_is_not_guessed(typed):
    with pytest.raises(BadAmount):
        fen_of(typed)


@given(st.integers(1, 10**14))
def test_figures_that_are_shown_can_be_typed(fen):
    assert fen_of(f"{fen // 100:,}.{fen % 100:02d}") == fen
