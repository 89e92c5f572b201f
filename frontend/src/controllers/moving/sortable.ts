import type Sortable from "sortablejs";
import { Controller } from "../../controller";
import { announce, prefersStillness } from "../../page";

/** A list whose items change places by dragging their grip, or by Alt and arrows while something inside is in focus.
 * The order is simply the order of the inputs in the form. Lists of one `data-group` exchange items: Alt with the arrows
 * to the sides takes an item to the list before or after. `data-handle` is another grip, for lists within lists.
 *
 *     <ul data-controller="sortable"><li><span data-grip>…</span> <input …></li>…</ul>
 */
export class SortableController extends Controller<HTMLElement> {
  private sortable: Sortable | null = null;

  override connect(): Promise<void> {
    this.on<KeyboardEvent>(this.element, "keydown", (event) => {
      const item = (event.target as Element).closest("li");
      if (!item || item.parentElement !== this.element || !event.altKey || !event.key.startsWith("Arrow")) return;
      event.preventDefault();
      const focused = document.activeElement as HTMLElement;
      if (event.key === "ArrowUp") item.previousElementSibling?.before(item);
      else if (event.key === "ArrowDown") item.nextElementSibling?.after(item);
      else this.neighbour(event.key === "ArrowLeft" ? -1 : 1)?.append(item);
      focused.focus();
      const list = item.parentElement;
      announce(`${[...list.children].indexOf(item) + 1} / ${list.children.length}`);
      this.changed();
    });
    return this.makeDraggable();
  }

  override disconnect(): void {
    this.sortable?.destroy();
  }

  private async makeDraggable(): Promise<void> {
    const { default: Sortable } = await import("sortablejs");
    if (this.signal.aborted) return;
    const animation = prefersStillness() ? 0 : 120;
    const { group, handle = "[data-grip]" } = this.element.dataset;
    this.sortable = Sortable.create(this.element, {
      handle,
      animation,
      draggable: "li",
      emptyInsertThreshold: 24,
      ...(group ? { group } : {}),
      onEnd: () => this.changed(),
    });
  }

  private neighbour(step: number): Element | undefined {
    const { group } = this.element.dataset;
    if (!group) return undefined;
    const lists = [...document.querySelectorAll<HTMLElement>("[data-group]")].filter((e) => e.dataset.group === group);
    return lists[lists.indexOf(this.element) + step];
  }

  private changed(): void {
    this.element.dispatchEvent(new Event("change", { bubbles: true }));
  }
}
