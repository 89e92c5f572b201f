import { Controller } from "../controller";
import { placeBeside } from "../floating";

/** A button that opens a menu (`role="menu"`) or any other floating panel; the panel is a native popover.
 *
 *     <button data-controller="menu" aria-controls="more" aria-expanded="false" aria-haspopup="menu">…</button>
 *     <div id="more" popover class="a-float a-menu" role="menu"><button role="menuitem">…</button></div>
 *
 * Keys: arrows, Home, End and first letters move; Esc closes and returns the focus; Tab closes.
 */
export class MenuController extends Controller<HTMLElement> {
  private get panel(): HTMLElement | null {
    return document.getElementById(this.element.getAttribute("aria-controls") ?? "");
  }

  private get isMenu(): boolean {
    return this.panel?.getAttribute("role") === "menu";
  }

  private get items(): HTMLElement[] {
    const found = this.panel?.querySelectorAll<HTMLElement>(
      '[role^="menuitem"]:not([disabled]):not([aria-disabled="true"])',
    );
    return [...(found ?? [])];
  }

  override connect(): void {
    const { panel } = this;
    if (!panel) return;
    this.on(this.element, "click", (event) => {
      event.preventDefault();
      if (panel.matches(":popover-open")) this.close();
      else this.open();
    });
    this.on<KeyboardEvent>(this.element, "keydown", (event) => {
      if (!this.isMenu || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
      event.preventDefault();
      this.open(event.key === "ArrowUp" ? -1 : 0);
    });
    this.on<ToggleEvent>(panel, "toggle", (event) => {
      this.element.setAttribute("aria-expanded", String(event.newState === "open"));
    });
    this.on<KeyboardEvent>(panel, "keydown", (event) => this.key(event));
    this.on(panel, "click", (event) => {
      const target = event.target instanceof Element ? event.target : null;
      if (target?.closest('[role^="menuitem"], [data-close]')) this.close();
    });
    this.on(window, "resize", () => panel.matches(":popover-open") && placeBeside(panel, this.element));
  }

  override disconnect(): void {
    if (this.panel?.matches(":popover-open")) this.panel.hidePopover();
  }

  private open(index = 0): void {
    const { panel } = this;
    if (!panel) return;
    if (!panel.matches(":popover-open")) panel.showPopover();
    placeBeside(panel, this.element);
    const first = this.isMenu
      ? this.items.at(index)
      : panel.querySelector<HTMLElement>("[autofocus], input:not([type=hidden]), select, textarea, button, a[href]");
    first?.focus({ preventScroll: true });
  }

  private close(): void {
    const hadFocus = this.panel?.contains(document.activeElement);
    this.panel?.hidePopover();
    if (hadFocus) this.element.focus();
  }

  private key(event: KeyboardEvent): void {
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      return this.close();
    }
    if (!this.isMenu) return;
    if (event.key === "Tab") return this.close();
    const { items } = this;
    const at = items.indexOf(document.activeElement as HTMLElement);
    const next = this.target(event, items, at);
    if (!next) return;
    event.preventDefault();
    event.stopPropagation();
    next.focus();
  }

  private target(event: KeyboardEvent, items: HTMLElement[], at: number): HTMLElement | undefined {
    switch (event.key) {
      case "ArrowDown":
        return items[(at + 1) % items.length];
      case "ArrowUp":
        return items[(at - 1 + items.length) % items.length];
      case "Home":
        return items[0];
      case "End":
        return items.at(-1);
    }
    if (event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey || event.key === " ") return undefined;
    const letter = event.key.toLocaleLowerCase();
    const ordered = [...items.slice(at + 1), ...items.slice(0, at + 1)];
    return ordered.find((item) => item.textContent?.trim().toLocaleLowerCase().startsWith(letter));
  }
}
