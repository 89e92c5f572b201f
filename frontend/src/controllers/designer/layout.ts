import { Controller } from "../../controller";
import { htmx } from "../../htmx-setup";
import { suggestion } from "./suggestion";

interface TabModel {
  key: string;
  ru: string;
  en: string;
}
interface GroupModel {
  ru: string;
  en: string;
  columns: number;
  collapsed: boolean;
  tab: string;
  fields: string[];
}
type Part = string[] | TabModel[] | GroupModel[];

/** The editor of a layout: lists of fields that change by dragging, by keys (`sortable`) or by pressing. The page is the
 * model: after each change the parts that differ from how they came are written into a hidden input, and a form with
 * `hx-trigger="layout:save"` posts itself. `data-model` names the input (`model`).
 *
 *     <form data-controller="layout"> <input type="hidden" name="model">
 *       <ul data-list="columns"><li data-key="amount">…<button data-out></li></ul> <select data-add="columns">
 *       <ul data-boxes><li data-box>… <ul data-list="group">…</li></ul> <ul data-list="rest">
 */
export class LayoutController extends Controller<HTMLFormElement> {
  private first = new Map<string, string>();
  private timer = 0;

  override connect(): void {
    for (const [name, part] of this.parts()) this.first.set(name, JSON.stringify(part));
    this.on(this.element, "change", (event) => this.change(event));
    this.on(this.element, "input", (event) => {
      if ((event.target as Element).closest("[data-box], [data-tab]")) this.later(500);
    });
    this.on<MouseEvent>(this.element, "click", (event) => this.click(event.target as Element));
    this.on(this.element, "submit", () => this.write());
    this.showTabs();
  }

  private all<E extends HTMLElement = HTMLElement>(selector: string): E[] {
    return [...this.element.querySelectorAll<E>(selector)];
  }

  private change(event: Event): void {
    const target = event.target as HTMLElement;
    if (target instanceof HTMLSelectElement && target.dataset.add !== undefined) this.add(target);
    const tab = target.closest<HTMLElement>("[data-tab]");
    if (tab) {
      this.showTabs();
      if (target.dataset.ru !== undefined) void this.nameTab(tab);
    }
    const acting = "[data-list], [data-box], [data-boxes], [data-tab], [data-add], [name=record], [name=role]";
    if (target.closest(acting)) this.later(0);
  }

  private click(target: Element): void {
    const item = target.closest<HTMLElement>("li");
    if (target.closest("[data-out]") && item) this.takeOut(item);
    else if (target.closest("[data-box-add]")) this.clone("[data-box-blank]", "[data-boxes]");
    else if (target.closest("[data-tab-add]")) this.clone("[data-tab-blank]", "[data-tab-list]");
    else if (target.closest("[data-box-remove]") && item) this.removeBox(item);
    else if (target.closest("[data-tab-remove]") && item) this.drop(item);
  }

  private drop(item: HTMLElement): void {
    item.remove();
    this.showTabs();
    this.later(0);
  }

  private clone(blank: string, into: string): void {
    const source = this.element.querySelector<HTMLTemplateElement>(`template${blank}`);
    const made = source?.content.firstElementChild?.cloneNode(true) as HTMLElement | undefined;
    if (!made) return;
    if (made.dataset.tab === "") made.dataset.tab = `tab${Date.now() % 100000}`;
    this.element.querySelector(into)?.append(made);
    this.showTabs();
    made.querySelector<HTMLElement>("input")?.focus();
  }

  /** A field goes back among the rest of its group, or out of a list and back into what can be added. */
  private takeOut(item: HTMLElement): void {
    const list = item.closest<HTMLElement>("[data-list]");
    const rest = this.element.querySelector<HTMLElement>('[data-list="rest"]');
    const name = list?.dataset.list ?? "";
    if (name === "group") rest?.append(item);
    else if (name === "rest") this.all('[data-list="group"]').at(-1)?.append(item);
    else {
      const option = this.option(name, item.dataset.key ?? "");
      if (option) option.hidden = false;
      item.remove();
    }
    this.later(0);
  }

  private option(list: string, key: string): HTMLOptionElement | undefined {
    return this.all<HTMLOptionElement>(`select[data-add="${CSS.escape(list)}"] option`).find(
      (each) => each.value === key,
    );
  }

  private add(select: HTMLSelectElement): void {
    const chosen = select.selectedOptions[0];
    const list = this.element.querySelector<HTMLElement>(`[data-list="${CSS.escape(select.dataset.add ?? "")}"]`);
    const source = this.element.querySelector<HTMLTemplateElement>("template[data-item-blank]");
    const made = source?.content.firstElementChild?.cloneNode(true) as HTMLElement | undefined;
    select.value = "";
    if (!chosen?.value || !list || !made) return;
    made.dataset.key = chosen.value;
    const name = made.querySelector<HTMLElement>(".clip");
    if (name) name.textContent = chosen.text;
    for (const said of made.querySelectorAll("[aria-label]")) said.ariaLabel = `${chosen.text}: ${said.ariaLabel}`;
    list.append(made);
    chosen.hidden = true;
  }

  private removeBox(box: HTMLElement): void {
    const rest = this.element.querySelector<HTMLElement>('[data-list="rest"]');
    rest?.append(...box.querySelectorAll('[data-list="group"] > li'));
    this.drop(box);
  }

  /** Tabs that have a name stand in the choice of each group. */
  private showTabs(): void {
    const tabs = this.tabs().filter(({ ru, en }) => ru || en);
    for (const select of this.all<HTMLSelectElement>("[data-in-tab]")) {
      const kept = select.value;
      while (select.options.length > 1) select.remove(1);
      for (const { id, ru, en } of tabs) select.add(new Option(ru || en, id, false, id === kept));
      const label = select.closest<HTMLElement>("[data-tab-choice]");
      if (label) label.hidden = tabs.length === 0;
    }
  }

  private tabs(): (TabModel & { id: string })[] {
    return this.all("[data-tab]").map((tab) => {
      const id = tab.dataset.tab ?? "";
      return { id, key: said(tab, "tab-key") || id, ru: said(tab, "ru"), en: said(tab, "en") };
    });
  }

  /** A key that nobody wrote follows from the name of the tab. */
  private async nameTab(tab: HTMLElement): Promise<void> {
    const key = tab.querySelector<HTMLInputElement>("[data-tab-key]");
    const address = this.element.dataset.keyAddress;
    const before = key?.value ?? "";
    if (!key || !address || (before && before !== key.dataset.proposed)) return;
    const { key: found = "" } = await suggestion(address, said(tab, "ru"), this.signal);
    if (key.value !== before || key === document.activeElement) return;
    const isTaken = this.tabs().some((other) => other.id !== tab.dataset.tab && other.key === found);
    key.value = key.dataset.proposed = isTaken ? "" : found;
    this.later(0);
  }

  private parts(): Map<string, Part> {
    const found = new Map<string, Part>();
    for (const list of this.all("[data-list]")) {
      const name = list.dataset.list ?? "";
      if (name !== "group" && name !== "rest") found.set(name, keysIn(list));
    }
    if (this.element.querySelector("[data-boxes]")) {
      const tabs = this.tabs().filter(({ ru, en }) => ru || en);
      const keys = new Map(tabs.map(({ id, key }) => [id, key]));
      const groups = this.all("[data-box]").filter(hasName).map(groupOf);
      found.set(
        "groups",
        groups.map((group) => ({ ...group, tab: keys.get(group.tab) ?? "" })),
      );
      found.set(
        "tabs",
        tabs.map(({ key, ru, en }) => ({ key, ru, en })),
      );
    }
    return found;
  }

  private write(): void {
    const changed: Record<string, Part> = {};
    for (const [name, part] of this.parts()) {
      if (JSON.stringify(part) === this.first.get(name)) continue;
      changed[name] = part;
      // Once sent, always sent: going back to how it came is a change too.
      this.first.set(name, "");
    }
    const name = this.element.dataset.model ?? "model";
    const input = this.element.querySelector<HTMLInputElement>(`input[name="${CSS.escape(name)}"]`);
    if (input) input.value = JSON.stringify(changed);
  }

  private later(delay: number): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      this.write();
      htmx.trigger(this.element, "layout:save", {});
    }, delay);
  }
}

function keysIn(list: HTMLElement): string[] {
  return [...list.children].map((item) => (item as HTMLElement).dataset.key ?? "").filter(Boolean);
}

function said(element: HTMLElement, name: string): string {
  return element.querySelector<HTMLInputElement>(`[data-${name}]`)?.value.trim() ?? "";
}

/** A group without a name is not one yet. */
function hasName(box: HTMLElement): boolean {
  return said(box, "ru") !== "" || said(box, "en") !== "";
}

function groupOf(box: HTMLElement): GroupModel {
  const list = box.querySelector<HTMLElement>('[data-list="group"]');
  return {
    ru: said(box, "ru"),
    en: said(box, "en"),
    columns: Number(box.querySelector<HTMLSelectElement>("[data-columns]")?.value ?? 0),
    collapsed: box.querySelector<HTMLInputElement>("[data-collapsed]")?.checked ?? false,
    tab: box.querySelector<HTMLSelectElement>("[data-in-tab]")?.value ?? "",
    fields: list ? keysIn(list) : [],
  };
}
