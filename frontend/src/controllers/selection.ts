import { Controller } from "../controller";
import { announce, word } from "../page";

/** Ticked rows and the bar of what can be done with them.
 *
 *     <div data-controller="selection"> <table>… <input type="checkbox" name="ids"> …</table> (SelectionBar) </div>
 *
 * Shift takes a range, Esc clears. The row carries `aria-selected`, the count is said aloud.
 */
export class SelectionController extends Controller<HTMLElement> {
  private last: HTMLInputElement | null = null;

  private get boxes(): HTMLInputElement[] {
    return [...this.element.querySelectorAll<HTMLInputElement>('input[name="ids"]')];
  }

  override connect(): void {
    this.on<MouseEvent>(this.element, "click", (event) => this.click(event));
    this.on(this.element, "change", (event) => this.change(event.target as HTMLInputElement));
    this.on<KeyboardEvent>(this.element, "keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented && this.boxes.some((box) => box.checked)) this.clear();
    });
    this.on(this.element, "htmx:afterSettle", () => this.show(false));
    this.show(false);
  }

  private click(event: MouseEvent): void {
    const target = event.target as Element;
    if (target.closest("[data-selection-clear]")) return this.clear();
    const box = target.closest<HTMLInputElement>('input[name="ids"]');
    if (!box) return;
    if (event.shiftKey && this.last?.isConnected) this.range(this.last, box);
    this.last = box;
  }

  private range(from: HTMLInputElement, to: HTMLInputElement): void {
    const { boxes } = this;
    const [start, end] = [boxes.indexOf(from), boxes.indexOf(to)].sort((a, b) => a - b) as [number, number];
    for (const box of boxes.slice(start, end + 1)) box.checked = to.checked;
  }

  private change(box: HTMLInputElement): void {
    if (box.matches("[data-select-all]")) for (const each of this.boxes) each.checked = box.checked;
    else if (box.name === "scope" && box.checked) for (const each of this.boxes) each.checked = true;
    else if (box.name === "ids" && !box.checked) this.scope(false);
    if (box.matches("[data-select-all], [name=ids], [name=scope]")) this.show(true);
  }

  private scope(isAll: boolean): void {
    const box = this.element.querySelector<HTMLInputElement>('input[name="scope"]');
    if (box) box.checked = isAll;
  }

  private clear(): void {
    for (const box of this.boxes) box.checked = false;
    this.scope(false);
    this.show(true);
    this.boxes[0]?.focus();
  }

  private show(isNews: boolean): void {
    const { boxes } = this;
    const chosen = boxes.filter((box) => box.checked);
    for (const box of boxes) box.closest("tr")?.setAttribute("aria-selected", String(box.checked));
    const all = this.element.querySelector<HTMLInputElement>("[data-select-all]");
    if (all) {
      all.checked = chosen.length > 0 && chosen.length === boxes.length;
      all.indeterminate = chosen.length > 0 && chosen.length < boxes.length;
    }
    const bar = this.element.querySelector<HTMLElement>("[data-selection-bar]");
    if (bar) bar.hidden = chosen.length === 0;
    const isAll = this.element.querySelector<HTMLInputElement>('input[name="scope"]')?.checked ?? false;
    const total = this.element.querySelector(".a-select-all")?.textContent?.trim() ?? "";
    const text = isAll ? total : word("selected", { count: chosen.length });
    const count = this.element.querySelector("[data-selection-count]");
    if (count) count.textContent = text;
    if (isNews) announce(chosen.length ? text : word("selectionCleared"));
  }
}
