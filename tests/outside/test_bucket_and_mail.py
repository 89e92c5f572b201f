"""Files in an S3 bucket and letters by a mail server, both real and both sometimes away, in a real installation."""

from __future__ import annotations

import json
import re
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest
import requests
from botocore.config import Config
from botocore.exceptions import ClientError

from tests.outside.test_single_sign_on import TOKEN, post
from tests.stories.running import artel, free_port, up
from tests.support.outside import mail_server, s3_server, soon

pytestmark = pytest.mark.slow
BUCKET = "artel-files"
SCRIPT = b"<html><script>alert(1)</script></html>"


class Letters:
    """A mail server's handler that keeps what it is given."""

    def __init__(self) -> None:
        self.taken: list[Any] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Take a letter."""
        self.taken.append(envelope)
        return "250 OK"


@dataclass(frozen=True)
class Office:
    """A running installation that keeps files in a bucket and sends letters."""

    data: Path
    address: str
    settings: dict[str, str]
    person: requests.Session

    def run(self, *words: str, data: Path | None = None, **settings: str) -> Any:
        """Run a command, perhaps with other settings or for another installation."""
        return artel(*words, data=data or self.data, settings={**self.settings, **settings})

    def upload(self, name: str, body: bytes) -> requests.Response:
        """Upload as a page does."""
        headers = {"X-CSRFToken": self.person.cookies["artel_csrf"], "Accept": "application/json"}
        return self.person.post(f"{self.address}/files/", files={"file": (name, body)}, headers=headers, timeout=60)

    def remove(self, key: str) -> requests.Response:
        """Remove a file as a page does."""
        headers = {"X-CSRFToken": self.person.cookies["artel_csrf"]}
        return self.person.post(f"{self.address}/files/{key}/remove/", headers=headers, timeout=60)


@pytest.fixture(scope="module")
def ports() -> tuple[int, int]:
    """Return where S3 and the mail server will be when they are there."""
    return free_port(), free_port()


@pytest.fixture(scope="module")
def office(ports: tuple[int, int]) -> Iterator[Office]:
    """Start the installation while neither of its outside things is there."""
    bucket, mail = ports
    settings = {
        "ARTEL_S3_BUCKET": BUCKET,
        "ARTEL_S3_ENDPOINT": f"http://127.0.0.1:{bucket}",
        "ARTEL_S3_REGION": "us-east-1",
        "ARTEL_S3_ACCESS_KEY": "key",
        "ARTEL_S3_SECRET_KEY": "secret",
        "ARTEL_SMTP_URL": f"smtp://127.0.0.1:{mail}",
        "ARTEL_MAIL_FROM": "crm@example.com",
    }
    with tempfile.TemporaryDirectory(prefix="artel-outside-") as folder:
        data = Path(folder) / "data"
        with up(data, settings=settings) as (_process, told):
            address, password = told[1], told[2]
            person = requests.Session()
            login = f"{address}/auth/login/"
            post(person, login, person.get(login, timeout=20).text, login="admin", password=password)
            yield Office(data, address, settings, person)


@pytest.fixture
def bucket(ports: tuple[int, int]) -> Iterator[Any]:
    """Start S3 and make the bucket in it."""
    with s3_server(ports[0]) as address:
        client = client_of(address)
        client.create_bucket(Bucket=BUCKET)
        yield client
        client.close()


def client_of(address: str) -> Any:
    """Return Amazon's own client, to look into the bucket past the product."""
    return boto3.client(
        "s3",
        endpoint_url=address,
        region_name="us-east-1",
        aws_access_key_id="key",
        aws_secret_access_key="secret",
        config=Config(s3={"addressing_style": "path"}),
    )


def names(client: Any) -> list[str]:
    """Return what lies in the bucket."""
    return [each["Key"] for each in client.list_objects_v2(Bucket=BUCKET).get("Contents", [])]


def test_a_file_lies_in_the_bucket_is_served_by_us_alone_and_goes_with_its_row(office: Office, bucket: Any) -> None:
    stored = office.upload("фото.png", SCRIPT)
    assert stored.status_code == 201, stored.text
    (name,) = names(bucket)
    kept = bucket.get_object(Bucket=BUCKET, Key=name)
    assert kept["Body"].read() == SCRIPT
    assert (kept["ContentType"], kept["ContentDisposition"]) == ("application/octet-stream", "attachment")
    key = stored.json()["key"]
    got = office.person.get(f"{office.address}/files/{key}/", timeout=20)
    assert got.content == SCRIPT
    assert got.headers["Content-Disposition"].startswith("attachment")
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert "/auth/login/" in requests.get(f"{office.address}/files/{key}/", timeout=20).url
    assert office.remove(key).status_code == 204
    assert names(bucket) == []


def test_a_backup_names_the_bucket_and_a_restore_holds_to_it(office: Office, bucket: Any, tmp_path: Path) -> None:
    assert office.upload("a.txt", b"a").status_code == 201
    target = tmp_path / "artel.tar.gz"
    made = office.run("backup", str(target))
    assert made.returncode == 0, made.stderr
    assert f"the files stay in the bucket {BUCKET}" in made.stderr
    with tarfile.open(target) as archive:
        manifest = archive.extractfile("manifest.json")
        assert manifest
        assert json.load(manifest)["bucket"] == BUCKET
        assert not [name for name in archive.getnames() if name.startswith("files/")]
    with tempfile.TemporaryDirectory(prefix="artel-restored-") as folder:
        elsewhere = Path(folder) / "data"
        refused = office.run("restore", str(target), data=elsewhere, ARTEL_S3_BUCKET="")
        assert refused.returncode == 1
        assert f"ARTEL_S3_BUCKET={BUCKET}" in refused.stderr
        restored = office.run("restore", str(target), data=elsewhere)
        assert restored.returncode == 0, restored.stderr
        assert BUCKET in restored.stderr


def test_a_backup_with_files_is_not_restored_into_a_bucket(office: Office, tmp_path: Path) -> None:
    manifest = {"format": 1, "version": "0.1.0", "made_at": "2026-01-01T00:00:00Z", "files": 2, "has_files": True}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with tarfile.open(tmp_path / "old.tar.gz", "w:gz") as archive:
        archive.add(tmp_path / "manifest.json", "manifest.json")
    refused = office.run("restore", str(tmp_path / "old.tar.gz"), "--force")
    assert refused.returncode == 1
    assert "copy <data>/files into the bucket" in refused.stderr
    assert office.run("doctor").stdout.startswith("ok    database")


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"ARTEL_S3_BUCKET": "no-such-bucket"}, "there is no bucket no-such-bucket"),
        ({"ARTEL_S3_ENDPOINT": "http://127.0.0.1:9"}, "http://127.0.0.1:9 does not answer"),
    ],
)
def test_the_doctor_says_what_is_wrong_with_a_bucket(
    office: Office, bucket: Any, settings: dict[str, str], words: str
) -> None:
    assert "ok    files: writable" in office.run("doctor").stdout
    ill = office.run("doctor", **settings)
    assert ill.returncode == 1
    assert re.search(rf"FAIL  files: .*{re.escape(words)}", ill.stdout), ill.stdout
    assert "Traceback" not in ill.stdout + ill.stderr


def test_uploads_to_a_bucket_that_is_away_are_refused_in_words_and_removals_are_made_up_for(
    office: Office, ports: tuple[int, int]
) -> None:
    with s3_server(ports[0]) as address:
        client = client_of(address)
        client.create_bucket(Bucket=BUCKET)
        key = office.upload("a.txt", b"a").json()["key"]
    refused = office.upload("b.txt", b"b")
    assert refused.status_code == 503
    assert "хранилище файлов не отвечает" in refused.json()["error"]["details"][0]["message"]
    page = office.person.get(f"{office.address}/files/{key}/", timeout=60)
    assert page.status_code == 503
    assert "хранилище файлов не отвечает" in page.text
    assert "FAIL  files" in office.run("doctor").stdout
    assert office.remove(key).status_code == 204
    assert office.person.get(f"{office.address}/files/{key}/", timeout=60).status_code == 404
    with s3_server(ports[0]):
        client.create_bucket(Bucket=BUCKET)
        name = f"{key[:2]}/{key.replace('-', '')}"
        client.put_object(Bucket=BUCKET, Key=name, Body=b"a")
        # Tries come ever later: the third may have met the bucket still away, the fourth comes after two minutes.
        assert soon(lambda: not exists(client, name), 240)
    client.close()


def exists(client: Any, name: str) -> bool:
    """Tell whether the bucket has such an object."""
    try:
        client.head_object(Bucket=BUCKET, Key=name)
    except ClientError:
        return False
    return True


def test_letters_wait_for_a_mail_server_that_is_away(office: Office, ports: tuple[int, int]) -> None:
    made = office.run("user", "create", "vera", "--email", "vera@example.com")
    assert made.returncode == 0
    stranger = requests.Session()
    address = f"{office.address}/auth/password/reset/"
    form = stranger.get(address, timeout=20).text
    assert TOKEN.search(form)
    sent = post(stranger, address, form, email="vera@example.com")
    assert sent.status_code == 200
    assert sent.url.endswith("/auth/password/reset/done/")
    assert soon(lambda: "1 wait for another try" in office.run("doctor").stdout)
    ill = office.run("doctor")
    assert ill.returncode == 1
    assert f"FAIL  mail: 127.0.0.1:{ports[1]} does not take letters" in ill.stdout
    letters = Letters()
    with mail_server(letters, ports[1]):
        assert soon(lambda: bool(letters.taken), 60)
        assert letters.taken[0].rcpt_tos == ["vera@example.com"]
        assert letters.taken[0].mail_from == "crm@example.com"
        assert "ok    mail" in office.run("doctor").stdout
