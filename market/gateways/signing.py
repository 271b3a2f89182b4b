"""The platform's Ed25519 key, in a file of its own, and texts that only this site reads again."""

import os
from base64 import urlsafe_b64encode
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings


@lru_cache(maxsize=4)
def _key(path: Path) -> Ed25519PrivateKey:
    """Read, or made with mode 0600 where it is absent; two processes make one."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            made = Ed25519PrivateKey.generate()
            file.write(made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    except FileExistsError:
        made = None
    if made is not None:
        return made
    key = load_pem_private_key(path.read_bytes(), password=None)
    assert isinstance(key, Ed25519PrivateKey), f"{path} holds no Ed25519 key"
    return key


def sign(text: str) -> str:
    """Lower-case hex of the signature over the UTF-8 text."""
    return _key(Path(settings.SIGNING_KEY_FILE)).sign(text.encode()).hex()


def public_key() -> str:
    """Lower-case hex of the raw 32 bytes."""
    public = _key(Path(settings.SIGNING_KEY_FILE)).public_key()
    return public.public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def key_id(public_key_hex: str) -> str:
    """First 16 hex digits of SHA-256 of the raw public key. Source: record.md 1."""
    return sha256(bytes.fromhex(public_key_hex)).hexdigest()[:16]


def is_signed(text: str, signature_hex: str, public_key_hex: str) -> bool:
    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key_hex))
        public.verify(bytes.fromhex(signature_hex), text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def _cipher() -> Fernet:
    secret = f"mingbiao/v1 closed\n{settings.SECRET_KEY}".encode()
    return Fernet(urlsafe_b64encode(sha256(secret).digest()))


def closed(text: str) -> str:
    """Encrypted for the way through a session: what somebody typed and has not sent off yet."""
    return _cipher().encrypt(text.encode()).decode()


def opened(token: str, *, max_age_seconds: int) -> str | None:
    """The text again; None for a foreign token, or one that has become too old."""
    try:
        return _cipher().decrypt(token.encode(), ttl=max_age_seconds).decode()
    except (InvalidToken, ValueError):
        return None
