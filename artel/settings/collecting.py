"""Settings for collecting static files at set-up: names with hashes and compressed copies, readable by a web server."""

from artel.settings import *
from artel.settings.files import STORAGES as _STORAGES

STORAGES = {
    **_STORAGES,
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage",
        "OPTIONS": {"file_permissions_mode": 0o644, "directory_permissions_mode": 0o755},
    },
}
