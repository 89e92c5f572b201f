"""The packs' part in `artel prepare`: the base pack in every installation, and the demo pack when one is named."""

from __future__ import annotations

import sys

from django.utils.translation import gettext as _

from artel.platform.kernel.actor import SYSTEM
from artel.platform.packs.installing import install


def prepare(*, demo: str | None) -> None:
    """Install the base pack and `demo` with its data; say on standard error what was done."""
    done = install([demo] if demo else [], demo=bool(demo), actor=SYSTEM)
    if not done.plan.is_empty:
        _say(_("Configuration: %(number)s definitions applied.") % {"number": len(done.plan.steps)})
    for loaded in done.demo:
        if loaded.records:
            _say(_("Demo data: %(number)s records.") % {"number": loaded.records})
        if loaded.password:
            text = _("The people of the demo (%(logins)s) sign in with the password %(word)s")
            _say(text % {"logins": ", ".join(loaded.logins), "word": loaded.password})


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
