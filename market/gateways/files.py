"""Files on disk: type by content, kept under random names, never overwritten."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.conf import settings

from market.errors import FileRefused

MAX_BYTES = 20 * 1024 * 1024
CHUNK = 1024 * 1024
# First bytes of what may be stored; Office files are zip archives, old ones OLE documents.
TYPES = {
    b"%PDF-": "application/pdf",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"PK\x03\x04": "application/zip",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "application/msword",
}
OFFICE = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xls": "application/vnd.ms-excel",
}


@dataclass(frozen=True)
class Incoming:
    """A file as it comes from a form or the API."""

    name: str
    stream: IO[bytes]


@dataclass(frozen=True)
class Stored:
    name: str
    content_type: str
    size: int
    sha256: str


def store(key: str, incoming: Incoming) -> Stored:
    """Check and keep under `key`. Raises FileRefused; then nothing is left on disk."""
    name = Path(incoming.name.replace("\\", "/")).name[:160] or "file"
    first = incoming.stream.read(CHUNK)
    if not first:
        raise FileRefused(reason="empty")
    kind = next((t for start, t in TYPES.items() if first.startswith(start)), None)
    if kind is None:
        raise FileRefused(reason="type_not_allowed")
    kind = OFFICE.get(Path(name).suffix.lower(), kind)
    path = path_of(key)
    path.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    try:
        with path.open("xb") as file:
            while first:
                size += len(first)
                if size > MAX_BYTES:
                    raise FileRefused(reason="too_large")
                digest.update(first)
                file.write(first)
                first = incoming.stream.read(CHUNK)
    except FileRefused:
        path.unlink()
        raise
    return Stored(name, kind, size, digest.hexdigest())


def path_of(key: str) -> Path:
    return Path(settings.MEDIA_ROOT) / key[:2] / key
