import { Controller } from "../controller";

/** Lines of a record: the last row takes a new one, Enter adds it and the next may follow at once.
 *
 *     <section data-controller="lines" data-lines-goes-on="true"> … <tr data-line-new><td><input form="…">
 *
 * While somebody is in that row nothing refreshes the card under his hands (see `changes.ts`).
 */
export class LinesController extends Controller<HTMLElement> {
  private get row(): HTMLElement | null {
    return this.element.querySelector<HTMLElement>("[data-line-new]");
  }

  override connect(): void {
    this.on<FocusEvent>(this.element, "focusin", (event) => this.hold(event.target as Element));
    this.on<FocusEvent>(this.element, "focusout", (event) => this.leave(event));
    const wrong = this.row?.querySelector<HTMLElement>("[aria-invalid=true]");
    if (wrong || this.element.dataset.linesGoesOn) this.begin(wrong);
    // The swap may have given the focus back already: then no event tells of it.
    if (document.activeElement) this.hold(document.activeElement);
  }

  /** Go to the field that is wrong, else to the first of the row. */
  private begin(wrong?: HTMLElement | null): void {
    const first = this.row?.querySelector<HTMLElement>("input:not([type=hidden]), select, textarea");
    const field = wrong ?? first;
    field?.focus({ preventScroll: true });
    this.row?.scrollIntoView({ block: "nearest" });
  }

  private hold(target: Element): void {
    const row = target.closest<HTMLElement>("[data-line-new]");
    if (row) row.dataset.editing = "";
  }

  private leave(event: FocusEvent): void {
    const to = event.relatedTarget as Element | null;
    const { row } = this;
    if (!row || row.contains(to) || to?.closest(".ts-dropdown")) return;
    // What has been typed and not added yet is still in somebody's hands.
    const isTyped = [...row.querySelectorAll<HTMLInputElement>("input, select, textarea")].some(
      (field) =>
        !["hidden", "checkbox"].includes(field.type) && field.value !== field.defaultValue && field.value !== "",
    );
    if (!isTyped) delete row.dataset.editing;
  }
}
