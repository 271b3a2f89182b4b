"""Addresses: pages in both languages, the REST API, the record, health."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from market.api.schema import schema
from market.views import health, record

handler400 = "market.views.errors.bad_request"
handler403 = "market.views.errors.forbidden"
handler404 = "market.views.errors.not_found"
handler500 = "market.views.errors.server_error"

urlpatterns = [
    path("api/v1/", include("market.api.urls")),
    path("api/v1/", include("bidding.api.urls")),
    path("api/v1/", include("ratings.api.urls")),
    path("api/v1/schema/", schema, name="schema"),
    path("record/keys.json", record.keys_file, name="record_keys"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    *i18n_patterns(
        path("", include("ratings.urls")),
        path("", include("bidding.urls")),
        path("", include("market.urls")),
        prefix_default_language=False,
    ),
]
