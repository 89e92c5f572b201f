import { Controller } from "../controller";
import { placeBeside } from "../floating";
import { requestData } from "../page";

interface Person {
  value: string;
  label: string;
}

/** Colleagues offered after @ in a text. `data-url` is asked `?q=` and answers `{"items": [{value, label}]}`; the chosen
 * one is written as `@label`, and his id goes along in a hidden input `mentions`.
 */
export class MentionController extends Controller<HTMLTextAreaElement> {
  private list: HTMLElement | null = null;
  private timer = 0;

  override connect(): void {
    this.on(this.element, "input", () => this.later());
    this.on<KeyboardEvent>(this.element, "keydown", (event) => this.key(event));
    this.on(this.element, "blur", () => window.setTimeout(() => this.close(), 150));
  }

  override disconnect(): void {
    this.close();
  }

  private get typed(): string | null {
    const { value, selectionStart } = this.element;
    return /(?:^|\s)@([\p{L}\p{N}._-]{0,30})$/u.exec(value.slice(0, selectionStart))?.[1] ?? null;
  }

  private later(): void {
    window.clearTimeout(this.timer);
    if (this.typed === null) return this.close();
    this.timer = window.setTimeout(() => void this.ask(), 150);
  }

  private async ask(): Promise<void> {
    const { typed } = this;
    if (typed === null) return this.close();
    const url = new URL(this.element.dataset.url ?? "", location.href);
    url.searchParams.set("q", typed);
    const answer = await requestData<{ items: Person[] }>(url, this.signal);
    if (answer && this.typed === typed) this.show(answer.items);
  }

  private show(people: Person[]): void {
    this.close();
    if (people.length === 0) return;
    const list = document.createElement("div");
    Object.assign(list, {
      className: "a-float a-menu",
      popover: "manual",
      role: "listbox",
      id: `${this.element.name}-people`,
    });
    for (const person of people.slice(0, 8)) {
      const option = document.createElement("div");
      Object.assign(option, { role: "option", textContent: person.label, id: `${list.id}-${person.value}` });
      option.addEventListener("pointerdown", (event) => {
        event.preventDefault();
        this.choose(person);
      });
      Object.assign(option.dataset, { value: person.value, label: person.label });
      list.append(option);
    }
    document.body.append(list);
    list.showPopover();
    placeBeside(list, this.element);
    this.list = list;
    this.element.setAttribute("aria-controls", list.id);
    this.mark(list.firstElementChild as HTMLElement);
  }

  private mark(option: HTMLElement): void {
    for (const each of this.list?.children ?? []) {
      each.setAttribute("aria-selected", String(each === option));
      each.classList.toggle("is-hover", each === option);
    }
    this.element.setAttribute("aria-activedescendant", option.id);
  }

  private key(event: KeyboardEvent): void {
    if (!this.list) return;
    const options = [...this.list.children] as HTMLElement[];
    const at = options.findIndex((option) => option.ariaSelected === "true");
    const chosen = options[at];
    if (event.key === "Escape") this.close();
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const next = options.at((at + (event.key === "ArrowDown" ? 1 : -1)) % options.length);
      if (next) this.mark(next);
    } else if ((event.key === "Enter" || event.key === "Tab") && chosen && !event.ctrlKey) {
      this.choose({ value: chosen.dataset.value ?? "", label: chosen.dataset.label ?? "" });
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private choose({ value, label }: Person): void {
    const { element, typed } = this;
    const end = element.selectionStart;
    element.setRangeText(`@${label} `, end - (typed?.length ?? 0) - 1, end, "end");
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name: "mentions", value });
    element.after(input);
    element.form?.addEventListener("reset", () => input.remove(), { once: true });
    element.dispatchEvent(new Event("input", { bubbles: true }));
    this.close();
  }

  private close(): void {
    this.list?.remove();
    this.list = null;
    this.element.removeAttribute("aria-activedescendant");
  }
}
