import { Controller } from "../../controller";
import { suggestion } from "./suggestion";

/** While somebody types a name, the inputs that follow from it fill themselves: a key, the forms that go with a number.
 * What a person wrote into them is never overwritten; a key of his own is checked as he writes it.
 *
 *     <form data-controller="suggest">
 *       <input data-suggest-from="/…/" [data-suggest-as="singular"]> <input data-suggest-into="key" [data-check="/…/"]>
 *       <select data-inserts="expression"> … <textarea name="expression">   puts what is chosen into the text
 *       <select data-reveals="+new"> … <textarea data-revealed="+new">     shown only while that value is chosen
 */
export class SuggestController extends Controller<HTMLFormElement> {
  private readonly touched = new Set<string>();
  private timer = 0;

  override connect(): void {
    for (const input of this.element.querySelectorAll<HTMLInputElement>("[data-suggest-into]")) {
      if (input.value || input.readOnly) this.touched.add(input.dataset.suggestInto ?? "");
    }
    this.on(this.element, "input", (event) => this.typed(event.target as HTMLElement));
    this.on(this.element, "change", (event) => {
      this.reveal(event.target as HTMLElement);
      this.insert(event.target as HTMLElement);
    });
    for (const select of this.element.querySelectorAll<HTMLElement>("[data-reveals]")) this.reveal(select);
  }

  private typed(input: HTMLElement): void {
    if (!(input instanceof HTMLInputElement)) return;
    const { suggestInto, suggestFrom, check } = input.dataset;
    if (suggestInto) {
      if (input.value) this.touched.add(suggestInto);
      else this.touched.delete(suggestInto);
    }
    if (!check && !suggestFrom) return;
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      if (check) void this.check(input, check);
      if (suggestFrom) void this.ask(input, suggestFrom);
    }, 180);
  }

  private async ask(input: HTMLInputElement, address: string): Promise<void> {
    const found = await suggestion(address, input.value, this.signal, input.dataset.suggestAs);
    for (const [name, value] of Object.entries(found)) {
      if (this.touched.has(name)) continue;
      const into = this.element.querySelector<HTMLInputElement>(`[data-suggest-into="${CSS.escape(name)}"]`);
      if (!into) continue;
      into.value = value;
      // Who is about to write his own writes it over the proposal, not behind it.
      if (into === document.activeElement) into.select();
      if (into.dataset.check) tell(into, "");
    }
  }

  private async check(input: HTMLInputElement, address: string): Promise<void> {
    const { problem = "" } = input.value ? await suggestion(address, input.value, this.signal, "key") : {};
    tell(input, problem);
  }

  /** A name that is chosen goes into the text where the cursor stands. */
  private insert(select: HTMLElement): void {
    if (!(select instanceof HTMLSelectElement) || !select.dataset.inserts || !select.value) return;
    const name = CSS.escape(select.dataset.inserts);
    const text = this.element.querySelector<HTMLTextAreaElement>(`textarea[name="${name}"]`);
    if (!text) return;
    text.setRangeText(select.value, text.selectionStart, text.selectionEnd, "end");
    select.value = "";
    text.focus();
    text.dispatchEvent(new Event("input", { bubbles: true }));
  }

  private reveal(select: HTMLElement): void {
    const value = select.dataset.reveals;
    if (value === undefined || !(select instanceof HTMLSelectElement)) return;
    const scope = select.closest("fieldset") ?? this.element;
    for (const inside of scope.querySelectorAll<HTMLElement>(`[data-revealed="${CSS.escape(value)}"]`)) {
      const field = inside.closest<HTMLElement>(".a-field");
      const shown = field && !field.contains(select) ? field : inside;
      shown.hidden = select.value !== value;
    }
  }
}

/** Say what is wrong beside an input, or that nothing is any more. */
function tell(input: HTMLInputElement, problem: string): void {
  const field = input.closest(".a-field");
  field?.querySelector(".a-error")?.remove();
  input.setAttribute("aria-invalid", String(problem !== ""));
  if (!problem) return;
  const said = document.createElement("span");
  Object.assign(said, { className: "a-error", id: `${input.id}-error`, role: "alert", textContent: problem });
  input.setAttribute("aria-describedby", said.id);
  field?.append(said);
}
