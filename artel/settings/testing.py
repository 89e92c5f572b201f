"""Settings of the test suite: the product's own, with a fast password hasher and nothing that leaves the process."""

import os
from pathlib import Path

# Set before the settings are imported, which read it: the suite has a data folder of its own inside the clone.
os.environ.setdefault("ARTEL_DATA", str(Path(__file__).resolve().parents[2] / ".setup" / "test-data"))

from artel.settings import *
from artel.settings.files import STORAGES as _STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Tests of pages run without a build of the front end.
STORAGES = {**_STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
ALLOWED_HOSTS = ["*"]
