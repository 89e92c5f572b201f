"""Which Django applications make up the product. Label of an application = name of its folder."""

PLATFORM = [
    "artel.installation",
    "artel.platform.users",
    "artel.platform.access",
    "artel.platform.definitions",
    "artel.platform.schema",
    "artel.platform.sections",
    "artel.platform.formulas",
    "artel.platform.records",
    "artel.platform.files",
    "artel.platform.process",
    "artel.platform.process.approvals",
    "artel.platform.jobs",
    "artel.platform.search",
    "artel.platform.duplicates",
    "artel.platform.notifications",
    "artel.platform.automation",
    "artel.platform.exchange",
    "artel.platform.designer",
    "artel.platform.screens",
    "artel.platform.api",
    "artel.platform.packs",
    "artel.platform.ui",
]
CONNECTORS = [
    "artel.connectors.ical",
]
DOMAIN = [
    "artel.domain.catalog",
    "artel.domain.people",
    "artel.domain.sales",
    "artel.domain.work",
]
TOOLS = [
    "artel.bench",
]
THIRD_PARTY = [
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "procrastinate.contrib.django",
    # The plain configuration: the other one silently replaces the template loaders written in `web`.
    "template_partials.apps.SimpleAppConfig",
]
DJANGO = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

# Ours come first: a template or a static file of ours wins over one of the same name elsewhere.
INSTALLED_APPS = [*PLATFORM, *CONNECTORS, *DOMAIN, *TOOLS, *THIRD_PARTY, *DJANGO]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

__all__ = ["DEFAULT_AUTO_FIELD", "INSTALLED_APPS"]
