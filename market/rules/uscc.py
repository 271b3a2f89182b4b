"""The unified social credit code. Source: domain.md 1.2, GB 32100-2015."""

import re
import unicodedata
from dataclasses import dataclass

FORM = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}", re.ASCII)
BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CODE_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


@dataclass(frozen=True, slots=True)
class CodeCheck:
    """A code after normalising. A wrong form is an error, a wrong check digit a warning."""

    code: str
    has_form: bool
    warnings: tuple[str, ...] = ()


def normalised(text: str) -> str:
    """Full-width to ASCII, without spaces and hyphens, in capitals."""
    return re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", text)).upper()


def check(text: str) -> CodeCheck:
    """Some lawful pilot codes fail a check digit, so `body_check` and `code_check` only warn."""
    code = normalised(text)
    if not FORM.fullmatch(code):
        return CodeCheck(code, has_form=False)
    warnings = []
    if body_check(code) != code[16]:
        warnings.append("body_check")
    if code_check(code) != code[17]:
        warnings.append("code_check")
    return CodeCheck(code, has_form=True, warnings=tuple(warnings))


def body_check(code: str) -> str:
    """What character 17 should be."""
    total = sum(
        weight * int(character, 36)
        for weight, character in zip(BODY_WEIGHTS, code[8:16], strict=True)
    )
    rest = 11 - total % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


def code_check(code: str) -> str:
    """What character 18 should be."""
    total = sum(
        weight * CODE_ALPHABET.index(character)
        for weight, character in zip(CODE_WEIGHTS, code[:17], strict=True)
    )
    return CODE_ALPHABET[(31 - total % 31) % 31]
