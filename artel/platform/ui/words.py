"""Words that scripts show: the page carries them as JSON, so that they are translated with everything else."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from artel.platform.ui.component import Text


def interface_words() -> dict[str, Text]:
    """Return key → text; `{name}` is filled in by the script. Keys are those that `word()` is called with."""
    return {
        "close": _("Close"),
        "undo": _("Undo"),
        "undone": _("Taken back"),
        "retry": _("Try again"),
        "yes": _("Yes"),
        "failed": _("It did not work. Try again in a moment."),
        "offline": _("No connection. Nothing is lost: try again when it is back."),
        "forbidden": _("You have no right to do this."),
        "gone": _("This no longer exists, or you may not see it."),
        "tooLarge": _("The file is too large."),
        "tooOften": _("Too many attempts. Wait a minute and try again."),
        "selected": _("Selected: {count}"),
        "selectionCleared": _("Nothing is selected"),
        "moved": _("Moved to “{column}”"),
        "movedTo": _("Now at {time}"),
        "draftRestored": _("What you typed last time is back"),
        "draftDiscard": _("Start anew"),
        "draftSaved": _("draft saved"),
        "uploaded": _("Uploaded"),
        "uploadFailed": _("The file was not uploaded"),
        "tooMany": _("Not more than {count} files."),
        "stillUploading": _("Files are still going up. Save in a moment."),
        "dropHere": _("Drop files here"),
        "nothingFound": _("Nothing found"),
        "addNew": _("Create “{text}”"),
        "copied": _("Copied"),
        "connectionBack": _("The connection is back"),
        "remove": _("Remove"),
        "showPassword": _("Show the password"),
        "hidePassword": _("Hide the password"),
        "keyRefused": _("No key answered. Try once more, or choose another way."),
        "keyNeedsName": _("Browsers use keys only at https:// addresses with a name, and at http://localhost."),
        "value": _("Value"),
        "filterField": _("Field of the condition"),
        "filterOperator": _("How it is compared"),
    }
