import { Controller } from "../controller";
import { word } from "../page";

/** A form with one file: a file dropped anywhere on the form is put into `[data-dropzone-input]`. */
export class DropzoneController extends Controller<HTMLFormElement> {
  override connect(): void {
    const { element } = this;
    this.on<DragEvent>(element, "dragover", (event) => {
      event.preventDefault();
      element.dataset.dropText = word("dropHere");
      element.classList.add("is-dropping");
    });
    this.on<DragEvent>(element, "dragleave", (event) => {
      if (!element.contains(event.relatedTarget as Node | null)) element.classList.remove("is-dropping");
    });
    this.on<DragEvent>(element, "drop", (event) => {
      event.preventDefault();
      element.classList.remove("is-dropping");
      const input = element.querySelector<HTMLInputElement>("[data-dropzone-input]");
      if (!input || !event.dataTransfer?.files.length) return;
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
}
