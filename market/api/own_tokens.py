"""GET and POST tokens/, DELETE tokens/{public_key}/: one's own."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiTypes, extend_schema
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from market.actions.users import issue_token, revoke_token
from market.api.bodies import Fields
from market.api.idempotency import Steps
from market.enums import TokenScope
from market.models import User
from market.queries.users import tokens_of
from market.units import stamp


def signed_in(request: Request) -> User:
    if not request.user.is_authenticated:
        raise NotAuthenticated
    return request.user


@extend_schema(request=OpenApiTypes.OBJECT, responses=OpenApiTypes.OBJECT)
class Tokens(Steps):
    def get(self, request: Request) -> Response:
        rows = [
            {
                "id": row.public_key,
                "name": row.name,
                "scope": str(row.scope),
                "created_at": stamp(row.created_at),
            }
            for row in tokens_of(signed_in(request))
        ]
        return Response({"count": len(rows), "next": None, "previous": None, "results": rows})

    def post(self, request: Request) -> Response:
        user = signed_in(request)
        fields = Fields(request.data)
        scope, name = fields.text("scope", "read"), fields.text("name")
        if scope not in TokenScope.values:
            fields.wrong("scope", "choice_unknown", _("可选值为 read 或 act。"))
        if len(name) > 60:
            fields.wrong("name", "too_long", _("名称不超过 60 个字。"))
        fields.done()
        token, secret = issue_token(user=user, scope=TokenScope(scope), name=name)
        body = {"id": token.public_key, "scope": scope, "token": secret}
        return Response(body, status=201)


@extend_schema(responses={204: None})
class OneToken(Steps):
    def delete(self, request: Request, public_key: str) -> Response:
        revoke_token(user=signed_in(request), public_key=public_key)
        return Response(status=204)
