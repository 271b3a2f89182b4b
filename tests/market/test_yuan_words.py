"""Amounts in Chinese capital numerals."""

import pytest

from market.rules.yuan_words import yuan_words


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (4_700_000, "肆万柒仟元整"),
        (0, "零元整"),
        (1, "壹分"),
        (10, "壹角整"),
        (101, "壹元零壹分"),
        (1_005_000, "壹万零伍拾元整"),
        (100_000_000, "壹佰万元整"),
        (100_000_100, "壹佰万零壹元整"),
        (1_000_010_000_00, "拾亿零壹万元整".replace("拾", "壹拾")),
        (10_203_040_506, "壹亿零贰佰零叁万零肆佰零伍元零陆分"),
    ],
)
def test_amounts_read_as_contracts_write_them(fen, words):
    assert yuan_words(fen) == words
