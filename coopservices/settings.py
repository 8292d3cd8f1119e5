"""Every setting, and the only place where the environment is read.

Without any environment the platform runs embedded, for one machine and its owner: SQLite, a
file-based Celery broker and a development key, all under `var/`. With DATABASE_URL it is in
production (say PRODUCTION=0 if it is not) and refuses to start with what only development may have.
REDIS_URL brings Redis as broker and cache.
"""

from datetime import timedelta
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coopservices.logs import logging_configuration

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# --- Where we run ---------------------------------------------------------------------------------

DEVELOPMENT_KEY = "development-only-key-never-use-it-where-people-vote"

VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
PRODUCTION = env.bool("PRODUCTION", default=bool(env.str("DATABASE_URL", default="")))
DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)  # anybody may look round the demonstration as anybody in it
# In a demonstration, and nowhere else, staff need no second step: nobody has their phone.
DEMO_WITHOUT_SECOND_FACTOR = env.bool("DEMO_WITHOUT_SECOND_FACTOR", default=DEMO or not PRODUCTION)
SECRET_KEY = env.str("SECRET_KEY", default="" if PRODUCTION else DEVELOPMENT_KEY)
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=[] if PRODUCTION else ["127.0.0.1", ".localhost", "[::1]"]
)
HTTPS = env.bool("HTTPS", default=PRODUCTION)
# The address that e-mails lead to, of the council that has no host of its own.
_ALONE = f"https://{ALLOWED_HOSTS[0]}" if PRODUCTION and ALLOWED_HOSTS else "http://127.0.0.1:8000"
SITE = env.str("SITE", default="") or _ALONE

if PRODUCTION:
    if SECRET_KEY in ("", DEVELOPMENT_KEY):
        raise ImproperlyConfigured(
            "Set SECRET_KEY to a long random text of your own: the development key is public."
        )
    if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 16:
        raise ImproperlyConfigured(
            "Set SECRET_KEY to a random text of at least 50 characters: this one can be guessed."
        )
    if DEMO and not env.bool("PUBLIC_DEMONSTRATION", default=False):
        raise ImproperlyConfigured(
            "Unset DEMO: anybody may be anybody in a demonstration. If this is one that the public "
            "may use, set PUBLIC_DEMONSTRATION=1 too."
        )
    if DEMO_WITHOUT_SECOND_FACTOR and not DEMO:
        raise ImproperlyConfigured(
            "Unset DEMO_WITHOUT_SECOND_FACTOR: where people vote, staff sign in with a second step."
        )
    if DEBUG:
        raise ImproperlyConfigured("Unset DEBUG: it shows secrets to strangers.")
    if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
        raise ImproperlyConfigured(
            "Set ALLOWED_HOSTS to the addresses of your councils, separated by commas."
        )

# --- What is installed ----------------------------------------------------------------------------

INSTALLED_APPS = [
    "outcomes",
    "priorities",
    "participation",
    "coopservices",
    "coopservices.windows.AdminOfWindows",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_filters",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
]

MIDDLEWARE = [
    "coopservices.middleware.request_id",
    "coopservices.middleware.browser_policies",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "coopservices.middleware.Refusals",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "coopservices.middleware.private_pages",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "participation.memberships.middleware.SignedIn",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "participation.councils.middleware.council",
    "participation.second_factors.middleware.SetUpFirst",
    "coopservices.middleware.Unavailable",
]

# Counts and times for operators, by view, method and status, and nothing about who asked. Each web
# process tells them at an address of its own, which no stranger reaches: the first free port from
# METRICS_PORT on.
METRICS = env.bool("METRICS", default=False)
if METRICS:
    INSTALLED_APPS.append("django_prometheus")
    MIDDLEWARE.insert(0, "django_prometheus.middleware.PrometheusBeforeMiddleware")
    MIDDLEWARE.append("django_prometheus.middleware.PrometheusAfterMiddleware")
    PROMETHEUS_METRICS_EXPORT_ADDRESS = env.str("METRICS_ADDRESS", default="127.0.0.1")
    _METRICS_PORT = env.int("METRICS_PORT", default=9200)
    PROMETHEUS_METRICS_EXPORT_PORT_RANGE = range(_METRICS_PORT, _METRICS_PORT + 16)

ROOT_URLCONF = "coopservices.urls"
WSGI_APPLICATION = "coopservices.wsgi.application"

_LOADERS = [
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": _LOADERS if DEBUG else [("django.template.loaders.cached.Loader", _LOADERS)],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "coopservices.pages.surroundings",
                "participation.people.context.navigation",
                "participation.demonstration.context.demonstration",
                "participation.languages.context.translation",
            ],
            "builtins": ["django.templatetags.i18n", "coopservices.templatetags.ui"],
        },
    }
]

# --- Where things are kept ------------------------------------------------------------------------

DATABASES = {
    "default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'coopservices.sqlite3'}")
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",  # with DEFERRED, 182 of 640 concurrent writes failed
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
        ),
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

REDIS_URL = env.str("REDIS_URL", default="")
# What a process remembers where no Redis answers: Django would keep 300 entries.
MOST_REMEMBERED = 100_000
CACHES = {
    "default": {"BACKEND": "coopservices.cache.RedisAndLimits", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {
        "BACKEND": "coopservices.cache.MemoryAndLimits",
        "OPTIONS": {"MAX_ENTRIES": MOST_REMEMBERED},
    },
    # Limits on guessing are where no flood drops them and no restart forgets them.
    "limits": {"BACKEND": "coopservices.limits.LimitsInDatabase"},
    "local": {"BACKEND": "coopservices.cache.OwnMemory", "LOCATION": "local"},
}
# Sessions are in the database, since signing in and voting never depend on Redis; messages are in
# the session, since there is no cookie beyond the session's and the forms'.
SESSION_ENGINE = "coopservices.sessions"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Poll keys are kept outside the database and its backups, in two folders.
KEY_STORE_DIRS = [
    Path(folder)
    for folder in env.list(
        "KEY_STORE_DIRS", default=[str(VAR_DIR / "keys"), str(VAR_DIR / "keys-second-copy")]
    )
]
if PRODUCTION and len(set(KEY_STORE_DIRS)) < 2:
    raise ImproperlyConfigured(
        "Set KEY_STORE_DIRS to two folders on different disks, separated by a comma."
    )
# What reads every key that people need today, and raises KeyUnavailable: a machine that lacks one
# is not ready.
KEYS_IN_USE = [
    "coopservices.sealed_texts.read_key",
    "participation.electors.queries.read_eligibility_keys",
    "priorities.polls.queries.keys.read_keys_of_open_polls",
    "priorities.voting_codes.queries.read_keys_of_codes",
]

# How many electors have their ballots opened in one job of a count.
BALLOTS_AT_ONCE = env.int("BALLOTS_AT_ONCE", default=5000)

# What the apps do when an account is deleted, in the same transaction and in this order; each takes
# `user`, `keeps_proposals` and `at`.
PARTS_OF_AN_ACCOUNT = [
    "priorities.ballots.actions.leaving.withdraw_all_ballots",
    "priorities.proposals.actions.part_with_proposals",
    "outcomes.commitments.actions.take_back_verdicts",
]
# Where deletions are noted, so that they are done again after a restore: outside the database, and
# never restored with it.
DELETIONS_DIR = Path(env.str("DELETIONS_DIR", default=str(VAR_DIR / "deletions")))
# Where what was published of polls is noted, for the same reason: nothing of it is secret.
PUBLISHED_DIR = Path(env.str("PUBLISHED_DIR", default=str(VAR_DIR / "published")))
# What each app puts right after a restore, in one transaction and in this order; each takes
# `backed_up_at` and `at`, and gives sentences for whoever restores.
PARTS_OF_A_RESTORE = [
    "priorities.results.actions.restoring.put_polls_right",
    "participation.privacy.actions.restoring.put_people_right",
    "priorities.moderation.actions.hold_letters",
    "priorities.voting_codes.actions.posting.stop_postings",
    "outcomes.notifications.actions.restoring.hold_letters",
]

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000  # who drafts a poll ticks each proposal or says why not

# The pages that take files, each by the name of its view with the most bytes of a whole request. A
# page that is not here refuses a file; deploy/nginx.conf says how much passes the proxy.
PAGES_THAT_TAKE_FILES: dict[str, int] = {
    "set_up_materials": 11 * 1024 * 1024,  # an Easy Read leaflet, or a recording
    "print_codes": 12 * 1024 * 1024,  # 100,000 addresses
    "post_codes": 12 * 1024 * 1024,
    "send_register": 33 * 1024 * 1024,  # 200,000 people
    "send_data": 33 * 1024 * 1024,  # 200,000 postcodes
    "send_figures": 9 * 1024 * 1024,  # a hundred thousand figures
}
# Those of them whose files never lie on a disk as they came.
PAGES_WHOSE_FILES_STAY_IN_MEMORY = {"send_register"}
FILE_UPLOAD_HANDLERS = [
    "coopservices.uploads.OnlyWhereFilesBelong",
    "coopservices.uploads.InMemoryWhereTheyMust",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# --- Celery and the outbox ------------------------------------------------------------------------

CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost"
CELERY_TASK_ALWAYS_EAGER = env.bool("CELERY_EAGER", default=False)  # tests of one process
CELERY_TASK_EAGER_PROPAGATES = True  # where a subscriber that fails is a test that fails
CELERY_TASK_IGNORE_RESULT = True  # state lives in the database
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_PUBLISH_RETRY = False  # the outbox repeats; a page never waits
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for its broker for as long as it takes
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_WORKER_PREFETCH_MULTIPLIER = 1  # a long count holds nothing else back
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "Europe/London"
if REDIS_URL:
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {
        "socket_timeout": 5,
        "socket_connect_timeout": 2,
        "max_retries": 1,
        "unacked_restore_throttle": 1,
        "visibility_timeout": 600,  # what a killed worker held is done again within ten minutes
    }
else:
    _BROKER_DIR = VAR_DIR / "broker"
    for _folder in ("queue", "control", "processed"):
        (_BROKER_DIR / _folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_BROKER_DIR / "queue"),
        "data_folder_out": str(_BROKER_DIR / "queue"),
        "control_folder": str(_BROKER_DIR / "control"),
        "processed_folder": str(_BROKER_DIR / "processed"),
    }
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "deliver events that a lost nudge left behind": {
        "task": "coopservices.tasks.deliver_events",
        "schedule": timedelta(seconds=15),
        "options": {"expires": 15},  # after a day away, a worker finds one message, not thousands
    },
    "close the polls whose time has come": {
        "task": "priorities.tasks.close_due_polls",
        "schedule": timedelta(seconds=30),
        "options": {"expires": 30},
    },
    "certify the results that nobody may challenge any more": {
        "task": "priorities.tasks.certify_due_polls",
        "schedule": timedelta(minutes=5),
        "options": {"expires": 300},
    },
    "count who has voted in the polls that are open": {
        "task": "priorities.tasks.count_turnouts",
        "schedule": timedelta(minutes=5),
        "options": {"expires": 300},
    },
    "count the polls that a dead worker left behind": {
        "task": "priorities.tasks.count_polls_left_behind",
        "schedule": timedelta(minutes=5),
        "options": {"expires": 300},
    },
    "make and forget the codes that a dead worker left behind": {
        "task": "priorities.tasks.tend_codes_left_behind",
        "schedule": timedelta(minutes=5),
        "options": {"expires": 300},
    },
    "post the letters that a dead worker left behind, and hear what became of others": {
        "task": "priorities.tasks.tend_letters_in_the_post",
        "schedule": timedelta(minutes=5),
        "options": {"expires": 300},
    },
    "check and forget the registers that were left behind": {
        "task": "participation.tasks.tend_registers",
        "schedule": timedelta(minutes=5),
        "options": {"expires": 300},
    },
    "read, take and forget the files of data that were left behind": {
        "task": "participation.tasks.tend_data",
        "schedule": timedelta(minutes=5),
        "options": {"expires": 300},
    },
    "make anew what was made before an upgrade": {
        "task": "outcomes.tasks.rebuild_outdated_summaries",
        "schedule": timedelta(minutes=5),
        "options": {"expires": 300},
    },
    "tell the authors whom mail could not reach": {
        "task": "priorities.tasks.tell_authors_left_behind",
        "schedule": timedelta(minutes=5),
        "options": {"expires": 300},
    },
    "tell followers what has become due": {
        "task": "outcomes.tasks.tell_what_waits",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 60},
    },
    "tell followers what a dead worker left behind": {
        "task": "outcomes.tasks.tell_what_was_lost",
        "schedule": timedelta(hours=1),
        "options": {"expires": 3600},
    },
    "forget what nobody confirmed, and old letters": {
        "task": "outcomes.tasks.forget_notifications",
        "schedule": timedelta(hours=24),
    },
    "send the invitations that could not be sent": {
        "task": "participation.tasks.send_invitations_left_behind",
        "schedule": timedelta(minutes=5),
        "options": {"expires": 300},
    },
    "forget the invitations that nobody took": {
        "task": "participation.tasks.forget_invitations",
        "schedule": timedelta(hours=24),
    },
    "end what people said of services, when its time is over": {
        "task": "participation.tasks.end_claims",
        "schedule": timedelta(minutes=5),
        "options": {"expires": 300},
    },
    "delete personal data that were kept long enough": {
        "task": "participation.tasks.keep_no_longer",
        "schedule": timedelta(hours=24),
    },
    "delete accounts that nobody uses, after telling their owners": {
        "task": "participation.tasks.end_unused_accounts",
        "schedule": timedelta(hours=24),
    },
    "send the answers to complaints that could not be sent": {
        "task": "participation.tasks.send_complaint_answers_left_behind",
        "schedule": timedelta(minutes=5),
        "options": {"expires": 300},
    },
    "note the deletions of accounts that could not be noted": {
        "task": "participation.tasks.note_deletions",
        "schedule": timedelta(minutes=5),
        "options": {"expires": 300},
    },
    "forget what is no longer needed": {
        "task": "coopservices.tasks.tidy",
        "schedule": timedelta(hours=24),
    },
    "note outside the database what was published of polls": {
        "task": "priorities.tasks.note_published",
        "schedule": timedelta(minutes=5),
        "options": {"expires": 300},
    },
    "see that the audit holds": {
        "task": "coopservices.tasks.verify_audit",
        "schedule": timedelta(hours=24),
    },
}

# Who hears of what. One event may have many subscribers: Celery tasks that take the subject's id.
EVENT_SUBSCRIBERS: dict[str, list[str]] = {
    "participation.council_founded": [],
    "participation.signed_up": [],
    "participation.council_joined": [],
    "participation.role_given": [],
    "participation.role_taken": [],
    "participation.claim_made": [],
    "participation.claim_decided": [],
    "participation.interest_declared": [],
    "participation.interest_ended": [],
    "participation.person_invited": ["participation.tasks.send_invitation"],
    "participation.invitation_withdrawn": [],
    "participation.second_factors_reset": ["participation.tasks.tell_of_reset"],
    "participation.council_sign_in_set_up": [],
    "participation.council_sign_in_stopped": [],
    "participation.areas_imported": [],
    "participation.postcodes_imported": [],
    "participation.services_imported": [],
    "participation.organisation_added": [],
    "participation.demonstration_declared": [],
    "participation.people_invented": [],
    "participation.languages_chosen": [],
    "participation.safeguards_chosen": [],
    "participation.account_deleted": ["participation.tasks.note_deletions"],
    "participation.complaint_answered": ["participation.tasks.send_complaint_answer"],
    "participation.audit_check_asked": ["coopservices.tasks.verify_audit"],
    "participation.welsh_confirmed": [],
    "participation.council_described": [],
    "participation.own_words_set": [],
    "participation.thresholds_set": ["outcomes.tasks.rebuild_dashboard"],
    "participation.sector_added": [],
    "participation.sector_named": [],
    "participation.data_sent": ["participation.tasks.read_data"],
    "participation.data_confirmed": ["participation.tasks.take_data"],
    "participation.register_columns_confirmed": ["participation.tasks.check_register"],
    "participation.register_taken": [],
    "participation.register_deleted": [],
    "priorities.round_published": [
        "outcomes.tasks.rebuild_round_summary",
        "outcomes.tasks.tell_of_round",
    ],
    "priorities.phase_end_moved": [],
    "priorities.moderation_reason_added": [],
    "priorities.moderation_reason_ended": [],
    "priorities.moderation_reason_taken_again": [],
    "priorities.proposal_reported": [],
    "priorities.proposal_moderated": [
        "priorities.tasks.tell_author",
        "outcomes.tasks.rebuild_summary_of_decision",
    ],
    "priorities.moderation_appealed": [],
    "priorities.moderation_appeal_answered": [
        "priorities.tasks.tell_author",
        "outcomes.tasks.rebuild_summary_of_decision",
    ],
    "priorities.proposal_changed": [],
    "priorities.proposal_withdrawn": [],
    "priorities.proposal_published": ["outcomes.tasks.tell_of_proposal"],
    "priorities.poll_drafted": [],
    "priorities.poll_opened": ["outcomes.tasks.tell_of_poll", "priorities.tasks.note_poll"],
    "priorities.poll_extended": ["outcomes.tasks.tell_of_extension", "priorities.tasks.note_poll"],
    "priorities.ballot_cast": ["priorities.tasks.count_turnout"],
    "priorities.ballot_withdrawn": ["priorities.tasks.count_turnout"],
    "priorities.papers_issued": [],
    "priorities.papers_reconciled": ["priorities.tasks.count_poll"],
    "priorities.poll_closed": [
        "priorities.tasks.count_poll",
        "priorities.tasks.forget_codes",
        "priorities.tasks.note_poll",
    ],
    "priorities.codes_ordered": ["priorities.tasks.make_codes"],
    "priorities.posting_confirmed": ["priorities.tasks.post_letters"],
    "priorities.posting_stopped": [],
    "priorities.part_planned": ["priorities.tasks.open_part"],
    "priorities.poll_counted": [
        "outcomes.tasks.record_top_findings",
        "outcomes.tasks.rebuild_poll_summary",
        "priorities.tasks.note_poll",
    ],
    "priorities.poll_certified": ["outcomes.tasks.rebuild_poll_summary"],
    "priorities.certifying_paused": [],
    "priorities.certifying_resumed": [],
    "priorities.challenge_made": [],
    "priorities.challenge_checked": [],
    "priorities.challenge_answered": [],
    "priorities.challenge_withdrawn": [],
    "priorities.ballots_excluded": ["priorities.tasks.count_poll"],
    "outcomes.findings_recorded": ["outcomes.tasks.rebuild_poll_summary"],
    "outcomes.finding_recorded": ["outcomes.tasks.rebuild_finding_summary"],
    "outcomes.finding_answered": [
        "outcomes.tasks.rebuild_finding_summary",
        "outcomes.tasks.tell_of_answer",
    ],
    "outcomes.commitment_made": [
        "outcomes.tasks.rebuild_commitment_summary",
        "outcomes.tasks.tell_of_commitment",
    ],
    "outcomes.update_posted": [
        "outcomes.tasks.rebuild_commitment_summary",
        "outcomes.tasks.tell_of_updates",
    ],
    "outcomes.verdict_given": ["outcomes.tasks.rebuild_commitment_summary"],
    "outcomes.release_imported": [
        "outcomes.tasks.rebuild_dashboard_of_release",
        "outcomes.tasks.tell_of_figures",
    ],
    "outcomes.indicator_defined": ["outcomes.tasks.rebuild_dashboard_of_indicator"],
    "outcomes.marker_placed": ["outcomes.tasks.rebuild_dashboard_of_indicator"],
    "outcomes.round_summarised": [
        "outcomes.tasks.rebuild_dashboard_of_round",
        "outcomes.tasks.tell_of_results",
    ],
    "outcomes.dashboard_summarised": [],
    "outcomes.letter_asked": ["outcomes.tasks.send_letter"],
}

# --- The menu -------------------------------------------------------------------------------------

# Each entry: its label, the name of its page, the beginnings of other addresses that count as being
# there, and who sees it: "everybody", "signed in", or whoever holds the permission of this code.
NAVIGATION: list[tuple[str | Promise, str, tuple[str, ...], str]] = [
    (_("Have your say"), "rounds", ("/proposals/", "/polls/", "/publish-a-round/"), "everybody"),
    (_("What we promised"), "commitments", ("/findings/",), "everybody"),
    (_("Services near you"), "services", ("/areas/",), "everybody"),
    (_("Dashboard"), "dashboard", ("/indicators/",), "READ_DASHBOARD"),
    (_("Your tasks"), "your_tasks", (), "HAVE_TASKS"),
    (_("Moderation"), "moderation", (), "MODERATE"),
    (_("At a desk"), "at_desk", (), "HELP_AT_DESK"),
    (_("News for you"), "news", ("/following/",), "signed in"),
    (_("Your details"), "your_details", (), "signed in"),
    (_("People"), "people", (), "RUN_COUNCIL"),
    (_("Data"), "data_imports", (), "IMPORT_DATA"),
    (_("Set-up"), "set_up", ("/languages/", "/safeguards/", "/council-sign-in/"), "RUN_COUNCIL"),
    (_("Audit"), "audit_log", (), "READ_AUDIT"),
    (_("Data protection"), "privacy_complaints", (), "PROTECT_DATA"),
]

# --- People ---------------------------------------------------------------------------------------

AUTH_USER_MODEL = "participation.User"
AUTHENTICATION_BACKENDS = ["participation.memberships.adapters.Accounts"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]  # who wants a password sets one; it lets in as well
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
# Staff are signed out when they leave their desk, and at the end of a day whatever they do.
STAFF_IDLE = timedelta(minutes=30)
STAFF_SIGNED_IN = timedelta(hours=12)
ACCOUNT_SESSION_REMEMBER = True  # people vote from their own phone; no box to tick
# A key is an e-mail address with the network that asks, so that no stranger elsewhere uses up what
# its owner may ask; only "codes_to_address" is of the address alone, and the first letter that a
# network asks for in an hour is not held by it.
ACCOUNT_RATE_LIMITS = {
    "request_login_code": "20/m/ip,3/m/key,10/h/key",
    "first_code_of_network": "1/h/key",
    "codes_to_address": "30/h/key",
    "login_failed": "20/m/ip,5/5m/key",
    "reset_password": "5/m/ip,20/h/ip",
    "follow": "10/m/ip,60/h/ip",  # with an address alone
    "text": "5/m/ip,20/h/ip",  # codes to a number
}
ACCOUNT_ADAPTER = "participation.memberships.adapters.AccountAdapter"
ACCOUNT_EMAIL_NOTIFICATIONS = True  # no way of signing in changes without a word to its owner
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# How many seconds somebody is believed who has just shown that it is them.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
ACCOUNT_FORMS = {"request_reauthentication_code": "participation.memberships.forms.WhereToForm"}
SOCIALACCOUNT_ADAPTER = "participation.memberships.adapters.identities.CouncilAccounts"
SOCIALACCOUNT_LOGIN_ON_GET = True  # a form may lead to ourselves alone, says our policy
SOCIALACCOUNT_REQUESTS_TIMEOUT = 3  # seconds; who cannot wait signs in with a code
MFA_ADAPTER = "participation.second_factors.adapters.SecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "add_webauthn": "participation.second_factors.forms.AddKeyForm",
    "edit_webauthn": "participation.second_factors.forms.EditKeyForm",
}
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1  # phones' clocks are off by a little
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # on one's own machine
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}  # nothing here can be guessed
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)

EMAIL_CONFIG = env.email_url(
    "EMAIL_URL", default="smtp://localhost:25" if PRODUCTION else f"filemail:///{VAR_DIR / 'mail'}"
)
vars().update(EMAIL_CONFIG)
if EMAIL_CONFIG["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend":
    EMAIL_BACKEND = "coopservices.smtp.EmailBackend"
# Hosts that a feed may be fetched from without TLS and at any port: none, but in tests.
FEED_HOSTS_WITHOUT_TLS: list[str] = []

# GOV.UK Notify: e-mails leave through it where there is a template for them, texts are sent only
# where there is one for those, and letters with voting codes only where it is to post them.
GOVUK_NOTIFY_API_KEY = env.str("GOVUK_NOTIFY_API_KEY", default="")
GOVUK_NOTIFY_TEMPLATE = env.str("GOVUK_NOTIFY_TEMPLATE", default="")
GOVUK_NOTIFY_SMS_TEMPLATE = env.str("GOVUK_NOTIFY_SMS_TEMPLATE", default="")
GOVUK_NOTIFY_POSTS_LETTERS = env.bool("GOVUK_NOTIFY_POSTS_LETTERS", default=False)
GOVUK_NOTIFY_URL = env.str("GOVUK_NOTIFY_URL", default="https://api.notifications.service.gov.uk")
if bool(GOVUK_NOTIFY_API_KEY) != bool(
    GOVUK_NOTIFY_TEMPLATE or GOVUK_NOTIFY_SMS_TEMPLATE or GOVUK_NOTIFY_POSTS_LETTERS
):
    raise ImproperlyConfigured(
        "GOV.UK Notify needs both: GOVUK_NOTIFY_API_KEY, and GOVUK_NOTIFY_TEMPLATE, the id of a "
        "template for e-mails whose subject is ((subject)) and whose message is ((body)), or "
        "GOVUK_NOTIFY_SMS_TEMPLATE, that of a template for texts whose message is ((body)), or "
        "GOVUK_NOTIFY_POSTS_LETTERS=1."
    )
if GOVUK_NOTIFY_TEMPLATE:
    EMAIL_BACKEND = "coopservices.govuk_notify.EmailBackend"
# For how long letters, by mail or on paper, are in the hands of the worker that sends them: of one
# that died, others take them over then.
LETTERS_CLAIMED_FOR = timedelta(minutes=10)
EMAIL_TIMEOUT = 10  # seconds: a mail server that hangs keeps no worker for ever
EMAIL_GREETING_TIMEOUT = 1.0  # and one that does not even greet us, no page
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="no-reply@localhost")

# --- Language and time ----------------------------------------------------------------------------

# The first language's addresses bear no prefix; another's begin with its code, as in /cy/polls/.
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English"), ("cy", "Cymraeg")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/London"
USE_TZ = True

# --- Files ----------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(VAR_DIR / "static")))
STATICFILES_DIRS = [("build", BASE_DIR / "static" / "build")]  # what is compiled, not its sources
STATIC_COLLECTED = env.bool(
    "STATIC_COLLECTED", default=PRODUCTION
)  # served hashed and compressed from STATIC_ROOT
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_COLLECTED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not STATIC_COLLECTED

# --- Safety ---------------------------------------------------------------------------------------

# What every answer tells the browser, word for word: what a page may load and from where, and what
# it may use. They are the same for every page, so no library puts them together for each.
BROWSER_POLICIES = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src "
        "'self'; connect-src 'self'; "
        "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Permissions-Policy": (
        "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"
    ),
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "coopservices.views.refused_form"
if HTTPS:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    LANGUAGE_COOKIE_SECURE = True
    # By such a name a browser keeps a cookie to this host and to HTTPS: no other site of the
    # council's domain can set it.
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    LANGUAGE_COOKIE_NAME = "__Host-language"
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Where faults are reported, as in mailto:security@council.example or https://…; see RFC 9116.
SECURITY_CONTACT = env.str("SECURITY_CONTACT", default="")

# --- API ------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_METADATA_CLASS": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "CoopServices public API",
    "DESCRIPTION": (
        "What residents, service users and staff asked for, what was decided, and what came of it."
    ),
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "coopservices.api.schema.with_problems",
    ],
}

HTMX = {"includeIndicatorStyles": False, "allowEval": False}

LOGGING = logging_configuration(as_json=PRODUCTION)
LOGGING_CONFIG = "logging.config.dictConfig"
