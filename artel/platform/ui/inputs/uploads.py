"""Uploads: the input of a field that holds files. What is dropped or chosen goes up at once, dragging orders it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from artel.platform.ui import formats
from artel.platform.ui.component import EMPTY, AttributeValue, Text, attributes, join
from artel.platform.ui.icons import icon

MEGABYTE = 1024 * 1024


def file_icon(content_type: str) -> str:
    """Return the icon of a kind of file."""
    if content_type.startswith("image/"):
        return "photo"
    return {"application/pdf": "file-type-pdf"}.get(content_type, "file-text")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that stands in the input: the value that is sent for it, its name, its address."""

    value: str
    name: Text
    url: str = ""
    size: int = 0
    icon: str = "file-text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Uploads:
    """What an input of files holds and takes: at most `most` files of `most_bytes` each (0: any), sent to `url`.

    A form sends the values in their order under the field's name, an empty one before them: so «none» is said too.
    Without a script the input sends the files themselves.
    """

    url: str
    held: Sequence[Upload] = ()
    most: int = 1
    most_bytes: int = 0

    def control(self, name: str, wiring: Mapping[str, AttributeValue], *, is_readonly: bool) -> SafeString:
        """Return the input; what may not be changed is a list of links."""
        items = join(self._item(name, each, is_readonly=is_readonly) for each in self.held)
        if is_readonly:
            return format_html('<ul class="a-upload-list">{}</ul>', items)
        box: dict[str, AttributeValue] = {
            "data-url": self.url,
            "data-name": name,
            "data-value": "id",
            "data-most": str(self.most),
            "data-most-bytes": str(self.most_bytes) if self.most_bytes else None,
        }
        chooser: dict[str, AttributeValue] = {**wiring, "multiple": self.most > 1, "data-upload-input": True}
        return format_html(
            '<div class="a-uploads" data-controller="upload"{}><input type="hidden" name="{}" value="">'
            '<ul class="a-upload-list" data-upload-list{}>{}</ul><template data-upload-item>{}</template>'
            '<span class="a-upload-foot"><label class="btn btn-sm">{}<span>{}</span>'
            '<input type="file" class="visually-hidden"{}></label> <span class="muted small">{}</span></span></div>',
            attributes(box),
            name,
            attributes({"data-controller": "sortable" if self.most > 1 else None}),
            items,
            self._item(name, Upload("", ""), is_readonly=False),
            icon("upload", "sm"),
            _("Choose files") if self.most > 1 else _("Choose a file"),
            attributes(chooser),
            self._limits(),
        )

    def _item(self, name: str, upload: Upload, *, is_readonly: bool) -> SafeString:
        shown = format_html('<span class="clip" data-upload-name>{}</span>', upload.name)
        if upload.url:
            shown = format_html(
                '<a class="a-link clip" href="{0}" target="_blank" title="{1}">{1}</a>', upload.url, upload.name
            )
        size = (
            format_html(' <span class="muted small nowrap">{}</span>', formats.file_size(upload.size))
            if upload.size
            else EMPTY
        )
        if is_readonly:
            return format_html('<li class="a-file">{}{}{}</li>', icon(upload.icon), shown, size)
        grip = EMPTY
        if self.most > 1:
            grip = format_html('<span data-grip aria-hidden="true">{}</span>', icon("grip-vertical", "sm"))
        return format_html(
            '<li class="a-file">{}{}{}{}<input type="hidden" name="{}" value="{}">'
            '<button type="button" class="btn btn-bare btn-icon btn-sm" aria-label="{}" title="{}" data-upload-remove>'
            "{}</button></li>",
            grip,
            icon(upload.icon),
            shown,
            size,
            name,
            upload.value,
            _("Remove “%(name)s”") % {"name": upload.name} if upload.name else _("Remove"),
            _("Alt and the arrows change the order") if self.most > 1 else _("Remove"),
            icon("x", "sm"),
        )

    def _limits(self) -> str:
        """Return what the input takes, in words."""
        drop = _("or drop them here") if self.most > 1 else _("or drop it here")
        limits = [_("up to %(number)s files") % {"number": self.most}] if self.most > 1 else []
        limits += [_("up to %(size)s each") % {"size": formats.file_size(self.most_bytes)}] if self.most_bytes else []
        return f"{drop} ({', '.join(limits)})" if limits else drop
