import type Sortable from "sortablejs";
import { Controller } from "../controller";
import { announce, prefersStillness } from "../page";

/** A list whose items change places by dragging their grip, or by Alt and arrows while something inside is in focus.
 * The order is simply the order of the inputs in the form.
 *
 *     <ul data-controller="sortable"><li><span data-grip>…</span> <input …></li>…</ul>
 */
export class SortableController extends Controller<HTMLElement> {
  private sortable: Sortable | null = null;

  override connect(): void {
    void this.makeDraggable();
    this.on<KeyboardEvent>(this.element, "keydown", (event) => {
      const item = (event.target as Element).closest("li");
      if (!item || !event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
      event.preventDefault();
      const focused = document.activeElement as HTMLElement;
      if (event.key === "ArrowUp") item.previousElementSibling?.before(item);
      else item.nextElementSibling?.after(item);
      focused.focus();
      announce(`${[...this.element.children].indexOf(item) + 1} / ${this.element.children.length}`);
      this.changed();
    });
  }

  override disconnect(): void {
    this.sortable?.destroy();
  }

  private async makeDraggable(): Promise<void> {
    const { default: Sortable } = await import("sortablejs");
    if (this.signal.aborted) return;
    const animation = prefersStillness() ? 0 : 120;
    this.sortable = Sortable.create(this.element, { handle: "[data-grip]", animation, onEnd: () => this.changed() });
  }

  private changed(): void {
    this.element.dispatchEvent(new Event("change", { bubbles: true }));
  }
}
