"""The one settings file: environment in, laptop defaults."""

import os
import secrets
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent


def setting(name: str, default: str = "") -> str:
    """An environment variable, or the file that NAME_FILE names (for secrets)."""
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text().strip()
    return os.environ.get(name, default)


def flag(name: str) -> bool:
    return setting(name).lower() in {"1", "on", "true", "yes"}


DATA_DIR = Path(setting("DATA_DIR") or BASE_DIR / "var").resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)
MEDIA_ROOT = Path(setting("MEDIA_ROOT") or DATA_DIR / "documents").resolve()
SIGNING_KEY_FILE = Path(setting("SIGNING_KEY_FILE") or DATA_DIR / "keys" / "signing.pem")
DEMONSTRATION_FILE = DATA_DIR / "demonstration.json"

DEBUG = flag("DEBUG")
SITE_URL = setting("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = [h for h in setting("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]").split(",") if h]
LOOPBACK_HOSTS = {"127.0.0.1", "localhost", "[::1]", "::1"}
IS_LOOPBACK = {*ALLOWED_HOSTS, urlsplit(SITE_URL).hostname} <= LOOPBACK_HOSTS
IS_HTTPS = SITE_URL.startswith("https:")
TRUSTED_PROXIES = [a for a in setting("TRUSTED_PROXIES").split(",") if a]
RATE_LIMITS = setting("RATE_LIMITS", "on") != "off"
if not RATE_LIMITS and not IS_LOOPBACK:
    raise ImproperlyConfigured("RATE_LIMITS=off is for measurements on loopback only.")
CITY = setting("CITY", "TL")


def kept_secret() -> str:
    """A key made once and kept in DATA_DIR; enough for a laptop, not for other hosts."""
    if not IS_LOOPBACK:
        raise ImproperlyConfigured("SECRET_KEY is needed where other hosts can reach this site.")
    path = DATA_DIR / "keys" / "secret_key"
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
    return path.read_text()


SECRET_KEY = setting("SECRET_KEY") or kept_secret()

INSTALLED_APPS = [
    "config",
    "ratings",
    "bidding",
    "market",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "channels",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
]

MIDDLEWARE = [
    "market.middleware.Envelope",
    "django.middleware.security.SecurityMiddleware",
    "servestatic.middleware.ServeStaticMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "market.middleware.Language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "market.accounts.StaffSecondFactor",
    "market.middleware.Refusals",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "market.context_processors.shell",
            ],
        },
    },
]


def database(url: str) -> dict:
    """Options per engine as architecture.md A, “Two databases”, fixes them."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        path = unquote(parts.path.removeprefix("/")) if parts.path.startswith("//") else parts.path
        name = path or str(DATA_DIR / "mingbiao.sqlite3")
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": name,
            "CONN_MAX_AGE": 0,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
            },
            "TEST": {"NAME": setting("TEST_DATABASE_NAME") or str(DATA_DIR / "test.sqlite3")},
        }
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(f"DATABASE_URL: unknown scheme {parts.scheme!r}.")
    limits = "-c lock_timeout=3000 -c statement_timeout=60000"
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 0,
        "OPTIONS": {
            "options": limits,
            "pool": {"min_size": 1, "max_size": 24, "timeout": 10},
            **dict(parse_qsl(parts.query)),
        },
    }


DATABASES = {"default": database(setting("DATABASE_URL", "sqlite://"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = setting("REDIS_URL")
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [{"address": REDIS_URL, "socket_timeout": None}]},
    }
    if REDIS_URL
    else {"BACKEND": "channels.layers.InMemoryChannelLayer"}
}

AUTH_USER_MODEL = "market.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/my/"
ACCOUNT_ADAPTER = "market.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True  # As long as SESSION_COOKIE_AGE says; nobody is asked.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_FORMS = {
    "login": "market.forms.accounts.SignInForm",
    "reauthenticate": "market.forms.accounts.ReauthenticateForm",
    "change_password": "market.forms.accounts.ChangePasswordForm",
    "set_password": "market.forms.accounts.SetPasswordForm",
    "reset_password": "market.forms.accounts.ResetPasswordForm",
    "reset_password_from_key": "market.forms.accounts.ResetPasswordKeyForm",
}
ACCOUNT_RATE_LIMITS: dict[str, str] | bool = {} if RATE_LIMITS else False
MFA_ADAPTER = "market.accounts.MFAAdapter"
MFA_FORMS = {
    "authenticate": "market.forms.accounts.SecondFactorForm",
    "reauthenticate": "market.forms.accounts.SecondFactorAgainForm",
    "activate_totp": "market.forms.accounts.ActivateSecondFactorForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Mingbiao"

# smtp://user:password@host:port or smtps://…; without it, mails are files in DATA_DIR.
MAIL = urlsplit(setting("EMAIL_URL"))
MAIL_KIND = "smtp" if MAIL.hostname else "filebased"
EMAIL_BACKEND = f"django.core.mail.backends.{MAIL_KIND}.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "mail"
EMAIL_HOST, EMAIL_PORT = MAIL.hostname or "", MAIL.port or 587
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(MAIL.username or ""), unquote(MAIL.password or "")
EMAIL_USE_SSL, EMAIL_USE_TLS = MAIL.scheme == "smtps", MAIL.scheme == "smtp"

SESSION_COOKIE_NAME = ("__Host-" if IS_HTTPS else "") + "mingbiao_session"
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_COOKIE_NAME = ("__Host-" if IS_HTTPS else "") + "mingbiao_csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "market.views.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_HTTPS
SECURE_SSL_REDIRECT = False
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# TLS ends at the proxy, which also redirects; preloading HSTS is the operator's choice.
SILENCED_SYSTEM_CHECKS = ["security.W008", "security.W021"]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("简体中文")), ("en", _("英文"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = DATA_DIR / "static"
SERVESTATIC_USE_FINDERS = True
SERVESTATIC_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "market.gateways.stylesheets.FoldedStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "market.api.tokens.TokenAuthentication",
        "market.api.tokens.PageSession",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["market.api.tokens.TokenScope"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["market.api.bodies.StrictJSONParser"],
    "DEFAULT_PAGINATION_CLASS": "market.api.paging.Pages",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "market.api.problems.answer",
    "PAGE_SIZE": 20,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Mingbiao",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": setting("LOG_LEVEL", "WARNING")},
}
