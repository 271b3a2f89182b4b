"""Accounts and the tokens of one's own."""

from django.db.models import QuerySet

from market.models import ApiToken, User


def user_by_email(email: str) -> User | None:
    return User.objects.filter(email=email.strip().lower()).first()


def user_by_token_digest(digest: str) -> ApiToken | None:
    rows = ApiToken.objects.filter(digest=digest, revoked_at__isnull=True, user__is_active=True)
    return rows.select_related("user").first()


def tokens_of(user: User) -> QuerySet[ApiToken]:
    return ApiToken.objects.filter(user=user, revoked_at__isnull=True).order_by("-created_at")
