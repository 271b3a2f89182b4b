"""Pages of market."""

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.urls import path, re_path
from django.views.generic import RedirectView

from market.views import (
    agencies,
    api_docs,
    cities,
    contracts,
    demonstration,
    documents,
    notices,
    organizations,
    prefs,
    rule_sets,
    service_items,
    service_requests,
    styleguide,
    verify,
)
from market.views.my import commitments, profile, qualifications, settings
from market.views.my import contracts as my_contracts
from market.views.my import service_requests as my_requests
from market.views.operate import desk

urlpatterns = [
    path("api/docs/", api_docs.api_docs, name="api_docs"),
    path("requests/", service_requests.requests, name="requests"),
    path("contracts/<no>/", contracts.contract, name="contract"),
    path("my/requests/", my_requests.my_requests, name="my_requests"),
    path("my/requests/<no>/edit/", my_requests.my_request_edit, name="my_request_edit"),
    path("my/requests/<no>/edit/<int:step>/", my_requests.my_request_edit, name="my_request_edit"),
    path("my/contracts/", my_contracts.my_contracts, name="my_contracts"),
    path("my/contracts/<no>/", my_contracts.my_contract, name="my_contract"),
    path("notices/", notices.notices, name="notices"),
    path("notices/<no>/", notices.notice, name="notice"),
    path("agencies/", agencies.directory, name="agencies"),
    path("service-items/", service_items.catalogue, name="service_items"),
    path("service-items/<code>/", service_items.service_item, name="service_item"),
    path("documents/<public_key>/", documents.document, name="document"),
    path("verify/", verify.verify, name="verify"),
    path("verify/verify_record.py", verify.verify_program, name="verify_program"),
    path("legal/", rule_sets.legal, name="legal"),
    path("about/", cities.about, name="about"),
    path("prefs/", prefs.prefs, name="prefs"),
    path("my/settings/", settings.my_settings, name="my_settings"),
    path("my/profile/", profile.my_profile, name="my_profile"),
    path("my/qualifications/", qualifications.my_qualifications, name="my_qualifications"),
    path("my/commitments/", commitments.my_commitments, name="my_commitments"),
    path("operate/", desk.operate, name="operate"),
    path("accounts/register/", organizations.register, name="register"),
    path("accounts/register/agency/", organizations.register_agency, name="register_agency"),
    path("accounts/register/agency/done/", organizations.register_done, name="register_done"),
    path("accounts/register/buyer/", organizations.register_buyer, name="register_buyer"),
    # Names and addresses below are allauth's; only what this market uses is mounted.
    path("accounts/login/", demonstration.SignIn.as_view(), name="account_login"),
    path("accounts/login/demo/", demonstration.sign_in_as, name="sign_in_as"),
    path("accounts/logout/", account.logout, name="account_logout"),
    path("accounts/inactive/", account.account_inactive, name="account_inactive"),
    path("accounts/reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path(
        "accounts/signup/",
        RedirectView.as_view(pattern_name="register"),
        name="account_signup",
    ),
    path("accounts/password/change/", account.password_change, name="account_change_password"),
    path("accounts/password/set/", account.password_set, name="account_set_password"),
    path("accounts/password/reset/", account.password_reset, name="account_reset_password"),
    path(
        "accounts/password/reset/done/",
        account.password_reset_done,
        name="account_reset_password_done",
    ),
    path(
        "accounts/password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("accounts/2fa/", factors.index, name="mfa_index"),
    path("accounts/2fa/authenticate/", factors.authenticate, name="mfa_authenticate"),
    path("accounts/2fa/reauthenticate/", factors.reauthenticate, name="mfa_reauthenticate"),
    path("accounts/2fa/totp/activate/", totp.activate_totp, name="mfa_activate_totp"),
    path("accounts/2fa/totp/deactivate/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("accounts/2fa/recovery-codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "accounts/2fa/recovery-codes/generate/",
        codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "accounts/2fa/recovery-codes/download/",
        codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
]
