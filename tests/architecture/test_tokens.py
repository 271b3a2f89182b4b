"""The contrast of every permitted pair of colours, recomputed from static/css/tokens.css."""

import re
from functools import cache
from pathlib import Path

import pytest

CSS = Path(__file__).parents[2] / "static" / "css"
MINIMUM = {"text": 4.5, "ui": 3.0, "deco": 0.0}
PAIR = re.compile(r"@pair (high )?(\S+) (\S+) (\d+\.\d\d) (text|ui|deco)")


@cache
def sheet():
    """The comment with the pairs, and the rules behind it."""
    text = (CSS / "tokens.css").read_text()
    head, rules = text.split("*/", 1)
    return head, re.sub(r"/\*.*?\*/", "", rules, flags=re.DOTALL)


def pairs():
    found = PAIR.findall(sheet()[0])
    assert len(found) == sheet()[0].count("@pair --") + sheet()[0].count("@pair high --")
    return [tuple(pair) for pair in found]


def block(start):
    """The declarations of the first rule that begins so."""
    body = sheet()[1].split(start, 1)[1].split("{", 1)[1].split("}", 1)[0]
    return dict(re.findall(r"(--[\w-]+):\s*([^;]+)", body))


@cache
def values(mode):
    tokens = block("  :root ")
    if mode == "high":
        tokens = {**tokens, **block(":root[data-contrast=high]")}
    return tokens


def colour(name, mode):
    """(red, green, blue) of a token; `--accent:river` is the token under that accent."""
    name, _, accent = name.partition(":")
    tokens = values(mode)
    if accent and accent != "copper":
        tokens = {**tokens, **block(f":root[data-accent={accent}]")}
    text = tokens[name].strip()
    while text.startswith("var("):
        text = tokens[text[4:-1]].strip()
    digits = text.removeprefix("#")
    digits = "".join(d * 2 for d in digits) if len(digits) == 3 else digits
    return tuple(int(digits[n : n + 2], 16) for n in (0, 2, 4))


def luminance(name, mode):
    """Source: WCAG 2.2, relative luminance."""
    shares = [channel / 255 for channel in colour(name, mode)]
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other, mode):
    low, high = sorted((luminance(one, mode), luminance(other, mode)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("mode, one, other, written, use", pairs())
def test_a_pair_has_the_contrast_that_is_written_and_enough_of_it(mode, one, other, written, use):
    mode = mode.strip()
    ratio = contrast(one, other, mode)

    assert int(ratio * 100 + 1e-6) / 100 == float(written)
    least = 7.0 if mode == "high" and use == "text" else MINIMUM[use]
    assert ratio >= least


def test_high_contrast_is_the_same_by_switch_and_by_system():
    by_switch = block(":root[data-contrast=high]")
    by_system = block(":root:not([data-contrast=standard])")

    assert by_switch == by_system


def test_other_sheets_name_no_colour():
    """A literal colour beside the tokens would escape contrast, high contrast and paper."""
    literal = re.compile(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(")
    for path in CSS.rglob("*.css"):
        if path.name != "tokens.css":
            assert not literal.search(path.read_text()), path.name


def test_every_sheet_is_imported_once():
    imports = re.findall(
        r'@import "([^"]+)"', (CSS / "site.css").read_text() + (CSS / "staff.css").read_text()
    )

    sheets = {str(path.relative_to(CSS)) for path in CSS.rglob("*.css")}
    assert sorted(imports) == sorted(sheets - {"site.css", "staff.css"})
