"""GET schema/: the description of the API as OpenAPI 3.1."""

from drf_spectacular.views import SpectacularJSONAPIView

schema = SpectacularJSONAPIView.as_view()
