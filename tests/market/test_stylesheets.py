"""Style sheets are served as one file with their text."""

from pathlib import Path

from django.conf import settings

from market.gateways.stylesheets import folded

SITE = Path(settings.BASE_DIR) / "static" / "css" / "site.css"


def test_every_import_is_replaced_by_its_sheet_inside_its_layer():
    text = folded(SITE)
    assert "@import" not in text
    assert "/*" not in text
    assert text.startswith("@layer reset, tokens, base, layout, components, utilities, print;")
    assert text.count("@layer components{") == SITE.read_text(encoding="utf-8").count(
        "layer(components)"
    )


def test_braces_are_balanced_after_folding():
    text = folded(SITE)
    assert text.count("{") == text.count("}")
