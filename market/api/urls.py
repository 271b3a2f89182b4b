"""Addresses of market under /api/v1/."""

from typing import Any

from django.urls import path

from market.api import catalogue, contracts, organizations, own_tokens, service_requests

LIST: dict[str, Any] = {"get": "list"}
ONE: dict[str, Any] = {"get": "retrieve"}

urlpatterns = [
    path("service-items/", catalogue.ServiceItemViewSet.as_view(LIST)),
    path("service-items/<str:code>/", catalogue.ServiceItemViewSet.as_view(ONE)),
    path("divisions/", catalogue.Divisions.as_view()),
    path("rule-sets/", catalogue.RuleSetViewSet.as_view(LIST)),
    path("rule-sets/<str:code>/", catalogue.RuleSetViewSet.as_view(ONE)),
    path("commitments/", catalogue.CommitmentViewSet.as_view(LIST)),
    path("commitments/current/", catalogue.CurrentCommitment.as_view()),
    path("notices/", catalogue.NoticeViewSet.as_view(LIST)),
    path("agencies/", organizations.AgencyViewSet.as_view({**LIST, "post": "create"})),
    path("agencies/<str:uscc>/", organizations.AgencyViewSet.as_view(ONE)),
    path("agencies/<str:uscc>/record/", organizations.AgencyRecord.as_view()),
    path("buyers/", organizations.BuyerViewSet.as_view({"post": "create"})),
    path("requests/", service_requests.ServiceRequestViewSet.as_view({**LIST, "post": "create"})),
    path(
        "requests/<str:no>/",
        service_requests.ServiceRequestViewSet.as_view({**ONE, "patch": "partial_update"}),
    ),
    path("requests/<str:no>/return/", service_requests.Return.as_view()),
    path("requests/<str:no>/record/", service_requests.RequestRecord.as_view()),
    path(
        "requests/<str:no>/record/bundle/",
        service_requests.RequestBundle.as_view(),
        name="request_bundle",
    ),
    path("contracts/", contracts.ContractViewSet.as_view(LIST)),
    path("contracts/<str:no>/", contracts.ContractViewSet.as_view(ONE)),
    path("contracts/<str:no>/sign/", contracts.Sign.as_view()),
    path("contracts/<str:no>/deliverables/", contracts.Deliverables.as_view()),
    path("contracts/<str:no>/accept/", contracts.Accept.as_view()),
    path("contracts/<str:no>/return/", contracts.Return.as_view()),
    path("contracts/<str:no>/payments/", contracts.Payments.as_view()),
    path("contracts/<str:no>/payments/<int:n>/confirm/", contracts.ConfirmPayment.as_view()),
    path("contracts/<str:no>/payments/<int:n>/deny/", contracts.DenyPayment.as_view()),
    path("tokens/", own_tokens.Tokens.as_view()),
    path("tokens/<str:public_key>/", own_tokens.OneToken.as_view()),
]
