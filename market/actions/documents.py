"""Files: stored once, a new version beside the old."""

import secrets
from datetime import datetime

from market.gateways.files import Incoming, store
from market.models import Document, Organization, ServiceRequest


def keep(
    *,
    organization: Organization,
    service_request: ServiceRequest,
    file: Incoming,
    is_public: bool,
    now: datetime,
    replaces: Document | None = None,
) -> Document:
    """Store inside the caller's transaction. Raises FileRefused."""
    key = secrets.token_hex(11)
    stored = store(key, file)
    return Document.objects.create(
        public_key=key,
        organization=organization,
        service_request=service_request,
        is_public=is_public,
        name=stored.name,
        content_type=stored.content_type,
        size=stored.size,
        sha256=stored.sha256,
        version=1 if replaces is None else replaces.version + 1,
        replaces=replaces,
        stored_at=now,
    )
