import { Controller } from "../../controller";
import { htmx } from "../../htmx-setup";

const HOST = "a-float a-dialog-host";

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
    this.on(document.body, "dialog:close", (event) => {
      // What came from another dialog closes that one; the one below stays.
      const from = (event.target as Element).closest("dialog");
      if (!from || from === dialog) this.close();
    });
    this.on(dialog, "click", (event) => this.click(event as MouseEvent));
    this.on(dialog, "cancel", (event) => {
      if (!this.mayLose()) event.preventDefault();
    });
    this.on(dialog, "close", () => {
      dialog.replaceChildren();
      dialog.className = HOST;
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
      heading.id ||= dialog.id ? "dialog-title" : "dialog-above-title";
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
    if (target.closest("[data-dialog-close]")) {
      // A link leads somewhere where the same thing is a page of its own; here there is a page behind it.
      event.preventDefault();
      return this.close();
    }
    // A click on the ground outside; inside, the target is never the dialog itself because it has no padding.
    if (target === this.element && this.mayLose()) this.close();
  }

  /** Ask before what was typed is thrown away. Drafts are kept anyway, so only a changed form without one asks. */
  private mayLose(): boolean {
    return this.element.querySelector("form[data-dirty]:not([data-controller~=draft])") === null;
  }
}

/** Open a further dialog above whatever is open, for something that is made on the way and brought back: the form
 * below stays as it is. The dialog is given `hx-target="closest dialog"` by its content and goes when it closes.
 */
export function openAbove(url: string): HTMLDialogElement {
  const dialog = document.createElement("dialog");
  Object.assign(dialog, { className: HOST, ariaLive: "off" });
  Object.assign(dialog.dataset, { controller: "dialog", shape: "sheet" });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  const drop = (): void => {
    if (!dialog.open) dialog.remove();
  };
  // The controller is attached by the observer, after this turn.
  void Promise.resolve().then(() => htmx.ajax("get", url, { target: dialog, swap: "innerHTML" }).then(drop, drop));
  return dialog;
}

/** Open the page's dialog with the answer of an address. */
export function openDialog(url: string, shape = ""): void {
  const dialog = document.getElementById("dialog");
  if (!dialog) return location.assign(url);
  dialog.dataset.shape = shape;
  void htmx.ajax("get", url, { target: dialog, swap: "innerHTML" });
}
