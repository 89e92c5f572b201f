import type TomSelect from "tom-select/base";
import { Controller } from "../../controller";
import { holdBeside } from "../../floating";
import { requestData, word } from "../../page";
import { openAbove } from "../frame/dialog";

interface Item {
  value: string;
  label: string;
  note?: string;
}

/** A choice from a long or remote list. `data-url` is asked `?q=` and answers `{"items": [{value, label, note}]}`;
 * `data-create-url` offers to make a new record in a dialog above: the event `picked` ({value, label}) that ends it
 * brings the record back and chooses it, where one was. Without a script it stays a plain <select>.
 */
export class SelectController extends Controller<HTMLSelectElement> {
  private box: TomSelect | null = null;
  private letGo: (() => void) | null = null;
  private isStale = false;

  override connect(): Promise<void> {
    return this.build();
  }

  override disconnect(): void {
    this.letGo?.();
    this.box?.destroy();
  }

  private async build(): Promise<void> {
    const { makeSelect } = await import("../../heavy/tom-select");
    const { element } = this;
    if (this.signal.aborted) return;
    const { url, createUrl, placeholder } = element.dataset;
    const hadFocus = document.activeElement === element;
    this.box = makeSelect(element, {
      placeholder: placeholder ?? "",
      nothing: word("nothingFound"),
      remove: word("remove"),
      addNew: (text) => word("addNew", { text }),
      ...(url ? { load: (query: string) => this.load(url, query) } : {}),
      ...(createUrl ? { create: (text: string) => this.create(createUrl, text) } : {}),
    });
    this.float(this.box);
    // The list itself is out of sight; what is read and focused is the input that stands for it.
    for (const name of ["aria-describedby", "aria-invalid", "aria-label"]) {
      const value = element.getAttribute(name);
      if (value) this.box.control_input.setAttribute(name, value);
    }
    element.setAttribute("aria-hidden", "true");
    this.box.on("focus", () => {
      if (this.isStale) this.box?.load("");
      this.isStale = false;
    });
    if (hadFocus) this.box.focus();
  }

  private create(url: string, text: string): void {
    const { box } = this;
    if (!box) return;
    const dialog = openAbove(`${url}?name=${encodeURIComponent(text)}`);
    this.on<CustomEvent<Item>>(dialog, "picked", ({ detail }) => {
      box.addOption({ value: detail.value, label: detail.label });
      box.addItem(detail.value);
    });
    // The focus comes back to the field, not to its search: the list stays closed.
    const { openOnFocus, preload } = box.settings;
    Object.assign(box.settings, { openOnFocus: false, preload: false });
    this.on(dialog, "close", () => {
      box.focus();
      window.setTimeout(() => Object.assign(box.settings, { openOnFocus, preload }), 0);
    });
  }

  private float({ control, dropdown }: TomSelect): void {
    this.box?.on("dropdown_open", () => {
      this.letGo?.();
      this.letGo = holdBeside(dropdown, control);
    });
    this.box?.on("dropdown_close", () => {
      this.letGo?.();
      this.letGo = null;
    });
  }

  /** Let something else stand in the box, without telling anybody that a person chose it. */
  put(item: Item): void {
    this.forget();
    if (!item.value) return this.box?.clear(true);
    this.box?.addOption(item);
    this.box?.setValue(item.value, true);
  }

  /** Forget what an earlier search brought: the next look asks again. */
  forget(): void {
    if (!this.box) return;
    this.box.clearOptions();
    this.isStale = true;
  }

  private async load(url: string, query: string): Promise<Item[]> {
    const address = new URL(url, location.href);
    address.searchParams.set("q", query);
    for (const name of (this.element.dataset.above ?? "").split(" ").filter(Boolean)) {
      const other = this.element.form?.elements.namedItem(name);
      if (other instanceof HTMLSelectElement) address.searchParams.set(name, other.value);
    }
    return (await requestData<{ items: Item[] }>(address, this.signal))?.items ?? [];
  }
}
