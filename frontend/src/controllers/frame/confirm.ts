import { Controller } from "../../controller";
import { word } from "../../page";

interface Pending {
  question: string;
  elt: HTMLElement;
  issueRequest: (skip: boolean) => void;
}

/** Asks before something that is hard to take back, in our own dialog instead of the browser's.
 *
 *     <button hx-post="…" hx-confirm="Delete 12 records?" data-confirm-label="Delete">   for htmx
 *     <form method="post" data-confirm="Delete 12 records?">                             for a plain form
 */
export class ConfirmController extends Controller<HTMLDialogElement> {
  override connect(): void {
    this.on(document.body, "htmx:confirm", (event) => {
      const { question, elt, issueRequest } = (event as CustomEvent<Pending>).detail;
      if (!question) return;
      event.preventDefault();
      void this.ask(question, elt.dataset.confirmLabel).then((isSure) => isSure && issueRequest(true));
    });
    this.on<SubmitEvent>(document, "submit", (event) => this.submit(event), { capture: true });
  }

  private submit(event: SubmitEvent): void {
    const form = event.target as HTMLFormElement;
    const submitter = event.submitter as HTMLButtonElement | null;
    const question = submitter?.dataset.confirm ?? form.dataset.confirm;
    if (!question || form.dataset.confirmed) return;
    event.preventDefault();
    event.stopPropagation();
    void this.ask(question, submitter?.dataset.confirmLabel ?? form.dataset.confirmLabel).then((isSure) => {
      if (!isSure) return;
      form.dataset.confirmed = "yes";
      form.requestSubmit(submitter);
      delete form.dataset.confirmed;
    });
  }

  private ask(question: string, label = word("yes")): Promise<boolean> {
    const dialog = this.element;
    const text = dialog.querySelector<HTMLElement>("[data-question]");
    const sure = dialog.querySelector<HTMLButtonElement>("[value=yes]");
    if (!text || !sure) return Promise.resolve(false);
    text.textContent = question;
    sure.textContent = label;
    dialog.returnValue = "";
    dialog.showModal();
    return new Promise((resolve) => {
      dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
    });
  }
}
