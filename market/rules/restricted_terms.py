"""The checker: words that restrict competition without a legal basis. Source: domain.md 4.6."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

SENTENCE_END = re.compile(r"(?<=[。；;！!？?\n])")


class Term(Protocol):
    code: str
    severity: str
    patterns: Sequence[str]
    except_patterns: Sequence[str]


@dataclass(frozen=True, slots=True)
class Found:
    """A sentence that hits a term; `severity` block stops publication, warn needs a reason."""

    code: str
    severity: str
    sentence: str


def restricted_terms_in(text: str, terms: Iterable[Term]) -> list[Found]:
    """Every hit, sentence by sentence after NFKC; an exception clears its sentence."""
    known = list(terms)
    found = []
    for part in SENTENCE_END.split(unicodedata.normalize("NFKC", text)):
        sentence = part.strip()
        found += [Found(t.code, t.severity, sentence) for t in known if sentence and hits(t, part)]
    return found


def hits(term: Term, sentence: str) -> bool:
    if any(re.search(pattern, sentence) for pattern in term.except_patterns):
        return False
    return any(re.search(pattern, sentence) for pattern in term.patterns)
