"""Pages of bidding."""

from django.urls import path

from bidding.views import auction_halls, auctions, awards, entries, service_requests, verify
from bidding.views.my import awards as my_awards
from bidding.views.my import entries as my_entries
from bidding.views.my import service_requests as my_requests
from market.views.my.service_requests import my_request_new

urlpatterns = [
    path("auctions/", auction_halls.auctions, name="auctions"),
    path("auctions/<no>/", auctions.auction_room, name="auction"),
    path("auctions/<no>/state/", auctions.auction_state, name="auction_state"),
    path("auctions/<no>/bids/", auctions.auction_bids, name="auction_bids"),
    path("awards/", awards.awards, name="awards"),
    path("verify/<code>/", verify.verify_result, name="verify_result"),
    path("requests/<no>/", service_requests.service_request, name="request"),
    path("requests/<no>/enter/", entries.enter_request, name="enter"),
    path("my/entries/", my_entries.my_entries, name="my_entries"),
    path("my/requests/new/", my_request_new, name="my_request_new"),  # Before any number.
    path("my/requests/<no>/check/", my_requests.my_request_check, name="my_request_check"),
    path("my/requests/<no>/award/", my_awards.my_award, name="my_award"),
    path("my/requests/<no>/", my_requests.my_request, name="my_request"),
]
