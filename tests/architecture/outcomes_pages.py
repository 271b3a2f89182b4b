"""The addresses of people: every page, and what it answers to whom."""

from tests.architecture.outcomes import Outcome, answer, everybody, of_all

AGENCIES = {"agency": 200, "agency_handler": 200, "other_agency": 200}
BUYERS = {"buyer": 200, "buyer_handler": 200, "other_buyer": 200, "person": 200}
OWN = {"buyer": 200, "buyer_handler": 200}
OWN_ELSEWHERE = {"buyer": 302, "buyer_handler": 302}  # Led on to where this stands now.
NOT_OWN = {"other_buyer": 404, "person": 404}
PARTIES = {"buyer": 200, "buyer_handler": 200, "agency": 200, "agency_handler": 200}
STAFF = {"inspector": 200, "decider": 200, "operator": 200}


def signed_in(*these: str) -> list[Outcome]:
    """For whoever has signed in; others are led to the sign-in."""
    return [answer(address, 200, public=302) for address in these]


def of_agencies(*these: str) -> list[Outcome]:
    """A part of the desk that only agencies have: others are told so."""
    return [answer(address, 403, public=302, **AGENCIES) for address in these]


def of_buyers(*these: str) -> list[Outcome]:
    return [answer(address, 403, public=302, **BUYERS) for address in these]


def of_one_buyer(address: str, **places: dict[str, int]) -> list[Outcome]:
    """About one request of the buyer's own; another buyer's is as if it were not there."""
    there = [
        answer(address, 403, at.replace("_", " "), public=302, **(NOT_OWN | own))
        for at, own in places.items()
    ]
    nobody = {"buyer": 404, "buyer_handler": 404}
    return [*there, answer(address, 403, "nothing", public=302, **(NOT_OWN | nobody))]


def of_parties(address: str) -> list[Outcome]:
    """About one contract, for its two sides."""
    there = answer(address, 404, "a contract", public=302, **PARTIES)
    return [there, answer(address, 404, "nothing", public=302)]


OPEN = [
    *everybody(
        "/",
        "/about/",
        "/agencies/",
        "/auctions/",
        "/awards/",
        "/credit/",
        "/legal/",
        "/notices/",
        "/prefs/",
        "/requests/",
        "/service-items/",
        "/verify/",
        "/verify/verify_record.py",
    ),
    *of_all(
        "/agencies/<uscc>/",
        "/agencies/<uscc>/credit/",
        "/agencies/<uscc>/performance/",
        "/agencies/<uscc>/qualifications/",
        "/agencies/<uscc>/reviews/",
        at="an agency",
    ),
    *of_all("/auctions/<no>/", "/auctions/<no>/bids/", "/auctions/<no>/state/", at="an auction"),
    *of_all("/contracts/<no>/", at="a contract"),
    answer("/contracts/<no>/", 404, "an unsigned contract"),
    *of_all("/notices/<no>/", at="a notice"),
    *of_all("/requests/<no>/", "/requests/<no>/record/", at="a published request"),
    answer("/requests/<no>/", 404, "a draft", **OWN),
    answer("/requests/<no>/record/", 404, "a draft"),
    *of_all("/service-items/<code>/", at="a service item"),
    *of_all("/verify/<code>/", at="a code to verify"),
    answer("/documents/<public_key>/", 404, "a report", **PARTIES),
    answer("/documents/<public_key>/", 404, "nothing"),
]

DESKS = [
    answer("/my/", 200, public=302, inspector=302, decider=302, operator=302),
    *signed_in("/my/commitments/", "/my/contracts/", "/my/settings/"),
    *of_agencies("/my/entries/", "/my/profile/", "/my/qualifications/"),
    *of_buyers("/my/requests/", "/my/requests/new/"),
    *of_parties("/my/contracts/<no>/"),
    *of_parties("/my/contracts/<no>/review/"),
    *of_one_buyer(
        "/my/requests/<no>/", a_draft=OWN, a_published_request=OWN, a_decided_request=OWN
    ),
    *of_one_buyer("/my/requests/<no>/edit/", a_draft=OWN, a_published_request=OWN_ELSEWHERE),
    *of_one_buyer("/my/requests/<no>/edit/<step>/", a_draft=OWN, a_published_request=OWN_ELSEWHERE),
    *of_one_buyer("/my/requests/<no>/check/", a_draft=OWN, a_published_request=OWN_ELSEWHERE),
    *of_one_buyer("/my/requests/<no>/award/", a_draft=OWN_ELSEWHERE),
    answer("/requests/<no>/enter/", 403, "a published request", public=302, **AGENCIES),
    *(
        answer(
            "/requests/<no>/enter/",
            403,
            at,
            public=302,
            agency=404,
            agency_handler=404,
            other_agency=404,
        )
        for at in ("a draft", "nothing")
    ),
    answer("/regulate/", 404, public=302, inspector=200, decider=200),
    answer("/operate/", 403, public=302, inspector=200, operator=200),
    answer("/styleguide/", 404, **STAFF),
]

ACCOUNTS = [
    *everybody(
        "/accounts/inactive/",
        "/accounts/password/reset/",
        "/accounts/password/reset/done/",
        "/accounts/password/reset/key/done/",
        "/accounts/register/",
    ),
    *signed_in(
        "/accounts/2fa/",
        "/accounts/logout/",
        "/accounts/password/change/",
        "/accounts/reauthenticate/",
    ),
    answer("/accounts/login/", 302, public=200),
    answer("/accounts/login/demo/", 405),
    answer("/accounts/signup/", 302),  # To the page where organizations join.
    answer("/accounts/register/buyer/", 302, public=200, agency=200, other_agency=200),
    answer("/accounts/register/agency/", 302, public=200, buyer=200, other_buyer=200, person=200),
    answer("/accounts/register/agency/done/", 302, **AGENCIES),
    answer("/accounts/password/set/", 302),  # All have one; who is not signed in signs in.
    answer("/accounts/password/reset/key/<uidb36>-<key>/", 200, "nothing"),  # Says it is void.
    # A fresh sign-in is asked for before anything about the second factor is shown or changed.
    answer("/accounts/2fa/authenticate/", 302),
    answer("/accounts/2fa/reauthenticate/", 302, **STAFF),
    answer("/accounts/2fa/totp/activate/", 302),
    answer("/accounts/2fa/totp/deactivate/", 404, public=302, **dict.fromkeys(STAFF, 302)),
    answer("/accounts/2fa/recovery-codes/", 404, public=302),
    answer("/accounts/2fa/recovery-codes/download/", 404, public=302),
    answer("/accounts/2fa/recovery-codes/generate/", 302),
]

PAGES = [*OPEN, *DESKS, *ACCOUNTS]

# Somebody who is not signed in may sign in or out, join, or set how pages are shown.
OPEN_TO_STRANGERS = {
    "/accounts/login/",
    "/accounts/login/demo/",
    "/accounts/logout/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/accounts/password/reset/key/<uidb36>-<key>/",
    "/accounts/register/agency/",
    "/accounts/register/buyer/",
    "/prefs/",
}
