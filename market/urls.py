"""Pages of market."""

from django.urls import path

from market.views import styleguide

urlpatterns = [
    path("styleguide/", styleguide.styleguide, name="styleguide"),
]
