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
from ateams.identity_providers import read_identity_providers
from ateams.logging_configuration import LOGGING_CONFIGURATION
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
# Earlier ones, which still open and verify what they sealed and signed, until they are left out.
SECRET_KEY_FALLBACKS = [
    stripped for key in env.list("SECRET_KEY_FALLBACKS", default=[]) if (stripped := key.strip())
]
# Sixteen bytes, an installation's own; losing it loses every receipt code.
RECEIPT_SALT = bytes.fromhex(
    demo_secret(DATA_DIR, "receipt_salt") if DEMO else env.str("RECEIPT_SALT")
)

PRODUCT_NAME = "A-Teams Hannover"
OFFICE_NAME = env.str("OFFICE_NAME", default="Antidiskriminierungsstelle")
OFFICE_PHONE = env.str("OFFICE_PHONE", default="")
# How certificates look: who signs (one line each), an SVG file, a colour as "#rrggbb".
CERTIFICATE_SIGNED_BY = env.list("CERTIFICATE_SIGNED_BY", default=[])
CERTIFICATE_LOGO = env.str("CERTIFICATE_LOGO", default="")
CERTIFICATE_COLOUR = env.str("CERTIFICATE_COLOUR", default="#2044aa")

# --- packages --------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "ateams.web",
    "ateams.audit",
    "ateams.sweeps",
    "ateams.outbox",
    "vault",
    "accounts",
    "codelists",
    "incidents",
    "trainings",
    "contactpoints",
    "followups",
    "ateams.ops",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "ateams.web.middleware.SecurityHeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
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
    "accounts.middleware.SecondFactorMiddleware",
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

# What web and worker connect as; read by `database_rights` alone, which the owner runs.
WEB_DATABASE_URL = env.str("WEB_DATABASE_URL", default="")

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
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300  # seconds: what is dangerous asks again after five minutes
# The sign-in is rate-limited by address; the proxy of docker-compose.yml hands it on for staff
# pages only.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0)
SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_AGE = int(timedelta(days=30).total_seconds())
INVITATION_VALID_DAYS = 14

# --- single sign-on --------------------------------------------------------------------------

# Secret, because it holds what each provider knows us by; see docs/operation.md.
IDENTITY_PROVIDERS = read_identity_providers(env.str("OIDC_PROVIDERS", default=""))
SOCIALACCOUNT_ADAPTER = "accounts.views.providers.ProvidersAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False  # an address alone finds no account
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5

# --- second factor ---------------------------------------------------------------------------

# Asked for where something is read (docs/adr/0014). A demo's sign-ins are public anyway.
REQUIRE_SECOND_FACTOR = env.bool("REQUIRE_SECOND_FACTOR", default=not DEMO)
# How long it counts in one session.
SECOND_FACTOR_VALID_OFFICE = timedelta(hours=env.int("SECOND_FACTOR_OFFICE_HOURS", default=12))
SECOND_FACTOR_VALID_TEAM = timedelta(days=env.int("SECOND_FACTOR_TEAM_DAYS", default=30))
MFA_ADAPTER = "accounts.mfa.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_FORMS = {
    "activate_totp": "accounts.forms.second_factor.ActivateAppForm",
    "reauthenticate": "accounts.forms.second_factor.ConfirmByCodeForm",
    "add_webauthn": "accounts.forms.second_factor.AddPasskeyForm",
    "login_webauthn": "accounts.forms.second_factor.PasskeySignInForm",
    "reauthenticate_webauthn": "accounts.forms.second_factor.ConfirmByPasskeyForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
# A passkey stands for password and second factor at once, so it always asks for finger or PIN.
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_TOTP_ISSUER = PRODUCT_NAME
MFA_TOTP_TOLERANCE = 1  # clocks of phones differ, and typing takes time
MFA_RECOVERY_CODES_SHOW_ONCE = True
# An account's address was verified by its invitation, or has to be before a factor is set up (see
# `address_first`); a new one that still waits for its link must neither keep somebody from setting
# up a factor nor be forbidden to who has one.
MFA_ALLOW_UNVERIFIED_EMAIL = True

# --- cookies, headers, limits ----------------------------------------------------------------

# With this prefix no other host of the domain can set or read them; browsers want https for it.
_PREFIX = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{_PREFIX}csrftoken"
VAULT_COOKIE_NAME = f"{_PREFIX}vault"
MAILBOX_COOKIE_NAME = f"{_PREFIX}mailbox"
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
        "img-src": [SELF, "data:"],  # the design system's icons are masks within its styles
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
        "media-src": [SELF],
        "object-src": [NONE],
    }
}
MAX_BODY_BYTES = env.int("MAX_BODY_BYTES", default=1_000_000)
CONCURRENT_UPLOADS = env.int("CONCURRENT_UPLOADS", default=4)
# What comes in beyond these goes on a pile apart; nothing is refused (decision 19).
REPORTS_PER_HOUR = env.int("REPORTS_PER_HOUR", default=500)
REPORTS_PER_DAY = env.int("REPORTS_PER_DAY", default=1000)
# After so many within an hour, those go there that were sent quicker than anybody writes.
REPORTS_IN_CALM_HOUR = env.int("REPORTS_IN_CALM_HOUR", default=30)
DATA_UPLOAD_MAX_MEMORY_SIZE = MAX_BODY_BYTES
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 100  # what is more than a message takes is named beside the field
# Views that take files bring a handler that seals them; nothing is ever spooled in clear.
FILE_UPLOAD_HANDLERS = ["ateams.web.uploads.RefusingUploadHandler"]
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

# --- vault -----------------------------------------------------------------------------------

# Argon2id costs (libsodium: passes, bytes); the system checks refuse less outside the tests.
VAULT_PASSPHRASE_COST = (3, 64 * 1024 * 1024)
VAULT_RECEIPT_COST = (2, 16 * 1024 * 1024)
VAULT_CONCURRENT_STRETCHINGS = env.int("VAULT_CONCURRENT_STRETCHINGS", default=4)
VAULT_LONGEST_UNLOCK = timedelta(hours=8)

# --- audit log ---------------------------------------------------------------------------------

AUDIT_KEPT = timedelta(days=env.int("AUDIT_KEPT_DAYS", default=3 * 365))

# --- mail ------------------------------------------------------------------------------------

DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=f"A-Teams <noreply@{HOST}>")
# Of the mail that tells reporters who want it that there is news; should say nothing of the office.
NEWS_MAIL_FROM = env.str("NEWS_MAIL_FROM", default=f"Nachricht <noreply@{HOST}>")
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
# Seconds without a word of the mail server, after which nobody knows what became of a mail.
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=30)
# A mail found "sending" for longer than this belonged to a process that died.
OUTBOX_LEASE = timedelta(seconds=env.int("OUTBOX_LEASE_SECONDS", default=120))
# Reminders otherwise leave in working hours only; a demo has to show them on a Sunday, too.
MAIL_AT_ANY_HOUR = env.bool("MAIL_AT_ANY_HOUR", default=DEMO)
# How long the link in a follow-up's mail answers; the next stages bring fresh ones.
ANSWER_LINK_VALID = timedelta(days=env.int("ANSWER_LINK_VALID_DAYS", default=60))
# When nobody has changed a training for so long, those it concerns are told of all changes at once.
TRAINING_NOTICE_AFTER = timedelta(minutes=env.int("TRAINING_NOTICE_AFTER_MINUTES", default=10))
# School holidays of the state; another one brings a file of its own, see `ateams/school_holidays`.
_school_holidays = env.str("SCHOOL_HOLIDAYS", default="")
SCHOOL_HOLIDAYS = Path(_school_holidays) if _school_holidays else None

# --- how long things are kept ----------------------------------------------------------------

# Three years after it came in a case is gone whatever stands here, see `incidents.retention`.
CASE_KEPT_MONTHS = env.int("CASE_KEPT_MONTHS", default=12)
REPORT_KEPT_MONTHS = env.int("REPORT_KEPT_MONTHS", default=6)
ACCOUNT_KEPT_MONTHS = env.int("ACCOUNT_KEPT_MONTHS", default=12)
LEFT_GRANTS_KEPT_DAYS = env.int("LEFT_GRANTS_KEPT_DAYS", default=30)
RETIRED_KEY_KEPT_DAYS = env.int("RETIRED_KEY_KEPT_DAYS", default=30)
INVITATION_KEPT_DAYS = env.int("INVITATION_KEPT_DAYS", default=30)
MAIL_TEXT_KEPT_DAYS = env.int("MAIL_TEXT_KEPT_DAYS", default=30)
MAIL_KEPT_MONTHS = env.int("MAIL_KEPT_MONTHS", default=12)
FOLLOW_UP_TEXT_KEPT_MONTHS = env.int("FOLLOW_UP_TEXT_KEPT_MONTHS", default=12)
ATTENDANCE_NAMES_KEPT_MONTHS = env.int("ATTENDANCE_NAMES_KEPT_MONTHS", default=24)
SIGN_UPS_KEPT_DAYS = env.int("SIGN_UPS_KEPT_DAYS", default=30)
TRAINING_REQUESTS_KEPT_MONTHS = env.int("TRAINING_REQUESTS_KEPT_MONTHS", default=12)
CERTIFICATE_KEPT_MONTHS = env.int("CERTIFICATE_KEPT_MONTHS", default=120)
MATERIALS_KEPT_MONTHS = env.int("MATERIALS_KEPT_MONTHS", default=36)
FEEDBACK_TEXT_KEPT_MONTHS = env.int("FEEDBACK_TEXT_KEPT_MONTHS", default=12)

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
# As long as less is free there, texts are taken and files are not.
DISK_SPARE_BYTES = env.int("DISK_SPARE_BYTES", default=1024**3)

# --- monitoring ------------------------------------------------------------------------------

# Lets /metrics be read from outside; without it only machines inside may ask.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")

# --- logs ------------------------------------------------------------------------------------

LOGGING = LOGGING_CONFIGURATION
