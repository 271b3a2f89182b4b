"""GET schema/: the description of the API as OpenAPI 3.1."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.views import SpectacularJSONAPIView

schema = SpectacularJSONAPIView.as_view()


class TokenScheme(OpenApiAuthenticationExtension):
    """A program's token."""

    target_class = "market.api.tokens.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {"type": "apiKey", "in": "header", "name": "Authorization"}


class PageSessionScheme(OpenApiAuthenticationExtension):
    """The session of a signed-in page."""

    target_class = "market.api.tokens.PageSession"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {"type": "apiKey", "in": "cookie", "name": "mingbiao_session"}
