import { Controller } from "../controller";
import { htmx } from "../htmx-setup";
import { isTyping } from "../page";

/** Editing in place: a cell of a table, or a value of the card, becomes its field and back.
 *
 *     <table data-controller="edit"> … <td data-edit="/deals/12/fields/amount/" data-field="amount">5 230 415,20 ₽</td>
 *     <dl data-controller="edit"> … <span data-edit="…">…</span><button data-edit-open>…</button>
 *
 * The address answers with a `CellEditor`. Enter saves, Esc takes back, Tab saves and goes to the next, leaving saves
 * what changed. A form with `data-edit-stays` is ended by its buttons and Esc alone. The server answers 200 with the new content, 422 with the editor and its error, 409 in the dialog.
 */
export class EditController extends Controller<HTMLElement> {
  private readonly before = new WeakMap<HTMLElement, { html: string; text: string }>();

  override connect(): void {
    const { element } = this;
    this.on(element, "edit:open", (event) => void this.open((event as Event).target as HTMLElement));
    this.on<MouseEvent>(element, "dblclick", (event) => {
      const cell = this.cellOf(event);
      if (cell && !(event.target as Element).closest("a, button, input")) void this.open(cell);
    });
    this.on<MouseEvent>(element, "click", (event) => this.click(event));
    this.on<KeyboardEvent>(element, "keydown", (event) => this.key(event));
    this.on<FocusEvent>(element, "focusout", (event) => this.leave(event));
    this.on(element, "htmx:afterSwap", (event) => this.swapped(event.target as HTMLElement));
    this.on(element, "htmx:sendError", (event) => this.failed(event));
    this.on(element, "htmx:responseError", (event) => this.failed(event));
    this.on<CustomEvent<{ xhr: XMLHttpRequest }>>(element, "htmx:afterRequest", (event) => this.answered(event));
  }

  private cellOf(event: Event): HTMLElement | null {
    return (event.target as Element).closest<HTMLElement>("[data-edit]");
  }

  private click(event: MouseEvent): void {
    const target = event.target as Element;
    const given = target.closest("[data-edit-cancel]") && this.cellOf(event);
    if (given) return this.restore(given);
    const pen = target.closest("[data-edit-open]");
    const fact = pen?.closest("dd, td")?.querySelector<HTMLElement>("[data-edit]");
    if (fact) return void this.open(fact);
    // Outside tables one click on the value is enough, unless it was for a link or for selecting text.
    const cell = this.cellOf(event);
    const isPlain = !target.closest("a, button, input, select, textarea") && getSelection()?.isCollapsed;
    if (cell && cell.tagName !== "TD" && isPlain) void this.open(cell);
  }

  private key(event: KeyboardEvent): void {
    const cell = this.cellOf(event);
    if (!cell) return;
    if (!this.before.has(cell)) {
      if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target !== cell || (event.key !== "Enter" && event.key !== "F2")) return;
      event.preventDefault();
      event.stopPropagation();
      return void this.open(cell);
    }
    if (event.defaultPrevented) return;
    if (event.key === "Escape") this.restore(cell);
    else if (stays(cell)) return;
    else if (event.key === "Enter" && !isLong(event)) this.save(cell);
    else if (event.key === "Tab") this.save(cell, event.shiftKey ? -1 : 1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private async open(cell: HTMLElement): Promise<void> {
    const url = cell.dataset.edit;
    if (!url || this.before.has(cell)) return;
    this.before.set(cell, { html: cell.innerHTML, text: "" });
    cell.dataset.editing = "";
    cell.classList.add("is-editing");
    await htmx.ajax("get", url, { target: cell, swap: "innerHTML", source: cell }).catch(() => this.restore(cell));
  }

  /** An editor came (focus it), or the new value came (the editing is over). */
  private swapped(cell: HTMLElement): void {
    if (!cell.matches("[data-edit]")) return;
    const form = cell.querySelector("form");
    const known = this.before.get(cell);
    if (form && known) {
      known.text = contentOf(form);
      const input = form.querySelector<HTMLInputElement>("input:not([type=hidden]), select, textarea");
      input?.focus();
      if (input instanceof HTMLInputElement && /text|search|tel|url|email/.test(input.type)) input.select();
    } else {
      this.finish(cell);
    }
  }

  private finish(cell: HTMLElement): void {
    this.before.delete(cell);
    delete cell.dataset.editing;
    cell.classList.remove("is-editing");
    const { next } = cell.dataset;
    delete cell.dataset.next;
    if (next) this.openNeighbour(cell, Number(next));
    else if (document.activeElement === document.body) this.focusOn(cell);
  }

  private focusOn(cell: HTMLElement): void {
    const thing = cell.tagName === "TD" ? cell : cell.parentElement?.querySelector<HTMLElement>("[data-edit-open]");
    thing?.focus({ preventScroll: true });
  }

  private restore(cell: HTMLElement): void {
    const known = this.before.get(cell);
    if (!known) return;
    // Forget first: taking the focused field away makes the browser report that the focus left.
    this.before.delete(cell);
    cell.innerHTML = known.html;
    delete cell.dataset.editing;
    delete cell.dataset.next;
    cell.classList.remove("is-editing");
    this.focusOn(cell);
  }

  private save(cell: HTMLElement, step = 0): void {
    const form = cell.querySelector("form");
    const known = this.before.get(cell);
    if (!form || !known) return;
    if (contentOf(form) === known.text && !form.querySelector("[aria-invalid=true]")) {
      this.restore(cell);
      if (step) this.openNeighbour(cell, step);
      return;
    }
    if (step) cell.dataset.next = String(step);
    if (form.getAttribute("aria-busy") !== "true") form.requestSubmit();
  }

  private leave(event: FocusEvent): void {
    const cell = this.cellOf(event);
    const to = event.relatedTarget as Element | null;
    if (
      !cell ||
      !this.before.has(cell) ||
      stays(cell) ||
      cell.contains(to) ||
      to?.closest(".ts-dropdown, dialog, [popover]")
    )
      return;
    // The focus also leaves when the window does, or for a dialog opened from here; the editing goes on then.
    window.setTimeout(() => {
      const now = document.activeElement;
      if (document.hasFocus() && cell.isConnected && !cell.contains(now) && !now?.closest("dialog")) this.save(cell);
    }, 0);
  }

  private openNeighbour(cell: HTMLElement, step: number): void {
    const cells = [...this.element.querySelectorAll<HTMLElement>("[data-edit]")];
    const next = cells[cells.indexOf(cell) + step];
    if (next) void this.open(next);
    else this.focusOn(cell);
  }

  /** The answer went into the dialog, which goes on with what was typed: here the editing is over. */
  private answered(event: CustomEvent<{ xhr: XMLHttpRequest }>): void {
    const cell = this.cellOf(event);
    if (cell && event.detail.xhr.getResponseHeader("HX-Retarget")) this.restore(cell);
  }

  private failed(event: Event): void {
    const cell = this.cellOf(event);
    if (cell && !cell.querySelector("form")) this.restore(cell);
  }
}

function stays(cell: HTMLElement): boolean {
  return cell.querySelector("form[data-edit-stays]") !== null;
}

function isLong(event: KeyboardEvent): boolean {
  return event.target instanceof HTMLTextAreaElement && !(event.ctrlKey || event.metaKey);
}

function contentOf(form: HTMLFormElement): string {
  return JSON.stringify([...new FormData(form)].map(([name, value]) => [name, String(value)]));
}
