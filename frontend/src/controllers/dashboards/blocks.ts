import { Controller } from "../../controller";

const MINUTE = 60_000;

/** The blocks of a dashboard. Time makes things late without anybody's change, so each minute in which the page is seen
 * every block asks again. What somebody unfolded in a block, and where he stands, stays as it was.
 */
export class BlocksController extends Controller<HTMLElement> {
  private readonly open = new Set<string>();

  override connect(): void {
    this.every(MINUTE, () => {
      if (document.visibilityState === "visible") this.askAgain();
    });
    this.on(this.element, "htmx:beforeSwap", (event) => this.remember(event.target));
    this.on(this.element, "htmx:afterSwap", (event) => this.restore(event.target));
  }

  private askAgain(): void {
    for (const block of this.element.querySelectorAll(".a-block")) {
      if (!block.contains(document.activeElement)) block.dispatchEvent(new CustomEvent("again"));
    }
  }

  private remember(block: EventTarget | null): void {
    if (!(block instanceof Element)) return;
    for (const each of block.querySelectorAll<HTMLDetailsElement>("details[data-kept]")) {
      if (each.open) this.open.add(each.dataset.kept ?? "");
      else this.open.delete(each.dataset.kept ?? "");
    }
  }

  private restore(block: EventTarget | null): void {
    if (!(block instanceof Element)) return;
    block.removeAttribute("aria-busy");
    for (const each of block.querySelectorAll<HTMLDetailsElement>("details[data-kept]")) {
      each.open = this.open.has(each.dataset.kept ?? "");
    }
  }
}
