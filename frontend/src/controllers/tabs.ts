import { Controller } from "../controller";

/** Tabs that switch panels of the same page. Arrows move between them, Home and End go to the ends.
 *
 *     <div role="tablist" data-controller="tabs">
 *       <button role="tab" aria-controls="p1" aria-selected="true">…</button> …
 *     </div>
 *     <div role="tabpanel" id="p1">…</div>
 *
 * Tabs that lead to another address (saved views) are links in a <nav>, not this.
 */
export class TabsController extends Controller<HTMLElement> {
  private get tabs(): HTMLElement[] {
    return [...this.element.querySelectorAll<HTMLElement>('[role="tab"]')];
  }

  override connect(): void {
    this.on(this.element, "click", (event) => {
      const tab = event.target instanceof Element ? event.target.closest<HTMLElement>('[role="tab"]') : null;
      if (tab) this.select(tab);
    });
    this.on<KeyboardEvent>(this.element, "keydown", (event) => this.key(event));
    const chosen = this.tabs.find((tab) => tab.ariaSelected === "true") ?? this.tabs[0];
    if (chosen) this.select(chosen);
  }

  private select(chosen: HTMLElement): void {
    for (const tab of this.tabs) {
      const isChosen = tab === chosen;
      tab.setAttribute("aria-selected", String(isChosen));
      tab.tabIndex = isChosen ? 0 : -1;
      const panel = document.getElementById(tab.getAttribute("aria-controls") ?? "");
      if (panel) panel.hidden = !isChosen;
    }
    this.element.dispatchEvent(new CustomEvent("tabs:changed", { detail: chosen, bubbles: true }));
  }

  private key(event: KeyboardEvent): void {
    const { tabs } = this;
    const at = tabs.indexOf(document.activeElement as HTMLElement);
    if (at < 0) return;
    const steps: Record<string, number> = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = tabs.at(step % tabs.length);
    next?.focus();
    if (next) this.select(next);
  }
}
