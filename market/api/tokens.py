"""Who calls: a token in the header, or the session of a page with CSRF."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from market.actions.users import token_digest
from market.enums import TokenScope as Scope
from market.models import ApiToken, User
from market.queries.users import user_by_token_digest

KEYWORD = "Token"


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Token …`. A wrong token is 401, never an anonymous reader."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        words = request.headers.get("Authorization", "").split()
        if not words or words[0].lower() != KEYWORD.lower():
            return None
        token = user_by_token_digest(token_digest(words[1])) if len(words) == 2 else None
        if token is None:
            raise AuthenticationFailed(_("令牌无效或已撤销。"))
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return KEYWORD


class PageSession(SessionAuthentication):
    """A signed-in page, with CSRF."""

    def authenticate_header(self, request: Request) -> str:
        return KEYWORD


class TokenScope(BasePermission):
    """A token of scope `read` only reads."""

    def has_permission(self, request: Request, view: Any) -> bool:
        token = request.auth
        if request.method in SAFE_METHODS or not isinstance(token, ApiToken):
            return True
        return token.scope == Scope.ACT
