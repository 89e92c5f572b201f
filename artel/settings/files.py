"""Where uploaded files lie: a folder, or an S3 bucket; and how built front-end files are named and served."""

from pathlib import Path

from artel.installation import environment

PACKAGE = Path(__file__).resolve().parent.parent
# Files of people are never under a public address: `artel.platform.files` serves them after asking for access.
MEDIA_ROOT = environment.DATA.read().resolve() / "files"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
# The largest file that people may attach, in bytes.
FILE_SIZE_LIMIT = 100 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700


def _file_storage() -> dict[str, object]:
    bucket = environment.S3_BUCKET.read()
    if not bucket:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    options: dict[str, object] = {
        "bucket_name": bucket,
        "endpoint_url": environment.S3_ENDPOINT.read() or None,
        "region_name": environment.S3_REGION.read() or None,
        "access_key": environment.S3_ACCESS_KEY.read() or None,
        "secret_key": environment.S3_SECRET_KEY.read() or None,
    }
    return {"BACKEND": "artel.platform.files.bucket.BucketStorage", "OPTIONS": options}


STATIC_URL = "/static/"
# `static/artel` is the output of the front-end build, `static_root` what is served; neither is committed.
STATICFILES_DIRS = [PACKAGE / "static"]
STATIC_ROOT = PACKAGE / "static_root"
_IS_COLLECTED = (STATIC_ROOT / "staticfiles.json").exists()
# Before the first `make setup` there is nothing collected yet; files are then found where they lie.
WHITENOISE_USE_FINDERS = not _IS_COLLECTED
STORAGES = {
    "default": _file_storage(),
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if _IS_COLLECTED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

__all__ = [
    "DATA_UPLOAD_MAX_MEMORY_SIZE",
    "DATA_UPLOAD_MAX_NUMBER_FIELDS",
    "FILE_SIZE_LIMIT",
    "FILE_UPLOAD_DIRECTORY_PERMISSIONS",
    "FILE_UPLOAD_PERMISSIONS",
    "MEDIA_ROOT",
    "STATICFILES_DIRS",
    "STATIC_ROOT",
    "STATIC_URL",
    "STORAGES",
    "WHITENOISE_USE_FINDERS",
]
