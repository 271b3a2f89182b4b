"""Style sheets are served as one file with their text."""

import shutil
from pathlib import Path

from django.conf import settings
from django.core.files.storage import storages

from market.gateways.stylesheets import collect, folded

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


def test_the_next_start_serves_the_sheets_of_the_new_version(tmp_path, settings):
    source = tmp_path / "source"
    shutil.copytree(settings.BASE_DIR / "static", source)
    settings.STATICFILES_DIRS, settings.STATIC_ROOT = [source], tmp_path / "collected"
    assert ".c-new-part" not in served_site()

    with (source / "css" / "components" / "tag.css").open("a") as sheet:
        sheet.write(".c-new-part{color:var(--ink)}\n")
    assert ".c-new-part{color:var(--ink)}" in served_site()


def served_site() -> str:
    """The sheet that a page names after a start."""
    collect(settings.STATIC_ROOT)
    name = storages["staticfiles"].url("css/site.css").removeprefix(settings.STATIC_URL)
    return Path(settings.STATIC_ROOT, name).read_text(encoding="utf-8")
