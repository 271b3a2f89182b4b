"""`Idempotency-Key` on POST: the same key and body get the first answer again."""

import hashlib
import json
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.encoders import JSONEncoder
from rest_framework.views import APIView

from market.actions.idempotency import begin, finish
from market.errors import BadBody
from market.models import User

HEADER = "Idempotency-Key"
MOST_KEY = 100


class Replayed(Exception):
    """No error: the answer exists already."""

    def __init__(self, status: int, body: Any) -> None:
        super().__init__(status)
        self.status, self.body = status, body


class Steps(APIView):
    """A view whose POST may be repeated without harm."""

    idempotency: tuple[str, str] | None = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        key = request.headers.get(HEADER, "")
        if request.method != "POST" or not key or not request.user.is_authenticated:
            return
        if len(key) > MOST_KEY or not key.isascii():
            raise BadBody
        first = begin(
            user=request.user,
            path=request.path,
            key=key,
            body_sha256=hashlib.sha256(request._request.body).hexdigest(),
        )
        if first is not None:
            raise Replayed(first.status or 200, json.loads(first.body))
        self.idempotency = (request.path, key)

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, Replayed):
            headers = {"Idempotency-Replayed": "true"}
            return Response(exc.body, status=exc.status, headers=headers)
        return super().handle_exception(exc)

    def finalize_response(
        self, request: Request, response: Response, *args: Any, **kwargs: Any
    ) -> Response:
        final = super().finalize_response(request, response, *args, **kwargs)
        if self.idempotency is not None:
            path, key = self.idempotency
            body = json.dumps(response.data, cls=JSONEncoder, ensure_ascii=False)
            assert isinstance(request.user, User)
            finish(user=request.user, path=path, key=key, status=response.status_code, body=body)
            self.idempotency = None
        return final
