import type TomSelect from "tom-select/base";
import { Controller } from "../controller";

interface State {
  hidden: string[];
  required: string[];
  readonly: string[];
  front: string[];
}

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

const TYPING = 450;
const CHOSEN = 60;

/** Keeps the marks of a form's fields right while one types: hidden, required, read-only, in sight or folded away.
 *
 *     <span data-controller="asking" data-reads="stage amount" hx-post="…" hx-trigger="asking:again" …>
 *       <i hidden data-state='{"hidden": ["reason"], "required": [], "readonly": [], "front": ["name"]}'></i>
 *     </span>
 *
 * The server judges what was typed; here only marks of inputs change, so nothing typed is lost and the focus stays.
 * A hidden field is off, so the browser doesn't check it, and the server doesn't save it: what it holds is sent only to
 * come back with a refused form. The field that has the focus neither hides nor moves until it has lost it.
 */
export class AskingController extends Controller<HTMLElement> {
  private timer = 0;

  override connect(): void {
    const { form } = this;
    this.on(form, "input", (event) => this.changed(event, TYPING));
    this.on(form, "change", (event) => this.changed(event, CHOSEN));
    this.on(form, "focusout", () => window.setTimeout(() => this.element.isConnected && this.apply()));
    this.on<FormDataEvent>(form, "formdata", ({ formData }) => addUnasked(form, formData));
    this.on(this.element, "htmx:afterSwap", () => this.apply());
    this.apply();
  }

  override disconnect(): void {
    window.clearTimeout(this.timer);
  }

  private get form(): HTMLFormElement {
    return this.element.closest("form") as HTMLFormElement;
  }

  private changed(event: Event, wait: number): void {
    const { name } = event.target as Control;
    if (!this.element.dataset.reads?.split(" ").includes(name)) return;
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.element.dispatchEvent(new CustomEvent("asking:again")), wait);
  }

  private apply(): void {
    const told = this.element.querySelector<HTMLElement>("[data-state]")?.dataset.state;
    if (!told) return;
    const state = JSON.parse(told) as State;
    if (state.front.length) this.arrange(state.front);
    for (const box of this.form.querySelectorAll<HTMLElement>("[data-conditional]")) mark(box, state);
    const more = this.form.querySelector<HTMLDetailsElement>('[data-part="more"]');
    if (more) more.hidden = !more.querySelector("[data-field]:not([hidden])");
  }

  /** Put the fields in sight in their order and the others into the fold; what has the focus stays where it is. */
  private arrange(front: string[]): void {
    const sight = this.form.querySelector<HTMLElement>('[data-part="front"]');
    const fold = this.form.querySelector<HTMLElement>('[data-part="more"] [data-fields]');
    if (!sight || !fold) return;
    const boxes = new Map(
      [...this.form.querySelectorAll<HTMLElement>("[data-field]")].map((box) => [box.dataset.field ?? "", box]),
    );
    for (const [key, box] of boxes) {
      if (box.parentElement === sight && !front.includes(key)) move(fold, box, null);
    }
    let after: Element | null = null;
    for (const key of front) {
      const box = boxes.get(key);
      if (!box) continue;
      const wanted: Element | null = after ? after.nextElementSibling : sight.querySelector("[data-field]");
      if (box !== wanted) move(sight, box, wanted);
      if (box.parentElement === sight) after = box;
    }
  }
}

/** Add what stands in controls that are off: the server names their fields as `unasked` and doesn't write them. */
function addUnasked(form: HTMLFormElement, data: FormData): void {
  for (const control of form.querySelectorAll<Control>("[data-conditional] [name]:disabled")) {
    if (control instanceof HTMLSelectElement) {
      for (const option of control.selectedOptions) data.append(control.name, option.value);
    } else if (control.type !== "file" && (!isBox(control) || (control as HTMLInputElement).checked)) {
      data.append(control.name, control.value);
    }
  }
}

function isBox(control: Control): boolean {
  return control.type === "checkbox" || control.type === "radio";
}

function move(place: HTMLElement, box: HTMLElement, before: Element | null): void {
  if (!box.contains(document.activeElement)) place.insertBefore(box, before);
}

function mark(box: HTMLElement, state: State): void {
  const key = box.dataset.field ?? "";
  const isLocked = state.readonly.includes(key);
  const isRequired = state.required.includes(key);
  const isHidden = state.hidden.includes(key) && !box.contains(document.activeElement);
  box.hidden = isHidden;
  for (const star of box.querySelectorAll<HTMLElement>("[data-required-mark]")) star.hidden = !isRequired;
  for (const control of box.querySelectorAll<Control>("input[name], select[name], textarea[name]")) {
    const isText =
      !(control instanceof HTMLSelectElement) && !["checkbox", "radio", "file", "hidden"].includes(control.type);
    if (control.type !== "hidden") control.required = isRequired && !isHidden;
    if (isText) (control as HTMLInputElement).readOnly = isLocked;
    const isOff = isHidden || (isLocked && !isText);
    if (control.disabled === isOff) continue;
    control.disabled = isOff;
    const list = (control as Control & { tomselect?: TomSelect }).tomselect;
    if (isOff) list?.disable();
    else list?.enable();
  }
}
