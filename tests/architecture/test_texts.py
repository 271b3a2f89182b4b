"""Pages carry no inline script or style, and every text for people is Chinese and translatable."""

import ast
import re

from tests.architecture.source import (
    APPS,
    ROOT,
    Module,
    all_files,
    assert_none,
    called,
    calls,
    modules,
    place,
    snippet,
)

HAN = re.compile(r"[\u3400-\u9fff]")
LETTERS = re.compile(r"[A-Za-z]{2}")
INLINE = {
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a style attribute": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "an inline script": re.compile(r"<script\b(?![^>]*\bsrc=)", re.IGNORECASE),
    "an event attribute": re.compile(r"\s(?:on[a-z]+|hx-on[\w:-]*)\s*=", re.IGNORECASE),
    "a javascript: link": re.compile(r"javascript:", re.IGNORECASE),
    "the filter safe": re.compile(r"\|\s*safe\b"),
    "autoescape off": re.compile(r"autoescape\s+off"),
    "something from another host": re.compile(r"(?:src|<link[^>]*href)=\"(?:https?:)?//"),
    "a query": re.compile(r"\.(?:all|objects)\b"),
}
TRANSLATE = re.compile(r"{%\s*(?:translate|trans)\s+(\"[^\"]*\"|'[^']*')")
BLOCK = re.compile(r"{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}", re.DOTALL)
COMMENT = re.compile(r"{%\s*comment\b.*?{%\s*endcomment\s*%}|{#.*?#}|<!--.*?-->", re.DOTALL)
MARKED = re.compile(r"_\((?:\"[^\"]*\"|'[^']*')\)")
GETTEXT = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext"}
GETTEXT |= {"pgettext_lazy", "npgettext"}
# Shelves whose strings people read. Commands speak to whoever runs the site, in both languages.
SPOKEN = {"errors", "enums", "forms", "views", "api", "live", "actions", "queries", "rules"}
SPOKEN |= {"templatetags", "middleware", "accounts", "context_processors", "methods", "flags"}
# Chinese that is data and not said to anyone: numerals, endings of names, forms of law.
CHINESE_DATA: dict[str, str] = {
    "market.actions.commitments": "Words that stand in the letter that is signed.",
    "market.actions.contracts": "Words that stand in the text that is signed.",
    "market.rules.commitments": "The letter that is signed, which is Chinese.",
    "market.rules.contracts": "The text that both sides sign, which is Chinese.",
    "market.rules.yuan_words": "Capital numerals: contracts carry them in Chinese only.",
    "market.templatetags.money": "The word for minus among capital numerals.",
    "market.templatetags.pages": "Endings of names that mark a legal form.",
    "market.views.styleguide_auction": "Made-up facts, shown as what people wrote.",
    "market.views.styleguide_samples": "Made-up facts, shown as what people wrote.",
}


def lines_with(pattern: re.Pattern[str], name: str, text: str, what: str) -> list[str]:
    return [
        f"{name}:{text.count(chr(10), 0, m.start()) + 1} {what}" for m in pattern.finditer(text)
    ]


def inline_things(name: str, text: str) -> list[str]:
    bare = COMMENT.sub(blank, text)
    return [line for what, rule in INLINE.items() for line in lines_with(rule, name, bare, what)]


def blank(match: re.Match[str]) -> str:
    """As many lines as before, so that places stay right."""
    return "\n" * match[0].count("\n")


def foreign_sources(name: str, text: str) -> list[str]:
    """The source language is zh-Hans; a source string without Han was written in another."""
    wrong = []
    for match in TRANSLATE.finditer(text):
        if LETTERS.search(match[1]) and not HAN.search(match[1]):
            wrong += lines_with(re.compile(re.escape(match[0])), name, text, f"says {match[1]}")
    return wrong


def unmarked_chinese(name: str, text: str) -> list[str]:
    """Chinese that would stand as it is on an English page. What names its language may."""
    bare = COMMENT.sub(blank, text)
    for rule in (BLOCK, TRANSLATE, MARKED):
        bare = rule.sub(blank, bare)
    return [
        f"{name}:{number} {found[0]}… is not marked for translation"
        for number, line in enumerate(bare.splitlines(), start=1)
        if (found := HAN.search(line)) and 'lang="zh' not in line
    ]


def words_of(call: ast.Call) -> list[ast.expr]:
    """The sentences of a call of gettext: the first, of ngettext two, of pgettext the second."""
    name = called(call)
    if name.startswith("n") and not name.startswith("np"):
        return list(call.args[:2])
    if "pgettext" in name:
        return list(call.args[1:2])
    return list(call.args[:1])


def built_sentences(module: Module) -> list[str]:
    """A sentence is translated whole, with named places, and not put together from pieces."""
    wrong = []
    for call in calls(module.tree):
        if called(call) not in GETTEXT:
            continue
        for words in words_of(call):
            text = words.value if isinstance(words, ast.Constant) else None
            if not isinstance(text, str):
                wrong.append(f"{place(module, call)} translates what is no plain text")
            elif LETTERS.search(re.sub(r"%\(\w+\)\w", "", text)) and not HAN.search(text):
                wrong.append(f"{place(module, call)} says {text!r}")
            elif re.search(r"%[sd]|\{", text):
                wrong.append(f"{place(module, call)} has places without names: {text!r}")
    return wrong


def docstrings(tree: ast.AST) -> set[int]:
    """The nodes of texts that stand alone: docstrings and the like."""
    alone = (node.value for node in ast.walk(tree) if isinstance(node, ast.Expr))
    return {id(node) for node in alone}


def stale_data() -> list[str]:
    return sorted(CHINESE_DATA.keys() - {module.name for module in modules(*APPS)})


def unmarked_strings(module: Module) -> list[str]:
    if module.shelf not in SPOKEN or module.name in CHINESE_DATA:
        return []
    marked = docstrings(module.tree)
    for call in calls(module.tree):
        if called(call) in GETTEXT:
            marked |= {id(node) for node in ast.walk(call)}
    return [
        f"{place(module, node)} {node.value!r} is not marked for translation"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and HAN.search(node.value)
        and id(node) not in marked
    ]


def templates(rule) -> list[str]:
    wrong = []
    for path in all_files("*.html"):
        if path.is_relative_to(ROOT / "templates"):
            wrong += rule(str(path.relative_to(ROOT)), path.read_text("utf-8"))
    return wrong


def test_pages_carry_nothing_inline_and_query_nothing():
    assert_none(templates(inline_things))


def test_pages_speak_chinese_at_the_source():
    assert_none(templates(foreign_sources))


def test_all_chinese_on_pages_is_marked_for_translation():
    assert_none(templates(unmarked_chinese))


def test_sentences_are_translated_whole():
    assert_none(line for module in modules() for line in built_sentences(module))


def test_all_chinese_in_the_code_is_marked_for_translation():
    assert_none(line for module in modules(*APPS) for line in unmarked_strings(module))
    assert_none(stale_data())


def test_the_rule_sees_what_is_inline():
    bad = ['<p style="color:red">', "<script>a()</script>", '<a onclick="a()">', "{{ text|safe }}"]
    bad += ["<style>", '<a href="javascript:a()">', '<script src="https://a.example/b.js">']
    bad += ["{% for bid in auction.bids.all %}"]
    for text in bad:
        assert len(inline_things("a.html", text)) == 1, text
    for text in ('<script type="module" src="/static/js/room.js">', "{# style=1 #}", "one=1"):
        assert inline_things("a.html", text) == [], text


def test_the_rule_sees_unmarked_and_foreign_words():
    assert foreign_sources("a.html", '{% translate "Bid now" %}') != []
    assert foreign_sources("a.html", '{% translate "出价" %} {% translate "1" %}') == []
    assert unmarked_chinese("a.html", "<p>\n出价</p>") != []
    assert unmarked_chinese("a.html", '{% include "a.html" with word="出价" %}') != []
    fine = '{% translate "出价" %}{% include "a" with word=_("出价") %}<a lang="zh-Hans">中文</a>'
    fine += "{% blocktranslate %}\n出价 {{ n }}{% endblocktranslate %}{# 出价 #}"
    assert unmarked_chinese("a.html", fine) == []


def test_the_rule_sees_sentences_in_pieces():
    name = "market.errors"
    bad = ['_("出价" + word)', '_(f"出价 {n}")', '_("Bid now")', '_("第 %s 笔")', "_(words)"]
    for text in bad:
        assert len(built_sentences(snippet(name, text))) == 1, text
    for text in ('_("第 %(n)s 笔")', 'ngettext("%(n)s 笔", "%(n)s 笔", n)', '_("OK：出价")'):
        assert built_sentences(snippet(name, text)) == [], text
    assert unmarked_strings(snippet(name, 'message = "出价"')) != []
    assert unmarked_strings(snippet(name, '"""出价。"""\nmessage = _("出价")')) == []
