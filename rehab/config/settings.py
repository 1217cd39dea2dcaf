"""Settings. Development works with no variable set; BACKSTRIDE_ENV=production is strict about every one.

One file, over 250 lines: whoever looks for a setting finds all of them in one place.
"""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from .broker import configure_broker
from .environment import ENVIRONMENTS, Environment
from .production import require_production_values
from .providers import PROVIDERS, provider_settings

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = BASE_DIR / "var"
VAR_DIR.mkdir(exist_ok=True)

env = Environment()
PRODUCTION = env.choice("BACKSTRIDE_ENV", ENVIRONMENTS, "development") == "production"
DEBUG = not PRODUCTION
SECRET_KEY = env.text("SECRET_KEY", "" if PRODUCTION else "development-only-key-never-used-in-production-0123456789")
SECRET_KEY_FALLBACKS = env.names("SECRET_KEY_FALLBACKS", ())
# Older still: they open no session any more, and the audit entries of their time stay verifiable.
AUDIT_FALLBACK_KEYS = env.names("AUDIT_FALLBACK_KEYS", ())
SITE_URL = env.url("SITE_URL", ("http", "https"), "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS", () if PRODUCTION else ("127.0.0.1", "localhost", "[::1]", "testserver"))
CSRF_TRUSTED_ORIGINS = [SITE_URL]
TRUSTED_PROXIES = env.whole("TRUSTED_PROXIES", 0, low=0, high=5)
if PRODUCTION:
    require_production_values(secret_key=SECRET_KEY, hosts=ALLOWED_HOSTS, site_url=SITE_URL)

INSTALLED_APPS = [
    "rehab.config",
    "accounts",
    "rehab.library",
    "rehab.outbox",
    "rehab.intake",
    "rehab.plans",
    "rehab.checkins",
    "rehab.clinic",
    "rehab.reminders",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "anymail",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_celery_beat",
    "django_htmx",
    "simple_history",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "rehab.config.compression.PageCompressionMiddleware",
    "rehab.config.headers.SecurityHeadersMiddleware",
    "rehab.config.verbs.KnownMethodsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.zones.TimeZoneMiddleware",
    "rehab.intake.keeping.KeepAnswersMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "rehab.config.unavailable.UnavailableMiddleware",
]

ROOT_URLCONF = "rehab.config.urls"
WSGI_APPLICATION = "rehab.config.wsgi.application"
ASGI_APPLICATION = "rehab.config.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "rehab.config.tabs.tab",
                "rehab.config.tabs.unseen",
                "rehab.config.offline.device",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- Data -----------------------------------------------------------------------------------------------------------
DATABASE_URL = env.url(
    "DATABASE_URL", ("sqlite", "postgres", "postgresql"), "" if PRODUCTION else f"sqlite:///{VAR_DIR / 'db.sqlite3'}"
)
if not DATABASE_URL:
    raise ImproperlyConfigured("Set DATABASE_URL, for example postgres://user:password@host:5432/backstride.")
DATABASES = {"default": environ.Env.db_url_config(DATABASE_URL)}
if "sqlite" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["OPTIONS"] = {
        # IMMEDIATE takes the write lock at the start: a read that turns into a write can no longer fail half-way.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA journal_size_limit=27103364;",
    }
else:
    DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env.url("REDIS_URL", ("redis", "rediss"), "")
# Shared by all processes: rate limits counted per process would not limit. In Redis, its end would end log-ins.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "shared_cache"}}

# --- People ---------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "after_sign_in"
LOGOUT_REDIRECT_URL = "/"
# --- accounts: allauth (kept by the accounts app) -------------------------------------------------------------------
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.SignUpDetails"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Backstride: "
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
MFA_ADAPTER = "accounts.second_factor.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Backstride"
# A code counts in its own half minute alone: allauth remembers a used one no longer than that.
MFA_TOTP_TOLERANCE = 0
# Nobody signs in with an unconfirmed address here, so one that waits is no reason to refuse a second factor.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
MFA_FORMS = {
    "add_webauthn": "accounts.passkey_forms.AddPasskey",
    "authenticate_webauthn": "accounts.passkey_forms.AskPasskey",
    "reauthenticate_webauthn": "accounts.passkey_forms.AskPasskeyAgain",
    "login_webauthn": "accounts.passkey_forms.SignInByPasskey",
}
# --- end of accounts ------------------------------------------------------------------------------------------------
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"

# --- Safety of the pages --------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "rehab.config.errors.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000
# A file is held in memory and never on a disk; what is larger is left out unread, and the page says so.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 11 * 1024 * 1024
if PRODUCTION:
    SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    SECURE_HSTS_SECONDS, SECURE_HSTS_INCLUDE_SUBDOMAINS, SECURE_HSTS_PRELOAD = 365 * 24 * 3600, True, True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^healthz/reminders/$"]
    if TRUSTED_PROXIES:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- Mail, files, time, logs ----------------------------------------------------------------------------------------
# Less than a third of a lease (rehab.outbox): a hand-over that hangs is given up while it is still ours.
EMAIL_TIMEOUT = env.whole("EMAIL_TIMEOUT", 20, low=1, high=60)
OUTBOX_LEASE_S = env.whole("OUTBOX_LEASE_S", 120, low=1, high=3600)
OUTBOX_GRACE_S = env.whole("OUTBOX_GRACE_S", 1800, low=1, high=86_400)
PUSH_PRIVATE_KEY = env.text("PUSH_PRIVATE_KEY")
# The push services of the browsers; nothing else is ever called.
PUSH_HOSTS = env.names(
    "PUSH_HOSTS",
    ("fcm.googleapis.com", "updates.push.services.mozilla.com", "*.notify.windows.com", "*.push.apple.com"),
)
MAIL_SEARCH_URL = env.url("MAIL_SEARCH_URL", ("http", "https"), "")
OUTBOX_PER_SECOND = env.whole("OUTBOX_PER_SECOND", 0, low=0, high=10_000)
OUTBOX_CRASH_AT = "" if PRODUCTION else env.text("OUTBOX_CRASH_AT")
EMAIL_CONFIG = environ.Env.email_url_config(
    env.url("EMAIL_URL", ("smtp", "smtp+tls", "smtp+ssl", "filemail", "consolemail"), f"filemail:///{VAR_DIR / 'mail'}")
)
vars().update(EMAIL_CONFIG)
MAIL_PROVIDER = env.choice("MAIL_PROVIDER", PROVIDERS, "")
MAIL_KEYS = {"key": env.text("MAIL_API_KEY"), "secret": env.text("MAIL_WEBHOOK_SECRET")}
vars().update(provider_settings(MAIL_PROVIDER, **MAIL_KEYS, timeout_s=EMAIL_TIMEOUT))
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "Backstride <hello@backstride.invalid>")
MAIL_DIR = VAR_DIR / "mail"
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_I18N = USE_TZ = True
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"without_keys": {"()": "rehab.config.secretless.WithoutKeys"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line"},
        "none": {"class": "logging.NullHandler"},
    },
    "loggers": {
        # Each seal of the audit log is kept outside the database as well.
        "accounts.audit": {"level": "INFO"},
        "django": {"handlers": []},  # its own handlers would say everything twice
        "django.request": {"filters": ["without_keys"]},  # it writes the path of every 404
        # Strangers try names all day; each would be an error with a traceback.
        "django.security.DisallowedHost": {"handlers": ["none"], "propagate": False},
    },
    "root": {
        "handlers": ["console"],
        "level": env.choice("LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR"), "WARNING"),
    },
}

# --- Celery ---------------------------------------------------------------------------------------------------------
CELERY_BROKER_URL = env.url(
    "CELERY_BROKER_URL", ("atomicfs", "redis", "rediss", "amqp", "amqps"), REDIS_URL or "atomicfs://"
)
# Of a web process: a broker that is down or frozen costs a page a second, and nothing else. A worker has its own.
PATIENCE = {"visibility_timeout": 300, "socket_timeout": 1, "socket_connect_timeout": 1, "max_retries": 0}
CELERY_BROKER_TRANSPORT_OPTIONS = configure_broker(CELERY_BROKER_URL, VAR_DIR / "broker") or PATIENCE
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_TIMEOUT = 1
CELERY_TASK_ACKS_LATE = CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_ENABLE_REMOTE_CONTROL = not CELERY_BROKER_URL.startswith("atomicfs")
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "Seal the audit log": {"task": "accounts.seal_audit", "schedule": 600.0},
    # Every worker ticks by itself as well: beat may stop, or run twice.
    "Write and send what is due": {"task": "outbox.tick", "schedule": 60.0, "options": {"expires": 55}},
}
