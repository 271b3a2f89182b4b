"""Addresses of bidding under /api/v1/."""

from django.urls import path

from bidding.api import auctions, awards, entries, selections, service_requests

urlpatterns = [
    path("requests/<str:no>/publish/", service_requests.Publish.as_view()),
    path("requests/<str:no>/approve/", service_requests.Approve.as_view()),
    path("requests/<str:no>/withdraw/", service_requests.Withdraw.as_view()),
    path("requests/<str:no>/cancel/", service_requests.Cancel.as_view()),
    path("requests/<str:no>/entries/", entries.Entries.as_view()),
    path("requests/<str:no>/award/", awards.Decide.as_view()),
    path("requests/<str:no>/confirm-award/", awards.Confirm.as_view()),
    path("requests/<str:no>/decline-award/", awards.Decline.as_view()),
    path("requests/<str:no>/selection/", selections.SelectionRecord.as_view()),
    path("auctions/", auctions.AuctionViewSet.as_view({"get": "list"})),
    path("auctions/<str:no>/", auctions.AuctionViewSet.as_view({"get": "retrieve"})),
    path(
        "auctions/<str:no>/bids/",
        auctions.BidViewSet.as_view({"get": "list", "post": "create"}),
    ),
    path("auctions/<str:no>/record/", auctions.AuctionRecord.as_view()),
    path("awards/", awards.AwardViewSet.as_view({"get": "list"})),
]
