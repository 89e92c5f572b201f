"""Addresses of the generic screens. They come last: `<section>` takes whatever no feature has claimed."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from artel.platform.screens.answers import whole_page
from artel.platform.screens.boards import views as boards
from artel.platform.screens.calendar import views as calendar
from artel.platform.screens.cards import views as cards
from artel.platform.screens.cards.approvals import views as approvals
from artel.platform.screens.dashboards import views as dashboards
from artel.platform.screens.forms import views as forms
from artel.platform.screens.lists import exporting
from artel.platform.screens.lists import views as lists
from artel.platform.screens.lists.trash import views as trash
from artel.platform.screens.merging import views as merging
from artel.platform.screens.merging import worklist_views as worklist
from artel.platform.screens.palette import views as palette

IS_LAST = True

of_record: list[URLPattern | URLResolver] = [
    path("", cards.card, name="card"),
    path("edit/", forms.edit, name="edit"),
    path("edit/asking/", forms.asking, name="asking"),
    path("cell/<slug:field>/", forms.cell, name="cell"),
    path("feed/", cards.feed, name="feed"),
    path("feed/<int:entry_id>/why/", whole_page(cards.because), name="because"),
    path("lines/<slug:details>/<slug:pointer>/", cards.lines, name="lines"),
    path("comment/", cards.comment, name="comment"),
    path("plan/<slug:kind>/", cards.plan, name="plan"),
    path("move/", cards.move, name="move"),
    path("move/<slug:stage>/", cards.unmove, name="unmove"),
    path("move/<slug:stage>/fill/", whole_page(cards.fill), name="fill"),
    path("remove/", cards.remove, name="remove"),
    path("restore/", cards.restore, name="restore"),
    path("history/", whole_page(cards.history), name="history"),
    path("why/", whole_page(cards.why), name="why"),
    path("done/", whole_page(cards.finish), name="finish"),
    path("reopen/", cards.reopen, name="reopen"),
    path("later/", whole_page(cards.later), name="later"),
]
of_section: list[URLPattern | URLResolver] = [
    path("", lists.records, name="list"),
    path("board/", boards.board, name="board"),
    path("board/move/", boards.move, name="board_move"),
    path("board/<slug:stage>/", boards.column, name="board_column"),
    path("new/", forms.new, name="new"),
    path("new/twins/", forms.twins, name="twins"),
    path("new/asking/", forms.new_asking, name="new_asking"),
    path("new/<slug:field>/", whole_page(forms.quick), name="quick"),
    path("pick/<slug:field>/", forms.pick, name="pick"),
    path("linked/<slug:field>/", forms.linked, name="linked"),
    path("filter/", whole_page(lists.filter_builder), name="filter"),
    path("bulk/<slug:verb>/", whole_page(lists.bulk), name="bulk"),
    path("views/", whole_page(lists.save_view), name="save_view"),
    path("views/<int:view_id>/", whole_page(lists.edit_view), name="edit_view"),
    path("views/<int:view_id>/remove/", lists.remove_view, name="remove_view"),
    path("merge/", whole_page(merging.merge), name="merge"),
    path("merge/twin/", merging.twin, name="twin"),
    path("merge/<int:merge_id>/undo/", merging.undo, name="unmerge"),
    path("<int:record_id>/", include(of_record)),
]

app_name = "screens"
urlpatterns = [
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/move/", calendar.move, name="calendar_move"),
    path("calendar/<slug:section>/<int:record_id>/", whole_page(calendar.peek), name="calendar_peek"),
    path("export/<slug:section>/", exporting.export, name="export"),
    path("people/", forms.people, name="people"),
    path("search/", palette.results, name="search"),
    path("search/palette", palette.palette, name="palette"),
    path("trash/", trash.trash, name="trash"),
    path("trash/<slug:section>/restore/", trash.restore, name="trash_restore"),
    path("trash/<slug:section>/purge/", trash.purge, name="trash_purge"),
    path("approvals/", approvals.approvals, name="approvals"),
    path("approvals/<int:approval_id>/", whole_page(approvals.decision), name="approval"),
    path("approvals/<int:approval_id>/again/", approvals.again, name="approval_again"),
    path("dashboards/", dashboards.dashboards, name="dashboards"),
    path("dashboards/<slug:key>/", dashboards.dashboard, name="dashboard"),
    path("dashboards/<slug:key>/<slug:block>/", dashboards.block, name="dashboard_block"),
    path("duplicates/", worklist.duplicates, name="duplicates"),
    path("duplicates/<slug:section>/search/", worklist.search, name="duplicates_search"),
    path("duplicates/<slug:section>/<int:group_id>/distinct/", worklist.distinct, name="duplicates_distinct"),
    path("duplicates/<slug:section>/<int:group_id>/later/", worklist.later, name="duplicates_later"),
    path("<slug:section>/", include(of_section)),
]
