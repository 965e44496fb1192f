"""Django's settings of the browser application, each from the environment (docs/serving.md).

``HOTSPOTS_WORKSPACE`` names the workspace, ``HOTSPOTS_DATABASE_URL`` the database, which is the
ledger's; ``HOTSPOTS_HOSTS`` the names that the application answers to; ``HOTSPOTS_HTTPS=1`` says
that it is reached over TLS alone; ``HOTSPOTS_SECRET_KEY`` signs its cookies.
"""

import json
import os
from datetime import timedelta
from importlib import import_module
from importlib.resources import files
from pathlib import Path

from hotspots.errors import SettingsError
from hotspots.ledger.database import DATABASE_SETTING, database_address, database_entry
from hotspots.workspace import find_workspace

WORKSPACE = find_workspace(Path(os.environ.get("HOTSPOTS_WORKSPACE", ".")))
SECRET_KEY_FILE = WORKSPACE.root / ".secret_key"


def _secret_key() -> str:
    """Return what signs cookies: from the environment, else from the file that serving makes."""
    key = os.environ.get("HOTSPOTS_SECRET_KEY") or (
        SECRET_KEY_FILE.read_text(encoding="ascii").strip() if SECRET_KEY_FILE.is_file() else ""
    )
    if not key:
        raise SettingsError(
            "Nothing signs the cookies of the browser application. Set HOTSPOTS_SECRET_KEY to 50 "
            "random letters or more, or start it with `hotspots serve`, which makes a key."
        )
    return key


SECRET_KEY = _secret_key()
DEBUG = False
HTTPS = os.environ.get("HOTSPOTS_HTTPS", "") == "1"
ALLOWED_HOSTS = os.environ.get("HOTSPOTS_HOSTS", "localhost,127.0.0.1,[::1]").split(",")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "axes",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "hotspots.ledger",
    "hotspots.web",
]
MIDDLEWARE = [
    "hotspots.web.metrics.counting.CountingMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "hotspots.web.middleware.PolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "hotspots.web.middleware.ForceClockMiddleware",
    "hotspots.web.middleware.DeniedByDefaultMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "hotspots.web.urls"
WSGI_APPLICATION = "hotspots.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "hotspots.web.frame.of_every_page",
            ],
        },
    }
]

DATABASES = {
    "default": database_entry(
        database_address(WORKSPACE.ledger, WORKSPACE.root, os.environ.get(DATABASE_SETTING))
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en-gb"
USE_I18N = False

# --- Who signs in ---
AUTH_USER_MODEL = "web.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "hotspots.web.signing.provider.ProviderBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator"},
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATION}.NumericPasswordValidator"},
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
# Five wrong passwords for one name from one address, and both wait a quarter of an hour.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = "hotspots.web.signing.provider.what_is_locked"
AXES_LOCKOUT_TEMPLATE = "signing/locked.html"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False

# --- The force's identity provider (OIDC), where there is one ---


def _oidc(name: str, default: str = "") -> str:
    return os.environ.get(f"HOTSPOTS_OIDC_{name}", default)


OIDC_RP_CLIENT_ID = _oidc("CLIENT_ID")
OIDC_RP_CLIENT_SECRET = _oidc("CLIENT_SECRET")
OIDC_OP_AUTHORIZATION_ENDPOINT = _oidc("AUTHORIZATION")
OIDC_OP_TOKEN_ENDPOINT = _oidc("TOKEN")
OIDC_OP_USER_ENDPOINT = _oidc("USERINFO")
OIDC_OP_JWKS_ENDPOINT = _oidc("KEYS")
OIDC_RP_SCOPES = _oidc("SCOPES", "openid profile")
OIDC_RP_SIGN_ALGO = "RS256"
OIDC_USE_PKCE = True
OIDC_TIMEOUT = 10
OIDC_CALLED = _oidc("CALLED", "your police account") if OIDC_RP_CLIENT_ID else ""
OIDC_NAME_CLAIM = _oidc("NAME_CLAIM", "preferred_username")
OIDC_ROLES_CLAIM = _oidc("ROLES_CLAIM", "roles")
OIDC_DISTRICTS_CLAIM = _oidc("DISTRICTS_CLAIM", "districts")
# What the provider calls each role here; a name that is not in it opens nothing.
OIDC_ROLES: dict[str, str] = json.loads(_oidc("ROLES", "{}"))
# Among the token's ``amr``, or its ``acr``; empty where the provider lets nobody in without one.
OIDC_SECOND_FACTOR = _oidc("SECOND_FACTOR", "mfa")
LOGIN_REDIRECT_URL_FAILURE = "/sign-in?refused"

# A session ends with the shift at the latest, and with the browser.
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "hotspots.web.frame.form_too_old"
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if HTTPS else []

# --- How it is reached ---
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health$", r"^metrics$"]
# Whoever has it may read the figures for Prometheus; without one, this machine alone.
METRICS_TOKEN = os.environ.get("HOTSPOTS_METRICS_TOKEN", "")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

STATIC_URL = "/static/"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
]
# Leaflet as its package carries it, and what our own maps are drawn with.
STATICFILES_DIRS = [
    ("leaflet", import_module("xstatic.pkg.leaflet").BASE_DIR),
    ("maps", str(files("hotspots") / "render" / "assets")),
]
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 600

# Uploads go to the workspace's data, which nothing serves, and never fill memory.
UPLOAD_BYTES_AT_MOST = int(os.environ.get("HOTSPOTS_UPLOAD_MB", "512")) * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["hotspots.web.runs.uploading.UnnamedFileHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# No name, no address and no query stands in a log: what a person did is in the audit log alone.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "ERROR"},
        "axes": {"level": "CRITICAL"},
    },
}
