import { Controller } from "../controller";

/** The box for writing at the top of a feed: Ctrl+Enter sends, a good answer empties the form, and opening it from
 * somewhere else (`data-compose="task"` on a button of the page) chooses the tab and puts the cursor there.
 */
export class ComposerController extends Controller<HTMLElement> {
  override connect(): void {
    this.on<KeyboardEvent>(this.element, "keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      (event.target as HTMLElement).closest("form")?.requestSubmit();
    });
    this.on<CustomEvent<{ successful: boolean; elt: Element }>>(this.element, "htmx:afterRequest", ({ detail }) => {
      if (!detail.successful || !(detail.elt instanceof HTMLFormElement)) return;
      detail.elt.reset();
      detail.elt.querySelector("[data-upload-list]")?.replaceChildren();
    });
    this.on(this.element, "tabs:changed", () => {
      if (this.element.contains(document.activeElement)) this.text()?.scrollIntoView({ block: "nearest" });
    });
    this.on<MouseEvent>(document, "click", (event) => {
      const opener = (event.target as Element).closest<HTMLElement>("[data-compose]");
      if (!opener) return;
      event.preventDefault();
      this.element.querySelector<HTMLElement>(`[aria-controls="compose-${opener.dataset.compose}"]`)?.click();
      this.text()?.focus();
    });
  }

  private text(): HTMLElement | null {
    return this.element.querySelector<HTMLElement>(
      "[role=tabpanel]:not([hidden]) :is(textarea, input:not([type=hidden]))",
    );
  }
}
