"""The unified social credit code: the vectors of the rules page."""

import pytest

from market.rules.uscc import body_check, check, code_check

GOOD = [
    "91340700DEM0B0014H",
    "91340100DEM0B00308",
    "11340700DEM0G002XY",
    "52340700DEM0N001X5",
    "92340705DEM0H0017E",
    "914403001922038216",
    "9144030071526726XG",
    "91330100799655058B",
]


@pytest.mark.parametrize("code", GOOD)
def test_a_right_code_passes(code):
    assert check(code).has_form
    assert check(code).warnings == ()


def test_full_width_spaces_and_small_letters_are_normalised():
    found = check(" ９１３４０７００ｄｅｍ０ｂ００１４ｈ ")
    assert (found.code, found.has_form, found.warnings) == ("91340700DEM0B0014H", True, ())


def test_a_wrong_check_digit_is_a_warning():
    assert check("91340700DEM0B0014J").warnings == ("code_check",)
    assert code_check("91340700DEM0B0014J") == "H"
    assert check("91340700DEM0B0015H").warnings == ("body_check", "code_check")
    assert body_check("91340700DEM0B0015H") == "4"
    assert code_check("91340700DEM0B0015H") == "L"


@pytest.mark.parametrize(
    ("code", "computed"),
    [("91350100M0001TGQXM", "1"), ("91350211M0000XUF46", "R"), ("91350203M0001FUE2P", "J")],
)
def test_lawful_pilot_codes_only_warn(code, computed):
    assert check(code).has_form
    assert check(code).warnings == ("code_check",)
    assert code_check(code) == computed


@pytest.mark.parametrize(
    "code",
    ["9134O700DEM0B0014H", "91340700DEM0B0014", "91340700DEM0B0014HH", ""]
    + [f"9134070{letter}DEM0B0014H" for letter in "IOSVZ"],
)
def test_a_wrong_form_is_an_error(code):
    assert not check(code).has_form
