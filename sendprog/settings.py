"""The only settings file, configured by environment variables. Production is the default."""

import os
from pathlib import Path

from csp.constants import NONE, SELF

from sendprog import environment
from sendprog.pages.first_styles import policy_source

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"
DEVELOPMENT = environment.is_development()

SECRET_KEY = environment.read_secret_key(development=DEVELOPMENT)
DEBUG = environment.read_debug(development=DEVELOPMENT)
ALLOWED_HOSTS = environment.read_allowed_hosts(development=DEVELOPMENT)

INSTALLED_APPS = [
    "sendprog.apps.RecordsAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    # Before staticfiles, so that runserver serves static files as production does.
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    # The templates of widgets, for FORM_RENDERER.
    "django.forms",
    "django_tables2",
    "simple_history",
    "csp",
    # The second factor: codes of an authenticator app, and recovery codes.
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "sendprog",
    "strands",
    "ehcp",
    "finance",
    "risks",
    # Last: triggers and groups are created after this app's migrations.
    "committee",
]

MIDDLEWARE = [
    "sendprog.middleware.never_store_admin",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "sendprog.accounts.second_factor.ask_for_second_factor",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "sendprog.urls"
# The pages that are functions of a snapshot; committee mounts them at several addresses.
MOUNTED_URLCONF = "committee.mounted_urls"
WSGI_APPLICATION = "sendprog.wsgi.application"

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
                "sendprog.pages.mounted_pages.site_context",
            ],
            "builtins": ["sendprog.templatetags.sendprog"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {
    "default": environment.database_from_url(
        os.environ.get("DATABASE_URL") or f"sqlite:///{VAR_DIR}/sendprog.sqlite3"
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": environment.cache_from_url(os.environ.get("CACHE_URL") or "locmem://")}

# An invitation's three days; a link after a forgotten password ends sooner.
PASSWORD_RESET_TIMEOUT = 60 * 60 * 72
AUTH_USER_MODEL = "sendprog.User"
AUTHENTICATION_BACKENDS = ["sendprog.accounts.backends.LimitedBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "sendprog.accounts.passwords.SiteNameValidator"},
    {"NAME": "sendprog.accounts.passwords.RunValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/start/"
LOGOUT_REDIRECT_URL = "login"

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = False
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        # Names with a hash of the content can be cached for ever; development needs none.
        "BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"
        if DEVELOPMENT
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
# With DEBUG on, static files need not have been collected.
WHITENOISE_USE_FINDERS = DEBUG

# The colour that the site's own style sheets have.
DEFAULT_COLOUR = "#12436d"
SENDPROG_COLOUR = environment.read_colour("SENDPROG_COLOUR", default=DEFAULT_COLOUR)

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF, policy_source(SENDPROG_COLOUR)],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_ENGINE = "sendprog.accounts.session_store"
SESSION_COOKIE_HTTPONLY = True
# A session ends after these hours, and for staff after these minutes without a request.
SENDPROG_SESSION_HOURS = environment.read_number(
    "SENDPROG_SESSION_HOURS", default=12, noun="hours", last=24
)
SENDPROG_IDLE_MINUTES = environment.read_number(
    "SENDPROG_IDLE_MINUTES", default=60, noun="minutes", last=1440
)
SESSION_COOKIE_AGE = 60 * 60 * SENDPROG_SESSION_HOURS
# The proxies whose X-Forwarded-For is believed: nginx on the same machine, as deploy/nginx.conf has
# it. In development there is none.
SENDPROG_TRUSTED_PROXIES = environment.read_addresses(
    "SENDPROG_TRUSTED_PROXIES", default="none" if DEVELOPMENT else "127.0.0.1,::1"
)
# Whether those who may change much sign in with a code of an authenticator app as well.
SENDPROG_SECOND_FACTOR = environment.read_flag("SENDPROG_SECOND_FACTOR", default=not DEVELOPMENT)
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "sendprog.editing.signin_resume.csrf_failure"

if not DEVELOPMENT:
    SECURE_SSL_REDIRECT = environment.read_flag("SENDPROG_SSL_REDIRECT", default=True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 31_536_000
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    # HSTS for subdomains and preloading would affect a council's whole domain, and can't be undone
    # quickly.
    SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

# Without a mail server, development prints e-mails and production sends none.
SENDPROG_EMAIL_URL = os.environ.get("SENDPROG_EMAIL_URL", "console://" if DEVELOPMENT else "")
if SENDPROG_EMAIL_URL:
    (
        EMAIL_BACKEND,
        EMAIL_HOST,
        EMAIL_PORT,
        EMAIL_HOST_USER,
        EMAIL_HOST_PASSWORD,
        EMAIL_USE_TLS,
        EMAIL_USE_SSL,
    ) = environment.email_from_url(SENDPROG_EMAIL_URL)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("SENDPROG_EMAIL_FROM", "sendprog@localhost")

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
SIMPLE_HISTORY_REVERT_DISABLED = True
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True
DJANGO_TABLES2_TEMPLATE = "table.html"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
}

SENDPROG_COUNCIL = os.environ.get("SENDPROG_COUNCIL", "Your council")
SENDPROG_PROGRAMME = os.environ.get("SENDPROG_PROGRAMME", "SEND Transformation Programme")
# The authority in official statistics: its old code and its name there, "999 Exampleshire"; "" for none.
SENDPROG_AUTHORITY = environment.read_authority("SENDPROG_AUTHORITY")
# What an authenticator app calls this site.
OTP_TOTP_ISSUER = f"{SENDPROG_COUNCIL} {SENDPROG_PROGRAMME}"
# The site's own address, for links in e-mail.
SENDPROG_ADDRESS = environment.read_address(development=DEVELOPMENT)
# The text of the demonstration's banner; empty on a council's own site.
SENDPROG_DEMONSTRATION = os.environ.get("SENDPROG_DEMONSTRATION", "")
SENDPROG_TODAY = environment.read_today()
# Whether anyone may read published editions, but never live pages, without signing in.
SENDPROG_PUBLIC_EDITIONS = environment.read_flag("SENDPROG_PUBLIC_EDITIONS")
# How many clear working days before a meeting papers are due, and the council's own closed days.
SENDPROG_CLEAR_DAYS = environment.read_number(
    "SENDPROG_CLEAR_DAYS", default=5, noun="days", last=60
)
SENDPROG_CLOSED_DAYS = environment.read_dates("SENDPROG_CLOSED_DAYS")
# The role that signs off each part of an edition, and the pre-election periods.
SENDPROG_SIGN_OFFS = environment.read_sign_offs("SENDPROG_SIGN_OFFS")
SENDPROG_PRE_ELECTION = environment.read_periods("SENDPROG_PRE_ELECTION")
# How long an answer to a recommendation may take if the committee sets no date.
SENDPROG_RECOMMENDATION_MONTHS = environment.read_number(
    "SENDPROG_RECOMMENDATION_MONTHS", default=2, noun="months", last=24
)
# What only the council can say in the statements: how far the site meets WCAG 2.2 AA, whom to tell,
# whom to ask about personal data, and its own privacy notice.
SENDPROG_ACCESSIBILITY = environment.read_choice(
    "SENDPROG_ACCESSIBILITY", ("fully", "partially", "not")
)
SENDPROG_ACCESSIBILITY_CONTACT = environment.read_line("SENDPROG_ACCESSIBILITY_CONTACT")
SENDPROG_PRIVACY_CONTACT = environment.read_line("SENDPROG_PRIVACY_CONTACT")
SENDPROG_PRIVACY_NOTICE = environment.read_link("SENDPROG_PRIVACY_NOTICE")
SENDPROG_RELEASE = "0.1.0"
