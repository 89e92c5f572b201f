import { Controller } from "../controller";
import { meta, word } from "../page";

/** The eye beside a password. */
export class PasswordController extends Controller<HTMLElement> {
  override connect(): void {
    const input = this.element.querySelector("input");
    if (!input || this.element.querySelector("button")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-bare btn-icon btn-sm";
    const use = `<svg class="icon" aria-hidden="true"><use href="${encodeURI(meta("icons-url"))}#eye"/></svg>`;
    button.innerHTML = use;
    const show = (isShown: boolean): void => {
      input.type = isShown ? "text" : "password";
      button.ariaLabel = word(isShown ? "hidePassword" : "showPassword");
      button.title = button.ariaLabel;
      button.setAttribute("aria-pressed", String(isShown));
      button.querySelector("use")?.setAttribute("href", `${meta("icons-url")}#${isShown ? "eye-off" : "eye"}`);
    };
    show(false);
    this.on(button, "click", () => show(input.type === "password"));
    if (input.form) this.on(input.form, "submit", () => show(false));
    this.element.append(button);
  }
}
