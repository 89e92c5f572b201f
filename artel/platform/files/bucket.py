"""Files in an S3 bucket: django-storages' own storage with limits on waiting, and its refusals in words.

Loaded only when an installation names a bucket. What a bucket refuses comes out as `OSError`, as with a folder, so that
nobody above needs to know which of the two there is.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    HTTPClientError,
    NoCredentialsError,
)
from botocore.exceptions import (
    ConnectionError as NoConnection,
)
from django.core.files.base import File
from storages.backends.s3 import S3Storage

IN_MEMORY = 5 * 1024 * 1024
REFUSED_KEYS = {"403", "AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch"}


class BucketError(OSError):
    """The bucket did not do what was asked; the message says in words what is wrong with it."""


class BucketStorage(S3Storage):
    """One private bucket. Objects are marked as downloads: even an open bucket would not run what people upload."""

    client_config: Config

    def __init__(self, **options: Any) -> None:
        """`options` are those of django-storages. Services other than Amazon's know a bucket by its path."""
        super().__init__(**options)
        if self.endpoint_url:
            self.client_config = self.client_config.merge(Config(s3={"addressing_style": "path"}))

    def get_default_settings(self) -> dict[str, Any]:
        """Return the defaults under what `settings.files` gives."""
        return {
            **super().get_default_settings(),
            "default_acl": None,
            "file_overwrite": False,
            "querystring_auth": True,
            "max_memory_size": IN_MEMORY,
            "object_parameters": {"ContentType": "application/octet-stream", "ContentDisposition": "attachment"},
            # A page waits for these; botocore's own patience is five times a minute.
            "client_config": Config(
                connect_timeout=5,
                read_timeout=30,
                retries={"mode": "standard", "total_max_attempts": 3},
                # Services other than Amazon's know no checksums in trailers.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        }

    def _open(self, name: str, mode: str = "rb") -> File[bytes]:
        with self._in_words():
            opened = super()._open(name, mode)
            # The bytes come now, not at the first read: a failure is then an answer and not half a download.
            opened.file  # noqa: B018 - the property fetches
            return opened

    def _save(self, name: str, content: File[bytes]) -> str:
        with self._in_words():
            return str(super()._save(name, content))

    def delete(self, name: str) -> None:
        """Remove an object; nothing when there is none."""
        with self._in_words():
            super().delete(name)

    def exists(self, name: str) -> bool:
        """Tell whether there is an object of that name."""
        with self._in_words():
            return bool(super().exists(name))

    def size(self, name: str) -> int:
        """Return the number of bytes."""
        with self._in_words():
            return int(super().size(name))

    def listdir(self, name: str) -> tuple[list[str], list[str]]:
        """Return folders and files below a name."""
        with self._in_words():
            folders, files = super().listdir(name)
            return folders, files

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        try:
            yield
        except (BotoCoreError, Boto3Error, ClientError) as error:
            raise BucketError(self._words(error)) from error

    def _words(self, error: Exception) -> str:
        where = self.endpoint_url or "Amazon S3"
        if isinstance(error, NoConnection | HTTPClientError):
            return f"{where} does not answer (bucket {self.bucket_name})"
        if isinstance(error, NoCredentialsError):
            return f"no access key for the bucket {self.bucket_name}: set ARTEL_S3_ACCESS_KEY and ARTEL_S3_SECRET_KEY"
        code = str(error.response.get("Error", {}).get("Code")) if isinstance(error, ClientError) else ""
        if code == "NoSuchBucket":
            return f"there is no bucket {self.bucket_name} at {where}"
        if code in REFUSED_KEYS:
            return f"{where} refuses our access key for the bucket {self.bucket_name} ({code})"
        return f"the bucket {self.bucket_name} at {where} answered: {error}"
