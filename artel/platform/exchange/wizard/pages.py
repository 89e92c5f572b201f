"""The pages themselves: a start page, columns, check, work in progress, report. Pure building from an import."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from artel.platform.access.policy import may
from artel.platform.definitions.current import current_snapshot
from artel.platform.exchange.actions import ready_rows
from artel.platform.exchange.models import Import, ImportState
from artel.platform.exchange.running.counting import loadable
from artel.platform.exchange.wizard.columns import columns_part
from artel.platform.exchange.wizard.problems import LEVELS, count_levels, level_tabs, lines_of, problems_table
from artel.platform.exchange.wizard.steps import CHECK, COLUMNS, FILE, LOAD, address, page_of, post_button
from artel.platform.kernel.actor import Actor
from artel.platform.sections.spec import Snapshot
from artel.platform.ui import formats
from artel.platform.ui.atoms import Ago, Pill
from artel.platform.ui.buttons import Button
from artel.platform.ui.component import EMPTY, Html, join
from artel.platform.ui.feedback import EmptyState, Notice, Progress
from artel.platform.ui.icons import icon
from artel.platform.ui.page import Page
from artel.platform.ui.table import Column, Group, Row, Table
from artel.platform.ui.wizard import Tally, TallyItem

HUES: dict[ImportState, int | str] = {
    ImportState.DONE: "won", ImportState.FAILED: "late", ImportState.CANCELLED: "soon", ImportState.UNDONE: "soon",
    ImportState.CHECKED: 2, ImportState.RUNNING: 3, ImportState.CHECKING: 3, ImportState.UNDOING: 3,
}  # fmt: skip


@dataclass(slots=True, kw_only=True)
class Screen:
    """What a template of the wizard prints."""

    page: Page
    parts: dict[str, Any] = field(default_factory=dict)
    foot: list[Html] = field(default_factory=list)


def start_screen(actor: Actor, runs: Iterable[Import], *, section: str = "", error: str = "") -> Screen:
    """Return the page with the upload and the imports so far."""
    snapshot = current_snapshot()
    sections = [
        s for s in snapshot.sections.values() if s.parent is None and not s.retired and may(actor, s.key, "create")
    ]
    options = [(s.key, s.label.text(), s.key == (section or "accounts")) for s in sections]
    found = list(runs)
    now = timezone.localtime()
    rows = [
        Row(
            id=run.pk,
            url=address("run", run),
            name=run.file_name,
            values={
                "name": run.file_name,
                "section": snapshot.sections[run.section].label.text()
                if run.section in snapshot.sections
                else run.section,
                "state": Pill(ImportState(run.state).label, HUES.get(ImportState(run.state), 1)),
                "rows": formats.number(run.counts.get("rows", 0)),
                "author": run.author.get_short_name() if run.author else "",
                "when": Ago(run.created_at, now),
            },
        )
        for run in found
    ]
    columns = [
        Column(key="name", label=_("File"), is_name=True),
        Column(key="section", label=_("Section"), width=180, is_soft=True),
        Column(key="state", label=_("State"), width=180),
        Column(key="rows", label=_("Rows"), width=100, is_number=True),
        Column(key="author", label=_("Author"), width=180, is_soft=True),
        Column(key="when", label=_("When"), width=140, is_soft=True),
    ]
    table = Table(columns=columns, groups=[Group(rows=rows)], caption=_("Imports"), is_static=True) if rows else EMPTY
    parts = {"options": options, "error": error, "table": table, "url": reverse("exchange:index")}
    return Screen(page=page_of(None, _("Import"), FILE), parts=parts)


def columns_screen(run: Import, actor: Actor, token: str, *, is_full: bool, error: str = "") -> Screen:
    """Return the page of columns: what was recognised, to be corrected before the check."""
    part = columns_part(run, actor, is_full=is_full)
    check = format_html('<button type="submit" form="columns" class="btn btn-primary">{}</button>', _("Check the file"))
    back = Button(label=_("Another file"), url=reverse("exchange:index"), kind="bare")
    parts: dict[str, Any] = {"columns": part, "run": run, "columns_url": address("columns", run), "error": error}
    parts["known"] = _known(part.known, part.total, part.map_name)
    return Screen(page=page_of(run, _("Columns of the file"), COLUMNS), parts=parts, foot=[_grow(), back, check])


def _grow() -> Html:
    return SafeString('<span class="grow"></span>')


def _known(known: int, total: int, map_name: str) -> str:
    text = _("recognised %(known)s of %(total)s") % {"known": known, "total": total}
    return f"{text}, {_('by the map “%(name)s”') % {'name': map_name}}" if map_name else text


def tally_of(run: Import, level: str, *, is_done: bool) -> Tally:
    """Return the numbers of a check or of a report."""
    counts = run.counts
    base = address("run", run)
    similar = _("similar, left out") if is_done else _("look like others, decide")
    labels = (
        ("rows", _("rows in the file"), "", "", ""),
        ("create", _("created") if is_done else _("will be created"), "good", "won", ""),
        ("update", _("updated") if is_done else _("update existing ones"), "", "2", ""),
        ("keep", _("repeat earlier rows or change nothing"), "", "", ""),
        ("similar", similar, "soon", "soon", "similar"),
        (
            "error",
            _("with errors, not loaded") if is_done else _("with errors, will not be loaded"),
            "late",
            "late",
            "error",
        ),
    )
    items = [
        TallyItem(
            number=formats.number(counts.get(key, 0)),
            label=label,
            tone=tone if counts.get(key) else "",
            hue=hue,
            share=float(counts.get(key, 0)),
            url=f"{base}?level={link}#problems" if link and counts.get(key) else "",
            is_current=bool(link) and link == level,
        )
        for key, label, tone, hue, link in labels
        if key in ("rows", "create", "update", "error") or counts.get(key)
    ]
    return Tally(items=items, label=_("What the check found") if not is_done else _("What was loaded"))


def check_screen(run: Import, actor: Actor, token: str, *, level: str, number: int, is_full: bool) -> Screen:
    """Return the page of the check: numbers, columns, problems with their answers."""
    part = columns_part(run, actor, is_full=is_full)
    note = format_html(
        '<span class="muted">{} {}</span>', icon("arrow-back-up"), _("The whole import can be undone within 30 days")
    )
    again = format_html('<button type="submit" form="columns" class="btn">{}</button>', _("Check again"))
    back = Button(label=_("Back to the columns"), url=address("columns", run), kind="bare")
    parts: dict[str, Any] = {
        "run": run,
        "columns": part,
        "columns_url": address("columns", run),
        "known": _known(part.known, part.total, part.map_name),
        "tally": tally_of(run, level, is_done=False),
        "save_url": address("save_map", run),
        **_problem_parts(run, token, level, number, can_answer=True),
    }
    return Screen(
        page=page_of(run, _("Check before loading"), CHECK),
        parts=parts,
        foot=[note, _grow(), back, again, load_button(run, token)],
    )


def load_button(run: Import, token: str) -> Html:
    """Return the button that loads; it asks for itself anew when a problem has been settled."""
    ready = ready_rows(run)
    label = ngettext("Load %(count)s row", "Load %(count)s rows", ready) % {"count": formats.number(ready)}
    button = post_button(label, address("load", run), token, kind="primary") if ready else EMPTY
    return format_html(
        '<div id="load" hx-get="{}" hx-trigger="import:answered from:body" hx-swap="outerHTML" hx-target="this">'
        "{}</div>",
        address("ready", run),
        button,
    )


def _problem_parts(run: Import, token: str, level: str, number: int, *, can_answer: bool) -> dict[str, Any]:
    counts = count_levels(run, with_answered=can_answer)
    shown = level or next((key for key in ("undo", *LEVELS) if counts.get(key)), "")
    if not shown:
        return {}
    file = Button(
        label=_("Download rows with errors"),
        url=address("problems_file", run),
        icon="download",
        kind="bare",
        is_small=True,
    )
    lines, is_more = lines_of(run, shown, number, with_answered=can_answer)
    table = problems_table(run, lines, token, can_answer=can_answer, page=number, is_more=is_more, level=shown)
    return {"tabs": level_tabs(run, shown, counts, file if counts.get("error") else ""), "problems": table}


def progress_part(run: Import, token: str, *, asked: int = 0) -> Progress:
    """Return the box that asks for itself until the work ends; it asks less and less often."""
    titles = {
        ImportState.CHECKING: _("The file is being checked"),
        ImportState.RUNNING: _("The file is being loaded"),
        ImportState.UNDOING: _("The import is being undone"),
    }
    counts = run.counts if run.state == ImportState.RUNNING or run.state == ImportState.CHECKING else {}
    rows = int(counts.get("rows", 0))
    percent = 100 * rows / run.rows_total if run.rows_total else min(95.0, 10 + rows / 2_000)
    done = loadable(counts)
    failed = int(counts.get("error", 0)) + int(counts.get("similar", 0))
    delay = min(1 + asked // 5, 10)
    attrs: tuple[tuple[str, Any], ...] = (
        ("id", "progress"),
        ("hx-get", f"{address('state', run)}?asked={asked + 1}"),
        ("hx-trigger", f"load delay:{delay}s"),
        ("hx-target", "this"),
        ("hx-swap", "outerHTML"),
    )
    stop = _("Stop the loading? What is loaded stays; it can be undone afterwards.")
    actions = (
        [post_button(_("Stop"), address("cancel", run), token, confirm=stop)]
        if run.state != ImportState.UNDOING
        else []
    )
    return Progress(
        title=titles.get(ImportState(run.state), run.file_name),
        percent=percent,
        state=_("%(rows)s rows so far") % {"rows": formats.number(rows)} if rows else "",
        done=_("in order: %(count)s") % {"count": formats.number(done)} if done else "",
        failed=_("left out: %(count)s") % {"count": formats.number(failed)} if failed else "",
        actions=actions,
        attrs=attrs,
    )


def progress_screen(run: Import, token: str) -> Screen:
    """Return the page of work in progress; it may be left and come back to."""
    step = CHECK if run.state == ImportState.CHECKING else LOAD
    title = _("Check before loading") if step == CHECK else _("Loading")
    return Screen(page=page_of(run, title, step), parts={"progress": progress_part(run, token), "run": run})


def report_screen(run: Import, token: str, *, level: str, number: int) -> Screen:
    """Return the report: what was and was not done, and the way back."""
    titles = {
        ImportState.DONE: _("The file is loaded"),
        ImportState.CANCELLED: _("The loading was stopped"),
        ImportState.FAILED: _("The file could not be loaded"),
        ImportState.UNDONE: _("The import is undone"),
    }
    state = ImportState(run.state)
    snapshot = current_snapshot()
    records = [
        (snapshot.sections[key].label.text(), formats.number(its["create"]), formats.number(its["update"]), f"/{key}/")
        for key, its in sorted(run.counts.get("sections", {}).items(), key=lambda item: _position(item[0], snapshot))
        if key in snapshot.sections
    ]
    parts: dict[str, Any] = {"run": run, "notice": _notice(run, state), "records": records}
    if state is not ImportState.UNDONE and run.counts.get("rows"):
        parts["tally"] = tally_of(run, level, is_done=True)
    parts |= _problem_parts(run, token, level, number, can_answer=False)
    foot: list[Html] = [_grow()]
    if state is not ImportState.UNDONE and run.position:
        confirm = _("Undo the whole import? What it made is deleted for good, what it changed is put back.")
        foot.append(
            post_button(_("Undo the import"), address("undo", run), token, confirm=confirm, icon=icon("arrow-back-up"))
        )
    if state in (ImportState.CANCELLED, ImportState.FAILED) and run.position:
        foot.append(post_button(_("Go on loading"), address("load", run), token))
    target = snapshot.sections.get(run.section)
    foot.append(Button(label=_("Another file"), url=reverse("exchange:index"), kind="bare"))
    if target is not None:
        foot.append(Button(label=_("To the list"), url=f"/{target.key}/", kind="primary"))
    return Screen(page=page_of(run, titles.get(state, run.file_name), LOAD), parts=parts, foot=foot)


def _position(section: str, snapshot: Snapshot) -> int:
    found = snapshot.sections.get(section)
    return found.position if found else 0


def _notice(run: Import, state: ImportState) -> Html:
    if state is ImportState.FAILED:
        return Notice(text=run.error or _("Something went wrong."), tone="late")
    if state is ImportState.CANCELLED:
        return Notice(text=_("Rows up to %(row)s are dealt with.") % {"row": formats.number(run.position)}, tone="soon")
    if state is ImportState.UNDONE:
        return Notice(
            text=_("Everything that this import made is deleted, everything that it changed is put back."), tone="good"
        )
    if run.counts.get("left_out"):
        left = run.counts["left_out"]
        text = ngettext(
            "%(count)s row is no record (a heading, a subtitle, a total) and was left out.",
            "%(count)s rows are no records (headings, subtitles, totals) and were left out.",
            left,
        )
        return Notice(text=text % {"count": formats.number(left)})
    return EMPTY


def empty_state() -> EmptyState:
    """Return what stands in place of the list of imports before the first one."""
    return EmptyState(
        title=_("Nothing has been imported yet"),
        text=_(
            "Take the table you keep your clients in: titles, merged cells and several phones in a cell are understood."
        ),
        icon="table-import",
    )


def foot_of(screen: Screen) -> Html:
    """Return the buttons at the foot of the window."""
    return join(screen.foot, " ")
