import { Controller } from "../../controller";
import { setCookie } from "../../page";

/** Before anybody has signed in: the language of the page, kept in Django's own cookie. */
export class LanguageController extends Controller<HTMLElement> {
  override connect(): void {
    this.on(this.element, "click", () => {
      setCookie("django_language", this.element.dataset.language ?? "ru");
      location.reload();
    });
  }
}
