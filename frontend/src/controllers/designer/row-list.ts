import { Controller } from "../../controller";
import { announce, word } from "../../page";
import { suggestion } from "./suggestion";

/** Rows of equal inputs: add one, take a new one away, take a present one out of use. The order is `sortable`'s. A new
 * row gets its key from its name; keys and whatever else stands below a row show when the box is ticked.
 *
 *     <div data-controller="row-list" data-key-address="/…/"> <input type="checkbox" data-row-more> <ul data-row-list data-controller="sortable"><li>…</li></ul>
 *       <template data-row-blank><li>…</li></template> <button data-row-add>…</button></div>
 */
export class RowListController extends Controller<HTMLElement> {
  override connect(): void {
    this.on<MouseEvent>(this.element, "click", (event) => this.click(event.target as Element));
    this.on(this.element, "change", (event) => this.change(event.target as HTMLElement));
    this.showMore();
    this.on<KeyboardEvent>(this.element, "keydown", (event) => {
      // Enter in a row goes on to a new one: a list is typed without the mouse.
      if (event.key !== "Enter" || !(event.target instanceof HTMLInputElement)) return;
      event.preventDefault();
      this.add((event.target as Element).closest("li"));
    });
  }

  private get list(): HTMLElement | null {
    return this.element.querySelector("[data-row-list]");
  }

  private add(after: Element | null = null): void {
    const blank = this.element.querySelector<HTMLTemplateElement>("template[data-row-blank]");
    const row = blank?.content.firstElementChild?.cloneNode(true) as HTMLElement | undefined;
    if (!row || !this.list) return;
    if (after?.parentElement === this.list) after.after(row);
    else this.list.append(row);
    row.querySelector<HTMLElement>("input:not([type=hidden])")?.focus();
  }

  private click(target: Element): void {
    const row = target.closest<HTMLElement>("li");
    if (target.closest("[data-row-add]")) this.add();
    else if (target.closest("[data-row-remove]") && row) this.remove(row);
    else if (target.closest("[data-row-retire]") && row) this.retire(row);
  }

  private remove(row: HTMLElement): void {
    const next = (row.nextElementSibling ?? row.previousElementSibling)?.querySelector<HTMLElement>(
      "input:not([type=hidden])",
    );
    row.remove();
    announce(word("remove"));
    (next ?? this.element.querySelector<HTMLElement>("[data-row-add]"))?.focus();
  }

  private retire(row: HTMLElement): void {
    const state = row.querySelector<HTMLInputElement>('input[name="row.retired"]');
    if (!state) return;
    state.value = state.value ? "" : "1";
    row.classList.toggle("is-retired", state.value !== "");
    row.querySelector("[data-row-retire]")?.setAttribute("aria-pressed", String(state.value !== ""));
  }

  private change(target: HTMLElement): void {
    if (target.dataset.rowMore !== undefined) this.showMore();
    else if (target instanceof HTMLInputElement && /^row\.(ru|en)$/.test(target.name)) void this.name(target);
    this.colour(target);
  }

  private showMore(): void {
    const box = this.element.querySelector<HTMLInputElement>("[data-row-more]");
    this.element.classList.toggle("shows-more", box?.checked ?? false);
  }

  /** A key that nobody wrote follows from the name; one that is in force can't be written. */
  private async name(input: HTMLInputElement): Promise<void> {
    const row = input.closest("li");
    const key = row?.querySelector<HTMLInputElement>("[data-row-key]");
    const name = row?.querySelector<HTMLInputElement>('[name="row.ru"]')?.value || input.value;
    const address = this.element.dataset.keyAddress;
    const before = key?.value ?? "";
    if (!key || !address || key.readOnly || !name || (before && before !== key.dataset.proposed)) return;
    const { key: found = "" } = await suggestion(address, name, this.signal);
    // Who is about to write the key himself would write behind the proposal.
    if (key.value !== before || key === document.activeElement) return;
    const keys = [...this.element.querySelectorAll<HTMLInputElement>("[data-row-key]")];
    const isTaken = keys.some((other) => other !== key && other.value === found);
    // The server makes a free one where two names give one key.
    key.value = key.dataset.proposed = isTaken ? "" : found;
  }

  private colour(target: HTMLElement): void {
    const dot = target.closest(".a-row-cell")?.querySelector("[data-hue]");
    if (dot && target instanceof HTMLSelectElement) dot.className = target.value ? `dot hue-${target.value}` : "dot";
  }
}
