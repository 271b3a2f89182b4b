"""Paths of ratings below /api/v1/."""

from django.urls import path

from ratings.api.credit import AgencyCredit
from ratings.api.reviews import AgencyReviews, ContractReviews

urlpatterns = [
    path("agencies/<str:uscc>/credit/", AgencyCredit.as_view(), name="api_agency_credit"),
    path("agencies/<str:uscc>/reviews/", AgencyReviews.as_view(), name="api_agency_reviews"),
    path("contracts/<str:no>/reviews/", ContractReviews.as_view(), name="api_contract_reviews"),
]
