import { Controller } from "../../controller";
import { request, type ToastDetail, toast, word } from "../../page";

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
    const action = this.action(detail, box);
    if (action) box.append(action);
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

  private action(detail: ToastDetail, box: HTMLElement): HTMLElement | null {
    const label = detail.label ?? (detail.undo ? word("undo") : "");
    if (!label) return null;
    if (detail.href) {
      const link = document.createElement("a");
      link.className = "btn btn-sm btn-bare a-link";
      link.href = detail.href;
      link.textContent = label;
      return link;
    }
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-sm btn-bare a-link";
    button.textContent = label;
    button.addEventListener("click", () => {
      box.remove();
      if (detail.undo) void this.undo(detail.undo);
      else detail.act?.();
    });
    return button;
  }

  private async undo(url: string): Promise<void> {
    const answer = await request(url, { method: "POST", headers: { "HX-Request": "true" } }).catch(() => null);
    if (!answer?.ok) return toast({ text: word("failed"), kind: "late" });
    toast({ text: word("undone") });
    document.body.dispatchEvent(new CustomEvent("record:changed", { detail: {} }));
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
