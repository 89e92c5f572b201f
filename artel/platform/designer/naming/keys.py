"""Keys of what is made here: the one suggested for a name, and what is wrong with one that a person wrote."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from artel.platform.definitions.kinds.field import RESERVED
from artel.platform.definitions.kinds.section import PREFIX
from artel.platform.designer.drafts import Working
from artel.platform.designer.list_input import label_in
from artel.platform.designer.naming.suggesting import key_for
from artel.platform.kernel.text import KEY, clean_line
from artel.platform.ui.component import Text
from artel.platform.ui.forms import Field

PREFIXED = frozenset({"section", "field"})
DOTTED = frozenset({"field", "view", "layout", "duplicates"})
KINDS = ("section", "field", "lookup", "pipeline", "view", "layout", "duplicates", "role", "menu", "rule")
INNER = "inner"
"""Values, stages, tabs: their keys are free within one document, which its own check sees to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyOf:
    """Whose key it is: the kind of definition, and the section that it belongs to."""

    kind: str
    section: str = ""

    @property
    def prefix(self) -> str:
        """Return what every key of the kind begins with."""
        return PREFIX if self.kind in PREFIXED else ""

    def document(self, key: str) -> str:
        """Return the key of the document: `leads.x_area` of the field `x_area`."""
        return f"{self.section}.{key}" if self.kind in DOTTED else key

    def is_taken(self, key: str, working: Working) -> bool:
        """Tell whether something has, or had, this key."""
        if self.kind == INNER:
            return False
        if self.kind == "field" and key in working.snapshot.sections[self.section].fields:
            return True
        if self.kind == "section" and key in working.snapshot.sections:
            return True
        return working.exists(self.kind, self.document(key))

    def suggested(self, name: str, working: Working) -> str:
        """Return a free key made of a name."""
        stem = f"{self.section}_{name}" if self.kind == "pipeline" else name
        return key_for(stem, lambda key: self.is_taken(key, working), prefix=self.prefix)

    def named(self, typed: str, body: Mapping[str, Any], working: Working) -> str:
        """Return the key as typed, else one made of the label of a body; "" while there is neither."""
        name = label_in(body, "ru") or label_in(body, "en")
        return clean_line(typed) or (self.suggested(name, working) if name else "")

    def problem(self, key: str, working: Working) -> Text:
        """Return what is wrong with a new key, "" for one that may be."""
        if not key:
            return _("A key is needed: the API, files and conditions call it so.")
        if not key.startswith(self.prefix) or not KEY.match(key) or (self.kind == "field" and key in RESERVED):
            if self.prefix:
                return _("The key begins with x_ and holds a-z, 0-9 and _: %(example)s.") % {
                    "example": self.suggested(re.sub(rf"^{PREFIX}", "", key), working)
                }
            return _("The key “%(key)s” is wrong: small Latin letters, digits and _, a letter first.") % {"key": key}
        if self.is_taken(key, working):
            return _("This key is, or was, in use here. Keys are never used again.")
        return ""

    @property
    def address(self) -> str:
        """Return where the page asks for a key while a name is typed, and whether one may be."""
        asked = {"of": self.kind, **({"section": self.section} if self.section else {})}
        return f"{reverse('designer:suggest')}?{urlencode(asked)}"


def key_field(of: KeyOf, key: str, errors: tuple[Text, ...], *, is_new: bool) -> Field:
    """Return the input of a key: it follows the name until a person writes his own, and is checked as he types."""
    return Field(
        name="key",
        label=_("Key"),
        value=key,
        is_required=is_new,
        is_readonly=not is_new,
        error=errors,
        help=_("For the API, files and conditions. Never changes later.") if is_new else _("Never changes."),
        attrs={
            "data-suggest-into": "key",
            "data-check": of.address if is_new else None,
            "spellcheck": "false",
            "autocapitalize": "none",
        },
    )
