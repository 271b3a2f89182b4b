"""Pages of ratings."""

from django.urls import path

from ratings.views import agencies, agency_credit, credit
from ratings.views.my import reviews as my_reviews

urlpatterns = [
    path("credit/", credit.credit, name="credit"),
    path("agencies/<str:uscc>/", agencies.agency, name="agency"),
    path(
        "agencies/<str:uscc>/qualifications/",
        agencies.agency_qualifications,
        name="agency_qualifications",
    ),
    path(
        "agencies/<str:uscc>/performance/", agencies.agency_performance, name="agency_performance"
    ),
    path("agencies/<str:uscc>/reviews/", agencies.agency_reviews, name="agency_reviews"),
    path("agencies/<str:uscc>/credit/", agency_credit.agency_credit, name="agency_credit"),
    path("my/contracts/<str:no>/review/", my_reviews.my_contract_review, name="my_contract_review"),
]
