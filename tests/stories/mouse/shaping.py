"""A definition made by hand: which words of the designer make which kind of it."""

from __future__ import annotations

from playwright.sync_api import Page

from artel.platform.definitions.documents import Document
from artel.platform.definitions.planning import normal_body
from tests.stories.comparing import Configuration, body_in, missing, snapshot_of
from tests.stories.mouse.duplicates import set_duplicates
from tests.stories.mouse.fields import add_field
from tests.stories.mouse.layouts import lay_out
from tests.stories.mouse.lookups import add_lookup
from tests.stories.mouse.pipelines import retire_pipeline, set_pipeline
from tests.stories.mouse.roles import set_role
from tests.stories.mouse.views import set_view


class Shaper:
    """A coordinator with the designer open, who makes what he is told to.

    `now` is the configuration he finds, `wanted` the one that shall be; both only say what he presses.
    """

    def __init__(self, page: Page, now: Configuration, wanted: Configuration) -> None:
        self.page = page
        self.now = now
        self.wanted = wanted
        self.snapshot = snapshot_of(wanted)

    def make(self, *kinds: str) -> None:
        """Make or change all definitions of these kinds that are not yet as they shall be, in the draft."""
        for document in missing(self.now, self.wanted):
            if document.kind in kinds:
                self.make_one(document)
        for identity, document in self.now.items():
            if identity not in self.wanted and document.kind in kinds:
                self.retire(document)

    def make_one(self, document: Document) -> None:
        """Make or change one definition."""
        page, snapshot = self.page, self.snapshot
        before, body = body_in(self.now, document.identity), normal_body(document)
        section, _dot, name = document.key.partition(".")
        match document.kind:
            case "lookup":
                add_lookup(page, document.key, body)
            case "field":
                add_field(page, section, name, body, snapshot)
            case "pipeline":
                set_pipeline(page, document.key, body, is_new=not before)
            case "role":
                set_role(page, document.key, body, before, snapshot)
            case "layout":
                lay_out(page, document.key, body, before, snapshot)
            case "view":
                set_view(page, section, name, body, is_new=not before, snapshot=snapshot)
            case "duplicates":
                set_duplicates(page, section, name, body, is_new=not before, snapshot=snapshot)
            case kind:
                raise NotImplementedError(kind)

    def retire(self, document: Document) -> None:
        """Take out of use what there shall not be."""
        assert document.kind == "pipeline", document.identity
        retire_pipeline(self.page, document.key, str(document.body["section"]))
