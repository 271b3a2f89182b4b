"""Static files as they are served: collected, style sheets folded, names hashed."""

import re
from pathlib import Path
from typing import Any

from django.core.management import call_command
from servestatic.storage import CompressedManifestStaticFilesStorage

IMPORT = re.compile(
    r'@import "(?P<path>[^"]+)"(?: layer\((?P<layer>[\w-]+)\))?(?: (?P<media>[^;]+))?;'
)
COMMENT = re.compile(r"/\*.*?\*/", re.S)
FOLDED = ("css/site.css", "css/staff.css")


class FoldedStaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """`site.css` only lists its sheets; what is served is one file with their text."""

    def stored_name(self, name: str) -> str:
        """The plain name where nothing was collected, as in tests and under bare daphne."""
        return super().stored_name(name) if self.hashed_files else name

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Any:
        if not dry_run:
            for name in FOLDED:
                if name in paths:
                    # From the source: what lies here is the folded text of the last start, and
                    # newer than the list, so that collectstatic would keep it for ever.
                    source, path = paths[name]
                    text = folded(Path(source.path(path)))
                    (Path(self.location) / name).write_text(text, encoding="utf-8")
                    paths[name] = (self, name)
        yield from super().post_process(paths, dry_run, **options)


def folded(path: Path) -> str:
    """The sheet with each import in its place, inside its layer, without comments."""

    def put(found: re.Match[str]) -> str:
        text = folded(path.parent / found["path"])
        if found["layer"]:
            text = f"@layer {found['layer']}{{{text}}}"
        return f"@media {found['media']}{{{text}}}" if found["media"] else text

    text = IMPORT.sub(put, COMMENT.sub("", path.read_text(encoding="utf-8")))
    return re.sub(r"\n\s*", "\n", text).strip() + "\n"


def collect(root: Path) -> None:
    """Once per start; unchanged files are left alone."""
    call_command("collectstatic", interactive=False, verbosity=0)
