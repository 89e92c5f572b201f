import { Controller } from "../controller";
import { toast, word } from "../page";

const KEEP_FOR = 14 * 24 * 3600 * 1000;
const PREFIX = "artel-draft:";

/** Keeps what is typed in a form until it is sent: a closed tab, a lost connection or a wrong click lose nothing.
 *
 *     <form data-controller="draft" data-draft="deals:new">… <span data-draft-state></span></form>
 *
 * Passwords, files and hidden fields are not kept. The draft goes when the form has been sent well.
 */
export class DraftController extends Controller<HTMLFormElement> {
  private timer = 0;
  private key = "";

  override connect(): void {
    const form = this.element;
    if (!form.dataset.draft) return;
    this.key = PREFIX + form.dataset.draft;
    this.restore();
    this.on(form, "input", () => this.later());
    this.on(form, "change", () => this.later());
    this.on(form, "submit", () => {
      // A plain form leaves the page; whether it went well is not known, so the draft stays until the next page has none.
      if (!form.hasAttribute("hx-post")) sessionStorage.setItem(`${this.key}:sent`, "yes");
    });
    this.on<CustomEvent<{ successful: boolean; elt: Element }>>(form, "htmx:afterRequest", ({ detail }) => {
      if (detail.elt === form && detail.successful) this.forget();
    });
  }

  override disconnect(): void {
    window.clearTimeout(this.timer);
  }

  private get fields(): HTMLInputElement[] {
    const kept = [
      "text",
      "textarea",
      "search",
      "tel",
      "url",
      "email",
      "number",
      "date",
      "datetime-local",
      "time",
      "select-one",
    ];
    return ([...this.element.elements] as HTMLInputElement[]).filter(
      (field) => field.name && kept.includes(field.type),
    );
  }

  private later(): void {
    this.element.dataset.dirty = "";
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.keep(), 400);
  }

  private keep(): void {
    const changed = this.fields.filter((field) => field.value !== initial(field));
    if (changed.length === 0) return this.forget();
    const values = Object.fromEntries(changed.map(({ name, value }) => [name, value]));
    try {
      localStorage.setItem(this.key, JSON.stringify({ at: Date.now(), values }));
      this.say(word("draftSaved"));
    } catch {
      // The browser's store is full or switched off: the form works, only the keeping does not.
      this.say("");
    }
  }

  private restore(): void {
    const kept = read(this.key);
    const wasSent = sessionStorage.getItem(`${this.key}:sent`);
    sessionStorage.removeItem(`${this.key}:sent`);
    const hasErrors = this.element.querySelector("[aria-invalid=true]") !== null;
    if (!kept) return;
    if (wasSent && !hasErrors) return this.forget();
    if (hasErrors) return;
    let isBack = false;
    for (const field of this.fields) {
      const value = kept[field.name];
      if (value === undefined || value === field.value) continue;
      field.value = value;
      field.dispatchEvent(new Event("change", { bubbles: true }));
      isBack = true;
    }
    if (!isBack) return;
    this.say(word("draftRestored"));
    if (!this.element.closest(".a-composer")) {
      toast({ text: word("draftRestored"), kind: "info", label: word("draftDiscard"), act: () => this.discard() });
    }
  }

  private discard(): void {
    this.element.reset();
    this.forget();
  }

  private forget(): void {
    window.clearTimeout(this.timer);
    localStorage.removeItem(this.key);
    delete this.element.dataset.dirty;
    this.say("");
  }

  private say(text: string): void {
    const state = this.element.querySelector("[data-draft-state]");
    if (state) state.textContent = text;
  }
}

function initial(field: HTMLInputElement | HTMLSelectElement): string {
  if (field instanceof HTMLSelectElement)
    return [...field.options].find((option) => option.defaultSelected)?.value ?? "";
  return field.defaultValue;
}

function read(key: string): Record<string, string> | null {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? "null") as {
      at: number;
      values: Record<string, string>;
    } | null;
    return kept && Date.now() - kept.at < KEEP_FOR ? kept.values : null;
  } catch {
    return null;
  }
}
