import type TomSelect from "tom-select/base";
import { Controller } from "../controller";
import { request, word } from "../page";
import { openDialog } from "./frame/dialog";

interface Item {
  value: string;
  label: string;
  note?: string;
}

/** A choice from a long or remote list. `data-url` is asked `?q=` and answers `{"items": [{value, label, note}]}`;
 * `data-create-url` offers to make a new record in the dialog. Without a script it stays a plain <select>.
 */
export class SelectController extends Controller<HTMLSelectElement> {
  private box: TomSelect | null = null;

  override connect(): void {
    void this.build();
  }

  override disconnect(): void {
    this.box?.destroy();
  }

  private async build(): Promise<void> {
    const { makeSelect } = await import("../heavy/tom-select");
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
      ...(createUrl ? { create: (text: string) => openDialog(`${createUrl}?name=${encodeURIComponent(text)}`) } : {}),
    });
    // The list itself is out of sight; what is read and focused is the input that stands for it.
    for (const name of ["aria-describedby", "aria-invalid", "aria-label"]) {
      const value = element.getAttribute(name);
      if (value) this.box.control_input.setAttribute(name, value);
    }
    element.setAttribute("aria-hidden", "true");
    if (hadFocus) this.box.focus();
  }

  private async load(url: string, query: string): Promise<Item[]> {
    const address = new URL(url, location.href);
    address.searchParams.set("q", query);
    const answer = await request(String(address), { headers: { Accept: "application/json" }, signal: this.signal });
    if (!answer.ok) return [];
    return ((await answer.json()) as { items: Item[] }).items;
  }
}
