"""Pages of bidding."""

from django.urls import path

from bidding.views import awards

urlpatterns = [
    path("awards/", awards.awards, name="awards"),
]
