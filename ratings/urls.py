"""Pages of ratings."""

from django.urls import path

from ratings.views import agencies, agency_credit, credit, home, service_requests
from ratings.views.my import desk
from ratings.views.my import reviews as my_reviews
from ratings.views.regulate import desk as regulator_desk

urlpatterns = [
    path("", home.home, name="home"),
    path("my/", desk.desk, name="my"),
    path("regulate/", regulator_desk.regulate, name="regulate"),
    path("requests/<no>/record/", service_requests.request_record, name="request_record"),
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
