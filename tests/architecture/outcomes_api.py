"""The addresses of programs: the REST API, the record, health."""

from tests.architecture.outcomes import answer, everybody, of_all, of_parties, steps

API = [
    *everybody(
        "/api/docs/",
        "/api/v1/agencies/",
        "/api/v1/auctions/",
        "/api/v1/awards/",
        "/api/v1/commitments/",
        "/api/v1/commitments/current/",
        "/api/v1/contracts/",
        "/api/v1/divisions/",
        "/api/v1/notices/",
        "/api/v1/requests/",
        "/api/v1/rule-sets/",
        "/api/v1/schema/",
        "/api/v1/service-items/",
    ),
    answer("/api/v1/buyers/", 405),
    answer("/api/v1/tokens/", 200, public=401),
    answer("/api/v1/tokens/<public_key>/", 405, "nothing"),
    *of_all("/api/v1/rule-sets/<code>/", at="a rule set"),
    *of_all("/api/v1/service-items/<code>/", at="a service item"),
    *of_all(
        "/api/v1/agencies/<uscc>/",
        "/api/v1/agencies/<uscc>/credit/",
        "/api/v1/agencies/<uscc>/record/",
        "/api/v1/agencies/<uscc>/reviews/",
        at="an agency",
    ),
    *of_all(
        "/api/v1/requests/<no>/",
        "/api/v1/requests/<no>/record/",
        "/api/v1/requests/<no>/record/bundle/",
        at="a published request",
    ),
    answer("/api/v1/requests/<no>/", 404, "a draft", buyer=200, buyer_handler=200),
    answer("/api/v1/requests/<no>/record/", 404, "a draft"),
    answer("/api/v1/requests/<no>/record/bundle/", 404, "a draft"),
    *of_all(
        "/api/v1/auctions/<no>/",
        "/api/v1/auctions/<no>/bids/",
        "/api/v1/auctions/<no>/record/",
        at="an auction",
    ),
    *of_all("/api/v1/requests/<no>/selection/", at="a decided request"),
    answer("/api/v1/requests/<no>/selection/", 404, "a published request"),
    *of_all("/api/v1/contracts/<no>/", at="a contract"),
    *of_parties("/api/v1/contracts/<no>/", at="an unsigned contract"),
    *of_parties("/api/v1/contracts/<no>/payments/", at="a contract"),
    *steps(
        "/api/v1/contracts/<no>/accept/",
        "/api/v1/contracts/<no>/deliverables/",
        "/api/v1/contracts/<no>/payments/<n>/confirm/",
        "/api/v1/contracts/<no>/payments/<n>/deny/",
        "/api/v1/contracts/<no>/return/",
        "/api/v1/contracts/<no>/reviews/",
        "/api/v1/contracts/<no>/sign/",
        at="a contract, an unsigned contract",
    ),
    *steps(
        "/api/v1/requests/<no>/approve/",
        "/api/v1/requests/<no>/award/",
        "/api/v1/requests/<no>/cancel/",
        "/api/v1/requests/<no>/confirm-award/",
        "/api/v1/requests/<no>/decline-award/",
        "/api/v1/requests/<no>/entries/",
        "/api/v1/requests/<no>/publish/",
        "/api/v1/requests/<no>/return/",
        "/api/v1/requests/<no>/withdraw/",
        at="a draft, a published request",
    ),
]

PROGRAMS = everybody("/healthz", "/readyz", "/record/keys.json")

# Somebody who is not signed in comes in here.
OPEN_TO_STRANGERS = {"/api/v1/agencies/", "/api/v1/buyers/"}
