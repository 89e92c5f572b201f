import { Controller } from "../../controller";
import { htmx } from "../../htmx-setup";
import { request, word } from "../../page";

/** Ctrl+K: find anything, do anything. The server answers with groups of `role=option` links for what is typed.
 *
 * The cursor stays in the field; arrows move the chosen line (aria-activedescendant), Enter opens it.
 */
export class PaletteController extends Controller<HTMLDialogElement> {
  private timer = 0;
  private asked: AbortController | null = null;

  private get input(): HTMLInputElement {
    return this.element.querySelector("input") as HTMLInputElement;
  }

  private get list(): HTMLElement {
    return this.element.querySelector('[role="listbox"]') as HTMLElement;
  }

  private get options(): HTMLElement[] {
    return [...this.list.querySelectorAll<HTMLElement>('[role="option"]')];
  }

  override connect(): void {
    this.on<KeyboardEvent>(document, "keydown", (event) => {
      if (event.code !== "KeyK" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
      event.preventDefault();
      if (this.element.open) this.element.close();
      else this.open();
    });
    this.on<MouseEvent>(document, "click", (event) => {
      if ((event.target as Element).closest("[data-palette-open]")) this.open();
    });
    this.on<MouseEvent>(this.element, "click", (event) => this.click(event));
    this.on(this.input, "input", () => this.later());
    this.on<KeyboardEvent>(this.input, "keydown", (event) => this.key(event));
  }

  private open(): void {
    this.element.showModal();
    this.input.select();
    if (this.options.length === 0) void this.ask();
  }

  private later(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.ask(), 140);
  }

  private async ask(): Promise<void> {
    this.asked?.abort();
    const asked = new AbortController();
    this.asked = asked;
    const url = new URL(this.element.dataset.url ?? "", location.href);
    url.searchParams.set("q", this.input.value.trim());
    this.list.setAttribute("aria-busy", "true");
    const answer = await request(String(url), { headers: { "HX-Request": "true" }, signal: asked.signal }).catch(
      () => null,
    );
    if (asked.signal.aborted) return;
    this.list.removeAttribute("aria-busy");
    this.list.innerHTML = answer?.ok ? await answer.text() : "";
    if (!answer?.ok) this.list.textContent = word(answer ? "failed" : "offline");
    htmx.process(this.list);
    this.options.forEach((option, index) => {
      option.id = `palette-${index}`;
    });
    this.input.setAttribute("aria-expanded", String(this.options.length > 0));
    this.mark(this.options[0]);
  }

  private mark(chosen: HTMLElement | undefined): void {
    for (const option of this.options) option.setAttribute("aria-selected", String(option === chosen));
    if (chosen) this.input.setAttribute("aria-activedescendant", chosen.id);
    else this.input.removeAttribute("aria-activedescendant");
    chosen?.scrollIntoView({ block: "nearest" });
  }

  private key(event: KeyboardEvent): void {
    const { options } = this;
    const at = options.findIndex((option) => option.ariaSelected === "true");
    const steps: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + 8, PageUp: at - 8 };
    const step = steps[event.key];
    if (step !== undefined && options.length) {
      const isPage = event.key.startsWith("Page");
      const index = isPage ? Math.max(0, Math.min(step, options.length - 1)) : step % options.length;
      this.mark(options.at(index));
    } else if (event.key === "Enter") this.go(options[at], event);
    else return;
    event.preventDefault();
  }

  private go(option: HTMLElement | undefined, event: KeyboardEvent): void {
    if (!option) return;
    if (event.ctrlKey || event.metaKey) window.open((option as HTMLAnchorElement).href, "_blank", "noopener");
    else option.click();
  }

  private click(event: MouseEvent): void {
    const target = event.target as Element;
    const option = target.closest('[role="option"]');
    if (target === this.element || target.closest("[data-palette-close]") || option) this.element.close();
  }
}
