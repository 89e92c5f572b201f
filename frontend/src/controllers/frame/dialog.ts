import { Controller } from "../../controller";
import { htmx } from "../../htmx-setup";

/** The one dialog of the page. Whatever htmx puts into it opens it; an empty answer or 204 closes it.
 *
 *     <a href="/deals/new" hx-get="/deals/new" hx-target="#dialog">Create</a>          the small one
 *     <a href="…" hx-get="…" hx-target="#dialog" data-dialog="sheet">…</a>             a sheet at the side
 *     <button type="button" data-dialog-close>Cancel</button>
 *
 * The native <dialog> keeps the focus inside and returns it to what opened it. Server event `dialog:close` closes.
 */
export class DialogController extends Controller<HTMLDialogElement> {
  private shape = "";

  override connect(): void {
    const dialog = this.element;
    this.on(document.body, "htmx:beforeRequest", (event) => {
      const { elt, target } = (event as CustomEvent<{ elt: HTMLElement; target: HTMLElement }>).detail;
      if (target !== dialog || dialog.contains(elt)) return;
      this.shape = elt.dataset.dialog ?? dialog.dataset.shape ?? "";
      delete dialog.dataset.shape;
    });
    this.on(dialog, "htmx:afterSwap", (event) => {
      if (event.target === dialog) this.show();
    });
    this.on(document.body, "dialog:close", () => this.close());
    this.on(dialog, "click", (event) => this.click(event as MouseEvent));
    this.on(dialog, "cancel", (event) => {
      if (!this.mayLose()) event.preventDefault();
    });
    this.on(dialog, "close", () => {
      dialog.replaceChildren();
      dialog.className = "a-float a-dialog-host";
    });
    this.on(document.body, "htmx:afterRequest", (event) => this.afterRequest(event));
  }

  private show(): void {
    const dialog = this.element;
    if (!dialog.childElementCount) return this.close();
    if (this.shape) dialog.classList.add(`is-${this.shape}`);
    if (!dialog.open) dialog.showModal();
    const heading = dialog.querySelector("h1, h2");
    if (heading) {
      heading.id ||= "dialog-title";
      dialog.setAttribute("aria-labelledby", heading.id);
    }
    const first =
      dialog.querySelector<HTMLElement>("[data-focus], [aria-invalid=true]") ??
      dialog.querySelector<HTMLElement>("[autofocus], input:not([type=hidden]):not([disabled]), select, textarea");
    first?.focus();
  }

  private close(): void {
    if (this.element.open) this.element.close();
  }

  /** A form inside that ended well with nothing to show. */
  private afterRequest(event: Event): void {
    const { xhr, elt } = (event as CustomEvent<{ xhr?: XMLHttpRequest; elt: HTMLElement }>).detail;
    if (xhr?.status === 204 && this.element.contains(elt) && !elt.dataset.keepOpen) this.close();
  }

  private click(event: MouseEvent): void {
    const target = event.target as Element;
    if (target.closest("[data-dialog-close]")) return this.close();
    // A click on the ground outside; inside, the target is never the dialog itself because it has no padding.
    if (target === this.element && this.mayLose()) this.close();
  }

  /** Ask before what was typed is thrown away. Drafts are kept anyway, so only a changed form without one asks. */
  private mayLose(): boolean {
    return this.element.querySelector("form[data-dirty]:not([data-controller~=draft])") === null;
  }
}

/** Open the page's dialog with the answer of an address. */
export function openDialog(url: string, shape = ""): void {
  const dialog = document.getElementById("dialog");
  if (!dialog) return location.assign(url);
  dialog.dataset.shape = shape;
  void htmx.ajax("get", url, { target: dialog, swap: "innerHTML" });
}
