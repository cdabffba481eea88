"""All settings, read from the environment.

Outside DEBUG the program refuses to start without SECRET_KEY, FIELD_KEYS, DATABASE_URL and REDIS_URL.
`script/server` makes these in `var/`; production gives them by its own means (see docs/operations.md).
"""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.templatetags.static import static
from django.urls import reverse_lazy

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))

# --- the core -----------------------------------------------------------------------------------------------------
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- the county ---------------------------------------------------------------------------------------------------
COUNTY = {
    "name": env.str("COUNTY_NAME", default="漳县"),
    "code": env.str("COUNTY_CODE", default="621125"),
    "site": env.str("SITE_NAME", default="漳县政务服务网"),
    "host": env.str("COUNTY_HOST", default="漳县人民政府"),
    "operator": env.str("COUNTY_OPERATOR", default="漳县政务服务中心"),
    "phone": env.str("COUNTY_PHONE", default="0932-4862277"),
    "site_code": env.str("SITE_CODE", default=""),
    "icp": env.str("ICP_NUMBER", default=""),
    "police": env.str("POLICE_NUMBER", default=""),
    "closes": env.str("OFFICE_CLOSES", default="18:00"),  # later counts as the next working day
}
ORGANISATIONS_FILE = env.str("ORGANISATIONS_FILE", default="")  # CSV of another county's bodies, for load_reference
SITE_URL = env.str("SITE_URL", default="http://localhost:8000")

INSTALLED_APPS = [
    "portal",
    "supervision",
    "exchange",
    "approvals",
    "funds",
    "powerlist",
    "licences",
    "accounts",
    "core",
    "unfold.apps.BasicAppConfig",  # accounts brings the site: staff alone, one log-in page
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "unfold.contrib.import_export",
    "unfold.contrib.guardian",
    "unfold.contrib.simple_history",
    "accounts.apps.CountyAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "guardian",
    "simple_history",
    "import_export",
    "rest_framework",
    "drf_spectacular",
    "django_htmx",
    "axes",
    "csp",
    "storages",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.middleware.RequestLog",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.middleware.KeepTypedMiddleware",
    "portal.middleware.NoStateSecrets",
    "simple_history.middleware.HistoryRequestMiddleware",
    "accounts.middleware.SlidingSession",
    "accounts.middleware.OwnPasswordFirst",
    "axes.middleware.AxesMiddleware",
    "portal.middleware.ReadableAddress",
    "portal.middleware.PublishedPages",
]

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
                "portal.queries.site",
            ],
        },
    }
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # fields look as templates/django/forms/ says

# --- data ---------------------------------------------------------------------------------------------------------
DATABASES = {"default": env.db_url("DATABASE_URL")}
DATABASES["default"].update(
    CONN_MAX_AGE=env.int("CONN_MAX_AGE", default=60), CONN_HEALTH_CHECKS=True, ATOMIC_REQUESTS=False
)
REDIS_URL = env.str("REDIS_URL")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

# --- files: public static ones, and private ones that only a permission check serves --------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(VAR_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
FILES_BUCKET = env.str("FILES_BUCKET", default="")
STORAGES = {
    "default": {"BACKEND": "core.files.PrivateStorage", "OPTIONS": {"location": str(VAR_DIR / "files")}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if FILES_BUCKET:  # any S3-compatible store
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": FILES_BUCKET,
            "endpoint_url": env.str("FILES_ENDPOINT", default=None),
            "access_key": env.str("FILES_ACCESS_KEY", default=None),
            "secret_key": env.str("FILES_SECRET_KEY", default=None),
            "region_name": env.str("FILES_REGION", default=None),
            "default_acl": "private",
            "querystring_auth": True,
            "file_overwrite": False,
        },
    }
UPLOAD_MAX_BYTES = env.int("UPLOAD_MAX_BYTES", default=20 * 1024 * 1024)
WORKBOOK_MAX_BYTES = env.int("WORKBOOK_MAX_BYTES", default=20 * 1024 * 1024)
WORKBOOK_MAX_ROWS = env.int("WORKBOOK_MAX_ROWS", default=20_000)
IMPORT_MEND_AT_ONCE = env.int("IMPORT_MEND_AT_ONCE", default=3_000)  # rows: a longer file is judged anew by the worker
IMPORT_UNDO_HOURS = env.int("IMPORT_UNDO_HOURS", default=24)  # within which an import is taken back in one act
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# --- pages ---
PAGE_SECONDS = env.int("PAGE_SECONDS", default=60)  # the age of kept public pages; 0 keeps none

# --- people -------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "accounts.backends.AccountBackend",
    "guardian.backends.ObjectPermissionBackend",
]
ANONYMOUS_USER_NAME = None  # django-guardian: no row for visitors, they get no object permissions
FIELD_KEYS = env.list("FIELD_KEYS")  # Fernet keys for personal data at rest, the newest first
BLIND_INDEX_KEY = env.str("BLIND_INDEX_KEY", default="")  # of the hashes beside them; SECRET_KEY while empty
LOGIN_URL = reverse_lazy("login")
LOGIN_REDIRECT_URL = "/me/"
LOGOUT_REDIRECT_URL = "/"
SESSION_COOKIE_AGE = env.int("SESSION_SECONDS", default=1800)  # idle time-out, GB/T 22239-2019 level 3
SESSION_SAVE_EVERY_REQUEST = False
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["username", "name", "email"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.backends.CharacterClasses"},
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 1 / 6  # hours: ten minutes
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "errors/locked.html"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False  # our own pages show them, in Chinese and by role
AXES_USERNAME_CALLABLE = "accounts.backends.name_for_lockout"
AXES_CLIENT_IP_CALLABLE = "accounts.backends.client_address"
PASSWORD_NOTICE_DAYS = env.int("PASSWORD_NOTICE_DAYS", default=90)  # calendar days, staff
SMS_SENDER = env.str("SMS_SENDER", default="accounts.adapters.OutboxSender")

# --- mail (docs/operations.md, Notices) ---------------------------------------------------------------------------
SEALS_DIR = env.str("SEALS_DIR", default=str(VAR_DIR / "seals"))  # keys of the demonstration's seals
# the way of 检举控告 to 纪委监委: DropFolder takes the commission's public key (base64) and a folder that it empties
ACCUSATION_CARRIER = env.str("ACCUSATION_CARRIER", default="supervision.adapters.LocalCommission")
ACCUSATION_KEY = env.str("ACCUSATION_KEY", default="")
ACCUSATION_FOLDER = env.str("ACCUSATION_FOLDER", default="")
SEAL_SERVICE = env.str("SEAL_SERVICE", default="accounts.adapters.LocalSeals")
MAIL_SENDER = env.str("MAIL_SENDER", default="accounts.adapters.OutboxMail")
TREASURY = env.str("TREASURY", default="approvals.adapters.LocalTreasury")  # who takes fees
COURIER = env.str("COURIER", default="approvals.adapters.LocalCourier")  # who carries what is sent by post
CLAMD = env.str("CLAMD", default="")  # the virus scanner: unix:/path or host:port; files are 未扫描 while empty
SITE_HOST = urlsplit(SITE_URL).hostname or "localhost"
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default=f"no-reply@{SITE_HOST}")
EMAIL_HOST = env.str("EMAIL_HOST", default="localhost")
EMAIL_PORT = env.int("EMAIL_PORT", default=25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_SSL = env.bool("EMAIL_USE_SSL", default=False)
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 10  # seconds; a delivery is locked that long

# --- security -----------------------------------------------------------------------------------------------------
HTTPS = env.bool("HTTPS", default=False)
SHOW_CODES = env.bool("SHOW_CODES", default=not HTTPS)  # verification codes on the page, without an SMS gateway
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz/$", r"^readyz/$", r"^metrics$"]  # probes ask without TLS, from inside
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=False) else None
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "portal.views.errors.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ["/admin/", "/api/docs/"],  # the admin theme and the API page bring inline script
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}

# --- language and time ----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
USE_I18N = True
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
DATE_FORMAT = "Y年n月j日"
DATETIME_FORMAT = "Y年n月j日 H:i"

# --- the admin --------------------------------------------------------------------------------------------------------
SIMPLE_HISTORY_REVERT_DISABLED = True
UNFOLD = {
    "SITE_TITLE": COUNTY["site"],
    "SITE_HEADER": COUNTY["name"] + "政务工作台",
    "SITE_SUBHEADER": "清单与设置",
    "SITE_ICON": lambda request: static("img/mark.svg"),
    "SITE_SYMBOL": "account_balance",
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("img/mark.svg")}],
    "SITE_URL": "/",
    "STYLES": [lambda request: static("css/admin.css")],
    "ENVIRONMENT": "portal.queries.frame.environment",
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": True,
    "SHOW_LANGUAGES": False,
    "BORDER_RADIUS": "6px",
    "ACCOUNT": {"navigation": "accounts.admin.navigation.account_links"},
    "SIDEBAR": {"show_search": False, "navigation": "accounts.admin.navigation.navigation"},
    "COLORS": {
        "primary": {  # the county's blue, as in static/css/tokens.css
            "50": "#eef4fb",
            "100": "#dce9f7",
            "200": "#b9d2ee",
            "300": "#8bb4e1",
            "400": "#5590d0",
            "500": "#2f74c0",
            "600": "#1a5fb4",
            "700": "#154c90",
            "800": "#123f77",
            "900": "#10345f",
            "950": "#0b2140",
        },
    },
}

# --- work in the background -------------------------------------------------------------------------------------------
CELERY_BROKER_URL = REDIS_URL
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600}
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")
CELERY_TASK_DEFAULT_QUEUE = "portal"
CELERY_BEAT_SCHEDULE = {
    # beat doesn't load the tasks: what holds for their sending stands here
    "tick": {"task": "portal.tasks.tick", "schedule": 15, "options": {"expires": 30}},
    "send-notices": {"task": "accounts.send_notices", "schedule": 60, "options": {"expires": 60}},
    "gather-digests": {"task": "accounts.gather_digests", "schedule": crontab(hour=8, minute=0)},
    "forget-deliveries": {"task": "accounts.forget_deliveries", "schedule": crontab(hour=4, minute=8)},
    "resume-imports": {"task": "powerlist.tasks.resume_imports", "schedule": 60},
    "resume-editions": {"task": "powerlist.tasks.resume_editions", "schedule": 60},
    "forget-api-calls": {"task": "powerlist.tasks.forget_api_calls", "schedule": crontab(hour=4, minute=5)},
    "watch-bases": {"task": "powerlist.tasks.watch_bases", "schedule": crontab(hour=1, minute=40)},
    "finish": {"task": "approvals.finish", "schedule": 60, "options": {"expires": 60}},
    "keep-registers": {"task": "approvals.keep_registers", "schedule": 60, "options": {"expires": 60}},
    "tend-jobs": {"task": "approvals.tend_jobs", "schedule": 60, "options": {"expires": 60}},
    "compare-clocks": {"task": "approvals.compare_clocks", "schedule": crontab(hour=2, minute=30)},
    "find-overlaps": {"task": "powerlist.tasks.find_overlaps", "schedule": crontab(hour=2, minute=50)},
    "ask-treasury": {"task": "approvals.ask_treasury", "schedule": 300, "options": {"expires": 290}},
    "track-shipments": {"task": "approvals.track_shipments", "schedule": 1800, "options": {"expires": 1700}},
    "watch-renewals": {"task": "approvals.watch_renewals", "schedule": crontab(hour=0, minute=4)},
    "watch-licences": {"task": "licences.tasks.watch", "schedule": crontab(hour=0, minute=12)},
    "resume-licence-imports": {"task": "licences.tasks.resume_imports", "schedule": 60, "options": {"expires": 60}},
    "close-calls": {"task": "funds.tasks.close_calls", "schedule": crontab(hour=0, minute=3)},
    "drop-project-drafts": {"task": "funds.tasks.drop_old_drafts", "schedule": crontab(hour=4, minute=40)},
    "watch-money": {"task": "funds.tasks.watch_money", "schedule": crontab(hour=4, minute=20)},
    "watch-performance": {"task": "funds.tasks.watch_performance", "schedule": crontab(hour=4, minute=22)},
    "scan-files": {"task": "approvals.scan_pending", "schedule": 60, "options": {"expires": 60}},
    "watch-pledges": {"task": "approvals.watch_pledges", "schedule": crontab(hour=8, minute=20)},
    "tend-drafts": {"task": "approvals.tend_drafts", "schedule": crontab(hour=4, minute=10)},
    "tend-appointments": {"task": "approvals.tend_appointments", "schedule": crontab(hour=8, minute=5)},
    "remind-counters": {"task": "approvals.remind_counters", "schedule": crontab(hour=16, minute=30)},
    "remind-opinions": {"task": "approvals.remind_opinions", "schedule": crontab(hour=8, minute=20)},
    "archive": {"task": "approvals.archive", "schedule": crontab(hour=1, minute=20)},
    "count-use": {"task": "approvals.count_use", "schedule": crontab(hour=3, minute=30)},
    "watch-campaigns": {"task": "powerlist.tasks.watch_campaigns", "schedule": crontab(hour=4, minute=15)},
    "tell-fund-clocks": {"task": "funds.tasks.tell_clocks", "schedule": crontab(hour=4, minute=25)},
    "tell-watched-funds": {"task": "funds.tasks.tell_watched", "schedule": crontab(hour=4, minute=30)},
    "tell-overdue-funds": {"task": "funds.tasks.tell_overdue", "schedule": crontab(hour=4, minute=35)},
    "urge": {"task": "powerlist.tasks.urge", "schedule": crontab(hour=4, minute=0)},
    "sweep": {"task": "supervision.sweep", "schedule": 300, "options": {"expires": 290}},
    "watch-log": {"task": "supervision.watch_log", "schedule": 60, "options": {"expires": 55}},
    "watch-day": {"task": "supervision.watch_day", "schedule": crontab(hour=7, minute=30)},
    "sweep-everything": {"task": "supervision.sweep_everything", "schedule": crontab(hour=3, minute=10)},
    "hand-over": {"task": "supervision.hand_over", "schedule": 60, "options": {"expires": 60}},
    "invite-ratings": {"task": "supervision.invite", "schedule": crontab(hour="9-18", minute=15)},
    "tend-complaints": {"task": "supervision.tend_complaints", "schedule": crontab(hour=0, minute=20)},
    "exchange": {"task": "exchange.exchange", "schedule": 60, "options": {"expires": 55}},
}
EXCHANGE_SETTLE_SECONDS = env.int("EXCHANGE_SETTLE_SECONDS", default=60)  # longer than any transaction takes

# --- API --------------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticatedOrReadOnly"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": None,
    "EXCEPTION_HANDLER": "powerlist.api.errors.answer",
}
API_RATES = {  # how often an address reads, a token works, an address comes with a token that isn't one
    "read": env.str("API_READ_RATE", default="600/min"),
    "token": env.str("API_TOKEN_RATE", default="300/min"),
    "refused": env.str("API_REFUSED_RATE", default="20/min"),
}
SPECTACULAR_SETTINGS = {
    "TITLE": COUNTY["site"],
    "VERSION": "1",
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "ENUM_NAME_OVERRIDES": {
        "UnitEnum": "core.workdays.Unit",
        "ChangeSetStateEnum": "core.registers.ChangeSetState",
        "VersionStateEnum": "core.registers.VersionState",
        "ImportStateEnum": "powerlist.enums.ImportState",
        "ListKindEnum": "powerlist.kinds.kind_choices",
        "FormEnum": "powerlist.kinds.form_choices",
        "LicenceStateEnum": "licences.enums.SHOWN_STATES",
        "ExerciseOutcomeEnum": "approvals.enums.Outcome",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "powerlist.api.schema.add_refusals",
    ],
}

# --- logs -------------------------------------------------------------------------------------------------------------
# One JSON object a line on standard error (see portal/logs.py). The user is their number, the address is the route.
LOG_LEVEL = env.str("LOG_LEVEL", default="INFO")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "portal.logs.json_lines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.request": {"level": "CRITICAL"},  # portal.middleware.RequestLog writes these, with the request's id
        "django.security.DisallowedHost": {"level": "CRITICAL"},  # scanners ask for hosts that aren't ours all day
        "django.server": {"handlers": [], "propagate": True},
        "celery.app.trace": {"level": "WARNING"},
    },
}
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_USER_ID_FIELD = ""  # reading it would ask the database on every page; the move log has the actors
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = 10  # DEBUG: one line for each request is enough
