"""Lists: numbered to page 50, beyond that by a signed cursor that names list, filters and sort."""

import hashlib
from typing import Any
from urllib.parse import urlencode

from django.core import signing
from django.utils.translation import gettext_lazy as _
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from market.errors import Refused

PAGE_SIZE, MOST_ON_A_PAGE, MOST_PAGES, MOST_COUNTED = 20, 200, 50, 10_000
SALT = "mingbiao.cursor"


class BadCursor(Refused):
    code = "bad_cursor"
    message = _("翻页标记不属于这个列表。")
    status = 400


class BadPage(Refused):
    code = "bad_page"
    message = _("页码应为 1 至 50，每页 1 至 200 条。")
    status = 400


class Pages(BasePagination):
    """`{"count", "next", "previous", "results"}`; the count is exact up to 10,000."""

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        self.request = request
        self.size = self._number("page_size", PAGE_SIZE, MOST_ON_A_PAGE)
        self.offset = self._offset()
        rows = list(queryset[self.offset : self.offset + self.size + 1])
        self.has_more = len(rows) > self.size
        counted = queryset[: MOST_COUNTED + 1].count()
        self.count, self.is_exact = min(counted, MOST_COUNTED), counted <= MOST_COUNTED
        return rows[: self.size]

    def get_paginated_response(self, data: Any) -> Response:
        body = {
            "count": self.count,
            "next": self._link(self.offset + self.size) if self.has_more else None,
            "previous": self._link(max(0, self.offset - self.size)) if self.offset else None,
            "results": data,
        }
        if not self.is_exact:
            body["count_exact"] = False
        return Response(body)

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": ["string", "null"]}
        return {
            "type": "object",
            "required": ["count", "next", "previous", "results"],
            "properties": {
                "count": {"type": "integer"},
                "count_exact": {"type": "boolean"},
                "next": link,
                "previous": link,
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        whole = {"type": "integer", "minimum": 1}
        return [
            {"name": "page", "in": "query", "schema": {**whole, "maximum": MOST_PAGES}},
            {"name": "page_size", "in": "query", "schema": {**whole, "maximum": MOST_ON_A_PAGE}},
            {"name": "cursor", "in": "query", "schema": {"type": "string"}},
        ]

    def _number(self, name: str, default: int, most: int) -> int:
        text = self.request.query_params.get(name, "")
        if not text:
            return default
        if not (text.isascii() and text.isdigit()) or len(text) > 6:
            raise BadPage
        if not 1 <= int(text) <= most:
            raise BadPage
        return int(text)

    def _offset(self) -> int:
        cursor = self.request.query_params.get("cursor")
        if cursor is None:
            return (self._number("page", 1, MOST_PAGES) - 1) * self.size
        try:
            asked = signing.loads(cursor, salt=SALT)
        except signing.BadSignature:
            raise BadCursor from None
        if asked["of"] != self._fingerprint():
            raise BadCursor
        return int(asked["offset"])

    def _filters(self) -> list[tuple[str, str]]:
        left_out = {"page", "cursor"}
        return sorted(
            (key, value)
            for key, values in self.request.query_params.lists()
            for value in values
            if key not in left_out
        )

    def _fingerprint(self) -> str:
        named = urlencode([("", self.request.path), *self._filters()])
        return hashlib.sha256(named.encode()).hexdigest()[:16]

    def _link(self, offset: int) -> str:
        cursor = signing.dumps({"of": self._fingerprint(), "offset": offset}, salt=SALT)
        query = urlencode([*self._filters(), ("cursor", cursor)])
        return self.request.build_absolute_uri(f"{self.request.path}?{query}")
