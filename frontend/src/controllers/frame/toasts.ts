import { Controller } from "../../controller";
import { htmx } from "../../htmx-setup";
import { type ToastDetail, word } from "../../page";

const ICONS: Record<string, string> = {
  good: "circle-check",
  late: "alert-circle",
  soon: "alert-triangle",
  info: "info-circle",
};
const PATIENCE = 6000;

/** The corner where messages appear. Any event `toast` on the page makes one; the server sends it in HX-Trigger:
 * `{"toast": {"text": "…", "kind": "good", "undo": "/…"}}`. Hovering or focusing holds it; an error stays.
 *
 *     <div id="toasts" data-controller="toasts" data-sprite="/static/…/icons.svg"></div>
 */
export class ToastsController extends Controller<HTMLElement> {
  override connect(): void {
    this.on<CustomEvent<ToastDetail>>(document.body, "toast", (event) => this.show(event.detail));
    // What became of a security key; without this only the console would hear of it.
    this.on<CustomEvent<{ exception?: Error }>>(document, "allauth.error", (event) => {
      event.preventDefault();
      const isAddress = event.detail.exception?.name === "SecurityError";
      this.show({ text: word(isAddress ? "keyNeedsName" : "keyRefused"), kind: "late" });
    });
    for (const ready of this.element.querySelectorAll<HTMLElement>(".a-toast")) this.arm(ready, ready.dataset.kind);
  }

  private show(detail: ToastDetail): void {
    const kind = detail.kind ?? "good";
    const box = document.createElement("div");
    box.className = `a-float a-toast is-${kind}`;
    box.setAttribute("role", kind === "late" ? "alert" : "status");
    const text = document.createElement("span");
    text.className = "grow";
    text.textContent = detail.text;
    box.append(this.icon(ICONS[kind] ?? "info-circle"), text);
    box.append(...this.actions(detail, box));
    this.element.append(box);
    this.arm(box, kind);
    while (this.element.children.length > 4) this.element.firstElementChild?.remove();
  }

  /** Let a toast go by itself after a while, and give it a cross. */
  private arm(box: HTMLElement, kind = "good"): void {
    const cross = document.createElement("button");
    cross.type = "button";
    cross.className = "btn btn-bare btn-icon btn-sm";
    cross.ariaLabel = word("close");
    cross.append(this.icon("x"));
    cross.addEventListener("click", () => box.remove());
    box.append(cross);
    if (kind === "late") return;
    let timer = 0;
    const wait = (): void => {
      timer = window.setTimeout(() => box.remove(), PATIENCE);
    };
    for (const type of ["pointerenter", "focusin"]) box.addEventListener(type, () => window.clearTimeout(timer));
    for (const type of ["pointerleave", "focusout"]) box.addEventListener(type, wait);
    wait();
  }

  /** What can be pressed: a link to what came of it, an act of a script, and taking it back. */
  private actions(detail: ToastDetail, box: HTMLElement): HTMLElement[] {
    const found: HTMLElement[] = [];
    if (detail.href && detail.label) {
      const link = document.createElement("a");
      link.href = detail.href;
      found.push(this.dressed(link, detail.label));
    } else if (detail.act && detail.label) {
      found.push(this.button(detail.label, box, detail.act));
    }
    const { undo } = detail;
    if (undo) found.push(this.button(word("undo"), box, () => this.undo(undo)));
    return found;
  }

  private button(label: string, box: HTMLElement, act: () => void): HTMLElement {
    const button = document.createElement("button");
    button.type = "button";
    button.addEventListener("click", () => {
      box.remove();
      act();
    });
    return this.dressed(button, label);
  }

  private dressed(element: HTMLElement, label: string): HTMLElement {
    element.className = "btn btn-sm btn-bare a-link";
    element.textContent = label;
    return element;
  }

  /** The server says what became of it; why it can't be taken back any more comes as a dialog. */
  private undo(url: string): void {
    void htmx.ajax("post", url, { target: "#dialog", swap: "innerHTML" });
  }

  private icon(name: string): SVGElement {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("class", "icon");
    svg.setAttribute("aria-hidden", "true");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    use.setAttribute("href", `${this.element.dataset.sprite ?? ""}#${name}`);
    svg.append(use);
    return svg;
  }
}
