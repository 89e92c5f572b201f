"""What can go wrong with a file: one class each, saying what is wrong and what to do."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from artel.platform.kernel.errors import ArtelError


class UnreadableFile(ArtelError):
    """The file can't be taken in as a table. Base of the more exact ones below."""

    code = "unreadable_file"
    http_status = 422
    message: str | Promise = _("This file can't be read as a table. Save it as xlsx or csv and try again.")


class EmptyFile(UnreadableFile):
    """No bytes, or no filled cell."""

    code = "empty_file"
    message = _("The file is empty. Choose a file with a header and at least one row under it.")


class UnknownFormat(UnreadableFile):
    """The content is none of the kinds that can be read, whatever the file's name says."""

    code = "unknown_format"

    def __init__(self, found: str | Promise) -> None:
        """`found` names what the content looks like."""
        super().__init__(
            format_lazy(
                _("This is not a table but {found}. Open it in a spreadsheet program and save it as xlsx or csv."),
                found=found,
            )
        )


class BrokenFile(UnreadableFile):
    """The kind is known but the content is damaged."""

    code = "broken_file"

    def __init__(self, kind: str, part: str = "") -> None:
        """`kind` is xlsx, xls, ods or csv; `part` the damaged part inside, when known."""
        text = (
            _(
                "The {kind} file is damaged ({part}). "
                "Open it in a spreadsheet program, save it again and upload the copy."
            )
            if part
            else _("The {kind} file is damaged. Open it in a spreadsheet program, save it again and upload the copy.")
        )
        super().__init__(format_lazy(text, kind=kind, part=part), kind=kind, part=part)


class PasswordProtected(UnreadableFile):
    """The workbook is encrypted."""

    code = "password_protected"
    message = _("The file is protected by a password. Remove the protection, save the file and upload it again.")


class SuspiciousFile(UnreadableFile):
    """The content would unpack to something enormous, or declares entities: an attack or a mishap."""

    code = "suspicious_file"

    def __init__(self, why: str | Promise) -> None:
        """`why` says what is unsafe."""
        super().__init__(
            format_lazy(
                _("The file was refused for safety: {why}. Save a plain copy of the table and upload it."), why=why
            )
        )


class TableTooLarge(UnreadableFile):
    """More rows, columns or text in a cell than can be taken in one go."""

    code = "table_too_large"

    def __init__(self, what: str | Promise) -> None:
        """`what` says which limit was passed, and where."""
        super().__init__(format_lazy(_("The table is too large: {what}."), what=what))


class UnclosedQuote(UnreadableFile):
    """A quotation mark was opened in a csv and never closed, so rows run together."""

    code = "unclosed_quote"

    def __init__(self, row: int) -> None:
        """`row` is where the quotation mark is opened."""
        super().__init__(
            format_lazy(
                _("A quotation mark opened in row {row} is never closed. Correct that row, or save the file as xlsx."),
                row=row,
            ),
            row=row,
        )


class SheetNotFound(UnreadableFile):
    """The workbook has no sheet of that name or number."""

    code = "sheet_not_found"

    def __init__(self, sheet: str) -> None:
        """`sheet` is what was asked for."""
        super().__init__(format_lazy(_("The file has no sheet “{sheet}”."), sheet=sheet), sheet=sheet)
