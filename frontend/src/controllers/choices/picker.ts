import { Controller } from "../../controller";

interface Picked {
  quantity: string;
  name: string;
  price: string;
  currency: string;
}

/** The window to pick products in.
 *
 * What is picked lives here, so that narrowing the list never loses a quantity: inputs in sight belong to the form of
 * what is picked, the others stand there hidden. Arrows go from row to row, Enter takes one and goes on, Ctrl+Enter adds.
 */
export class PickerController extends Controller {
  private readonly picked = new Map<string, Picked>();

  override connect(): void {
    for (const kept of this.kept.querySelectorAll<HTMLInputElement>("input")) {
      const id = kept.name.slice(2);
      this.picked.set(id, { quantity: kept.value, name: "", price: "", currency: "RUB" });
    }
    this.on<Event>(this.element, "input", (event) => this.typed(event.target));
    this.on<Event>(this.element, "change", (event) => this.changed(event.target));
    this.on<MouseEvent>(this.element, "click", (event) => this.clicked(event));
    this.on<KeyboardEvent>(this.element, "keydown", (event) => this.key(event));
    this.on<Event>(this.element, "htmx:afterSwap", () => this.restore());
    this.on<Event>(this.element, "htmx:configRequest", (event) => this.ask(event as CustomEvent));
    if (window.matchMedia("(width < 760px)").matches) this.fold();
    this.restore();
  }

  private get kept(): HTMLElement {
    return this.element.querySelector<HTMLElement>("[data-pick-kept]") as HTMLElement;
  }

  private get inputs(): HTMLInputElement[] {
    return [...this.element.querySelectorAll<HTMLInputElement>("input[data-pick]")];
  }

  private get criteria(): HTMLFormElement | null {
    return this.element.querySelector<HTMLFormElement>("#pick-criteria");
  }

  /** On a phone the criteria begin folded: the products come first. */
  private fold(): void {
    this.element.querySelector<HTMLDetailsElement>(".a-pick-side")?.removeAttribute("open");
  }

  /** A list that is asked anew keeps the criteria folded or open as they were. */
  private ask(event: CustomEvent): void {
    const side = this.element.querySelector<HTMLDetailsElement>(".a-pick-side");
    if (event.target === this.criteria && side) this.element.toggleAttribute("data-folded", !side.open);
  }

  private typed(target: EventTarget | null): void {
    if (!(target instanceof HTMLInputElement) || !target.dataset.pick) return;
    this.note(target);
    this.show();
  }

  private note(input: HTMLInputElement): void {
    const { pick = "", name = "", price = "", currency = "RUB" } = input.dataset;
    const quantity = input.value.trim();
    if (quantity) this.picked.set(pick, { quantity, name, price, currency });
    else this.picked.delete(pick);
    input.closest("tr")?.classList.toggle("is-picked", quantity !== "");
  }

  private changed(target: EventTarget | null): void {
    if (!(target instanceof Element) || !target.matches("[data-pick-narrow]")) return;
    const prices = this.element.querySelector<HTMLInputElement>("[data-pick-prices]");
    if (prices && target instanceof HTMLSelectElement) prices.value = target.value;
    this.narrow();
  }

  private narrow(): void {
    this.criteria?.dispatchEvent(new CustomEvent("pick:narrow"));
  }

  private clicked(event: MouseEvent): void {
    const target = event.target as Element;
    if (target.closest("[data-pick-clear]")) {
      this.clear();
      return;
    }
    const row = target.closest<HTMLTableRowElement>("tr[data-product]");
    if (!row || target.closest("input, button, a")) return;
    const input = row.querySelector<HTMLInputElement>("input[data-pick]");
    if (input) this.take(input);
  }

  private clear(): void {
    for (const input of this.element.querySelectorAll<HTMLInputElement>("input[data-pick-narrow]")) {
      if (input.type === "checkbox") input.checked = false;
      else if (input.type === "radio") input.checked = input.value === "";
      else input.value = "";
    }
    this.narrow();
  }

  /** One of it, when there is none yet; the cursor goes to the quantity. */
  private take(input: HTMLInputElement): void {
    if (!input.value.trim()) input.value = "1";
    this.note(input);
    this.show();
    input.focus();
    input.select();
  }

  private key(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.element.querySelector<HTMLFormElement>("#pick-basket")?.requestSubmit();
      return;
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp" && event.key !== "Enter") return;
    if (target.id === "pick-q") {
      if (event.key === "ArrowDown") this.reach(this.inputs[0], event);
      return;
    }
    if (!(target instanceof HTMLInputElement) || !target.dataset.pick) return;
    const { inputs } = this;
    const at = inputs.indexOf(target);
    if (event.key === "Enter") {
      if (!target.value.trim()) this.take(target);
      this.reach(inputs[at + 1] ?? target, event);
    } else if (event.key === "ArrowUp" && at === 0) {
      this.reach(this.element.querySelector<HTMLInputElement>("#pick-q") ?? undefined, event);
    } else {
      this.reach(inputs[at + (event.key === "ArrowDown" ? 1 : -1)], event);
    }
  }

  private reach(input: HTMLInputElement | undefined, event: Event): void {
    event.preventDefault();
    input?.focus();
    if (input?.id !== "pick-q") input?.select();
    input?.scrollIntoView({ block: "nearest" });
  }

  /** Bring back quantities into rows that came anew. */
  private restore(): void {
    if (this.element.hasAttribute("data-folded")) this.fold();
    for (const input of this.inputs) {
      const known = this.picked.get(input.dataset.pick ?? "");
      if (known) input.value = known.quantity;
      if (input.value) this.note(input);
    }
    this.show();
  }

  /** Say how many and how much, and keep what is out of sight in the form. */
  private show(): void {
    const seen = new Set(this.inputs.map((input) => input.dataset.pick));
    const hidden = [...this.picked].filter(([id]) => !seen.has(id));
    this.kept.replaceChildren(
      ...hidden.map(([id, { quantity }]) => {
        const input = document.createElement("input");
        Object.assign(input, { type: "hidden", name: `q.${id}`, value: quantity });
        return input;
      }),
    );
    const sum = this.element.querySelector<HTMLOutputElement>("[data-pick-sum]");
    if (!sum) return;
    sum.textContent = this.picked.size ? this.summary() : (sum.dataset.nothing ?? "");
  }

  private summary(): string {
    const language = this.element.dataset.language ?? "ru";
    const sums = new Map<string, number>();
    for (const { quantity, price, currency } of this.picked.values()) {
      const amount = Number(quantity.replace(",", ".")) * Number(price);
      if (Number.isFinite(amount)) sums.set(currency, (sums.get(currency) ?? 0) + amount);
    }
    const written = [...sums].map(([currency, amount]) =>
      new Intl.NumberFormat(language, { style: "currency", currency }).format(amount),
    );
    return [this.picked.size, ...written].join(" · ");
  }
}
