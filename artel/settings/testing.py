"""Settings of the test suite: the product's own, with a fast password hasher and nothing that leaves the process."""

from artel.installation import embedded_postgres, environment
from artel.settings import *
from artel.settings import database
from artel.settings.files import PACKAGE
from artel.settings.files import STORAGES as _STORAGES

# The suite has a data folder of its own inside the clone, never the developer's.
TEST_DATA = PACKAGE.parent / ".setup" / "test-data"
MEDIA_ROOT = TEST_DATA / "files"
DATABASES = {"default": database.at(environment.DATABASE_URL.read() or embedded_postgres.address(TEST_DATA))}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Tests of pages run without a build of the front end.
STORAGES = {**_STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
ALLOWED_HOSTS = ["*"]
