"""The commitment letter as it is filled and hashed. Source: domain.md 2.3."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from market.rules.canonical import sha256

HASH_LINE = "文本指纹"
DURATIONS = ("deferred_document_due", "form_check_due", "profile_update_due")
PLACE = re.compile(r"\{\w+\}")
MARKS = re.compile(r"\*\*|`")
FORMS = {
    "heading": re.compile(r"#+\s+(.*)"),
    "numbered": re.compile(r"\d+\.\s+(.*)"),
    "bullets": re.compile(r"[-*]\s+(.*)"),
    "text": re.compile(r"(.*)"),
}


def filled(text: str, facts: Mapping[str, str]) -> tuple[str, str]:
    """The letter as signed, and its SHA-256.

    The hash is taken over the filled Chinese text without its own line, which shows the hash.
    """
    for name, value in facts.items():
        text = text.replace("{" + name + "}", value)
    hashed = "\n".join(line for line in text.split("\n") if HASH_LINE not in line)
    text_sha256 = sha256(hashed)
    return text.replace("{text_hash}", text_sha256), text_sha256


def preview(text: str, durations: Mapping[str, str]) -> str:
    """The letter before anybody fills it: periods in words, the places of the signature blank."""
    for name, words in durations.items():
        text = text.replace("{" + name + "}", words)
    return PLACE.sub("＿＿＿＿", text)


@dataclass(frozen=True)
class Block:
    """A piece of a letter: `heading`, `text`, or a list that is `numbered` or has `bullets`."""

    kind: str
    lines: tuple[str, ...]


def blocks_of(text: str) -> list[Block]:
    """The letter in pieces, for pages: its marks of emphasis are dropped, its words stay."""
    found: list[Block] = []
    for raw in text.splitlines():
        line = MARKS.sub("", raw).strip()
        if not line:
            found.append(Block("gap", ()))
            continue
        kind, words = next(
            (kind, found_words[1])
            for kind, form in FORMS.items()
            if (found_words := form.match(line))
        )
        if found and found[-1].kind == kind and kind != "heading":
            found[-1] = Block(kind, (*found[-1].lines, words))
        else:
            found.append(Block(kind, (words,)))
    return [block for block in found if block.lines]


def title_of(text: str) -> str:
    return next(block.lines[0] for block in blocks_of(text) if block.kind == "heading")


def promises_in(text: str) -> tuple[str, ...]:
    """What the signer promises: the second of the letter's numbered lists."""
    numbered = [block.lines for block in blocks_of(text) if block.kind == "numbered"]
    return numbered[1] if len(numbered) > 1 else ()
