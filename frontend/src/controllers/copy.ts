import { Controller } from "../controller";
import { toast, word } from "../page";

/** A button that copies `data-text`, or the text of the element named in `data-from`. */
export class CopyController extends Controller<HTMLElement> {
  override connect(): void {
    this.on(this.element, "click", () => {
      const { text, from } = this.element.dataset;
      const source = from ? document.getElementById(from)?.textContent?.trim() : text;
      void navigator.clipboard.writeText(source ?? "").then(() => toast({ text: word("copied") }));
    });
  }
}
