"""Fill the provider and serve it until told to stop.

    PROVIDER_FOLDER=… python -m tests.support.oidc_provider PORT CALLBACK < people.json

`people.json` is a list of {"login", "email", "is_confirmed", "name"}; CALLBACK is where the client may be sent back to.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import django
from django.core.management import call_command

from tests.support.oidc_provider import CLIENT, PASSWORD, SECRET


def fill(people: list[dict[str, Any]], callback: str) -> None:
    """Make the client and the people."""
    from allauth.account.models import EmailAddress
    from allauth.idp.oidc.models import Client
    from django.contrib.auth.hashers import make_password
    from django.contrib.auth.models import User

    client = Client(id=CLIENT, name="Artel", secret=make_password(SECRET), skip_consent=True)
    client.set_scopes(["openid", "profile", "email"])
    client.set_redirect_uris([callback])
    client.save()
    for person in people:
        user = User.objects.create_user(person["login"], person["email"], PASSWORD, first_name=person["name"])
        confirmed = bool(person["is_confirmed"])
        EmailAddress.objects.create(user=user, email=person["email"], primary=True, verified=confirmed)


def main() -> None:
    """Make the base, then serve."""
    port, callback = sys.argv[1:3]
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.support.oidc_provider.settings"
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    fill(json.load(sys.stdin), callback)
    call_command("runserver", f"127.0.0.1:{port}", use_reloader=False, skip_checks=True)


if __name__ == "__main__":
    main()
