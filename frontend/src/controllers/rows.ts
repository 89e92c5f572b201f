import { Controller } from "../controller";
import { isTyping } from "../page";
import { keyOf } from "./frame/shortcuts";

/** Keys in a table of records: arrows (or j, k) go from row to row, Enter opens, x or Space ticks, `e` edits.
 *
 * One row is reachable by Tab; the others by arrows. A click beside the links opens nothing: that is for selecting text.
 */
export class RowsController extends Controller<HTMLTableElement> {
  private get rows(): HTMLTableRowElement[] {
    return [...this.element.querySelectorAll<HTMLTableRowElement>("tbody > tr[data-id]")];
  }

  override connect(): void {
    this.on<KeyboardEvent>(this.element, "keydown", (event) => this.key(event));
    this.on<KeyboardEvent>(document, "keydown", (event) => this.enter(event));
    this.on<FocusEvent>(this.element, "focusin", (event) => {
      const row = (event.target as Element).closest<HTMLTableRowElement>("tbody > tr[data-id]");
      if (row) this.reach(row);
    });
    const first = this.rows[0];
    if (first) this.reach(first);
  }

  /** Make one row the one that Tab comes to. */
  private reach(row: HTMLTableRowElement): void {
    for (const each of this.rows) if (each.getAttribute("tabindex") !== "-1") each.tabIndex = -1;
    row.tabIndex = 0;
  }

  /** An arrow pressed with nothing in focus enters the list. */
  private enter(event: KeyboardEvent): void {
    const isIdle = document.activeElement === document.body || document.activeElement?.id === "main";
    if (!isIdle || event.defaultPrevented || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    if (document.querySelector("dialog[open]") || !this.element.checkVisibility()) return;
    event.preventDefault();
    this.rows.at(event.key === "ArrowDown" ? 0 : -1)?.focus();
  }

  private key(event: KeyboardEvent): void {
    if (event.defaultPrevented || isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target as HTMLElement;
    const row = target.closest<HTMLTableRowElement>("tbody > tr[data-id]");
    if (!row || !this.act(event, row, target)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Return whether the key meant something. */
  private act(event: KeyboardEvent, row: HTMLTableRowElement, target: HTMLElement): boolean {
    const { rows } = this;
    const at = rows.indexOf(row);
    const isRow = target === row;
    const key =
      event.key.startsWith("Arrow") || event.key.length > 1 ? event.key : event.key === " " ? " " : keyOf(event);
    switch (key) {
      case "ArrowDown":
      case "j":
        return this.go(rows[at + 1], row, target);
      case "ArrowUp":
      case "k":
        return this.go(rows[at - 1], row, target);
      case "ArrowRight":
      case "ArrowLeft":
        return this.across(row, target, key === "ArrowRight" ? 1 : -1);
      case "Home":
        return this.go(rows[0], row, target);
      case "End":
        return this.go(rows.at(-1), row, target);
      case "Enter":
        if (!isRow) return false;
        row.querySelector<HTMLElement>("td.name a, td a[href]")?.click();
        return true;
      case "x":
      case " ":
        if (key === " " && !isRow) return false;
        row.querySelector<HTMLInputElement>('input[name="ids"]')?.click();
        return true;
      case "e":
        return this.focusCell(row.querySelector<HTMLElement>("[data-edit]"), true);
    }
    return false;
  }

  private go(to: HTMLTableRowElement | undefined, from: HTMLTableRowElement, target: HTMLElement): boolean {
    if (!to) return true;
    // From a cell one goes to the same cell of the next row, from the row to the row.
    const cell = target.closest<HTMLTableCellElement>("td[data-edit]");
    const same = cell ? to.cells[[...from.cells].indexOf(cell)] : undefined;
    (same ?? to).focus({ preventScroll: true });
    to.scrollIntoView({ block: "nearest" });
    return true;
  }

  private across(row: HTMLTableRowElement, target: HTMLElement, step: number): boolean {
    const cells = [...row.querySelectorAll<HTMLElement>("td[data-edit]")];
    const at = cells.indexOf(target);
    if (at < 0) return this.focusCell(step > 0 ? cells[0] : undefined);
    const next = cells[at + step];
    if (next) return this.focusCell(next);
    row.focus();
    return true;
  }

  private focusCell(cell: HTMLElement | null | undefined, isOpening = false): boolean {
    if (!cell) return false;
    cell.focus();
    if (isOpening) cell.dispatchEvent(new CustomEvent("edit:open", { bubbles: true }));
    return true;
  }
}
