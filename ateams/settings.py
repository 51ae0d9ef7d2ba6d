"""The one settings file.

Everything that differs between installations comes from the environment (see `.env.example`);
`NAME_FILE` reads a secret from a file. Nothing secret has a working default outside the demo.
"""

from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from ateams.demo_secrets import demo_secret
from ateams.schedule import BEAT_SCHEDULE

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.FileAwareEnv()
environ.FileAwareEnv.read_env(BASE_DIR / ".env")

# --- what kind of installation this is -------------------------------------------------------

DEMO = env.bool("DEMO", default=False)
DEBUG = False
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "data"))).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)
# Plain http only where nothing real is kept.
HTTPS = env.bool("HTTPS", default=not DEMO)
HOST = env.str("HOST", default="localhost")
PORT = env.int("PORT", default=8000)
BASE_URL = env.str("BASE_URL", default=f"https://{HOST}" if HTTPS else f"http://{HOST}:{PORT}")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[HOST, "127.0.0.1"] if DEMO else [HOST])
CSRF_TRUSTED_ORIGINS = [BASE_URL]

SECRET_KEY = demo_secret(DATA_DIR, "secret_key") if DEMO else env.str("SECRET_KEY")
# Sixteen bytes, an installation's own; losing it loses every receipt code.
RECEIPT_SALT = bytes.fromhex(
    demo_secret(DATA_DIR, "receipt_salt") if DEMO else env.str("RECEIPT_SALT")
)

PRODUCT_NAME = "A-Teams Hannover"
OFFICE_NAME = env.str("OFFICE_NAME", default="Antidiskriminierungsstelle")

# --- packages --------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "csp",
    "allauth",
    "allauth.account",
    "ateams.web",
    "ateams.audit",
    "ateams.sweeps",
    "ateams.outbox",
    "vault",
    "accounts",
    "incidents",
    "trainings",
    "contactpoints",
    "followups",
    "ateams.ops",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "ateams.web.middleware.SecurityHeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "ateams.web.middleware.RequestLimitsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "ateams.web.middleware.StaffLanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "vault.middleware.VaultMiddleware",
    "accounts.middleware.ArrivalMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "ateams.urls"
WSGI_APPLICATION = "ateams.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ateams.web.context_processors.product",
                "accounts.context_processors.staff",
            ],
        },
    },
]
FORM_RENDERER = "ateams.web.forms.KernRenderer"

# --- database, cache, broker -----------------------------------------------------------------

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA_DIR}/db.sqlite3")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        # A transaction that will write takes the lock at its start: no upgrade, no deadlock.
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
        "PRAGMA secure_delete=ON;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

REDIS_URL = env.str("REDIS_URL", default="")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "ateams",
    }
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

CELERY_BEAT_SCHEDULE = BEAT_SCHEDULE
CELERY_TASK_IGNORE_RESULT = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "Europe/Berlin"
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "celerybeat-schedule")
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
else:
    CELERY_BROKER_URL = "filesystem://localhost"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(DATA_DIR / "broker"),
        "data_folder_out": str(DATA_DIR / "broker"),
        "control_folder": str(DATA_DIR / "broker-control"),
    }
    (DATA_DIR / "broker").mkdir(exist_ok=True)

# --- people ----------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.AccountBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapter.InvitedOnlyAdapter"
ACCOUNT_FORMS = {"login": "accounts.forms.sign_in.SignInForm"}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # the password once more before the e-mail is changed
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ACCOUNT_SESSION_REMEMBER = None
# The sign-in is rate-limited by address; the proxy of docker-compose.yml hands it on for staff
# pages only.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0)
SESSION_COOKIE_AGE = int(timedelta(days=30).total_seconds())
INVITATION_VALID_DAYS = 14

# --- cookies, headers, limits ----------------------------------------------------------------

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = VAULT_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "ateams.web.views.csrf_failure"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]  # asked from inside
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
# With "no-referrer" Chromium sends "Origin: null", which no same-origin check can accept.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
MAX_BODY_BYTES = env.int("MAX_BODY_BYTES", default=1_000_000)
# What comes in beyond these goes on a pile apart; nothing is refused (decision 19).
REPORTS_PER_HOUR = env.int("REPORTS_PER_HOUR", default=500)
REPORTS_PER_DAY = env.int("REPORTS_PER_DAY", default=1000)
# After so many within an hour, those go there that were sent quicker than anybody writes.
REPORTS_IN_CALM_HOUR = env.int("REPORTS_IN_CALM_HOUR", default=30)
DATA_UPLOAD_MAX_MEMORY_SIZE = MAX_BODY_BYTES
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

# --- vault -----------------------------------------------------------------------------------

# Argon2id costs (libsodium: passes, bytes); the system checks refuse less outside the tests.
VAULT_PASSPHRASE_COST = (3, 64 * 1024 * 1024)
VAULT_RECEIPT_COST = (2, 16 * 1024 * 1024)
VAULT_CONCURRENT_STRETCHINGS = env.int("VAULT_CONCURRENT_STRETCHINGS", default=4)
VAULT_LONGEST_UNLOCK = timedelta(hours=8)

# --- mail ------------------------------------------------------------------------------------

DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=f"A-Teams <noreply@{HOST}>")
if DEMO:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA_DIR / "mail"
else:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = env.str("EMAIL_HOST", default="localhost")
    EMAIL_PORT = env.int("EMAIL_PORT", default=25)
    EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
    EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default="")
    EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 30
# A mail found "sending" for longer than this belonged to a process that died.
OUTBOX_LEASE = timedelta(seconds=env.int("OUTBOX_LEASE_SECONDS", default=120))
# Reminders otherwise leave in working hours only; a demo has to show them on a Sunday, too.
MAIL_AT_ANY_HOUR = env.bool("MAIL_AT_ANY_HOUR", default=DEMO)
# How long the link in a follow-up's mail answers; the next stages bring fresh ones.
ANSWER_LINK_VALID = timedelta(days=env.int("ANSWER_LINK_VALID_DAYS", default=60))

# --- language, time, files -------------------------------------------------------------------

LANGUAGE_CODE = "de"
LANGUAGES = [("de", _("Deutsch")), ("en", _("Englisch"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "ateams.web.formats"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Berlin"

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static" / "build"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = DATA_DIR / "files"

# --- monitoring ------------------------------------------------------------------------------

# Lets /metrics be read from outside; without it only machines inside may ask.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")

# --- logs ------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
        "request": {"()": "ateams.web.logs.RequestFormatter"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "plain"},
        "requests": {"class": "logging.StreamHandler", "formatter": "request"},
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        # These two name paths and quote tracebacks, hence a formatter that keeps neither.
        "django.request": {"handlers": ["requests"], "level": "ERROR", "propagate": False},
        "django.security": {"handlers": ["requests"], "level": "WARNING", "propagate": False},
    },
}
