import { Controller } from "../../controller";
import { request, setCookie } from "../../page";

/** Choice of light, dark or the system's look; remembered in a cookie, and by the server when it has an address.
 *
 *     <button data-controller="theme" data-theme="dark" data-url="/profile/theme/" aria-pressed="false">
 */
export class ThemeController extends Controller<HTMLElement> {
  override connect(): void {
    this.on(this.element, "click", () => this.choose(this.element.dataset.theme ?? "system"));
    this.on(document, "theme:changed", () => this.show());
    this.show();
  }

  private choose(theme: string): void {
    document.documentElement.dataset.bsTheme = theme;
    setCookie("artel_theme", theme);
    document.dispatchEvent(new CustomEvent("theme:changed"));
    const { url } = this.element.dataset;
    if (url) void request(url, { method: "POST", body: new URLSearchParams({ theme }) });
  }

  private show(): void {
    const isChosen = document.documentElement.dataset.bsTheme === this.element.dataset.theme;
    const attribute = this.element.getAttribute("role") === "menuitemradio" ? "aria-checked" : "aria-pressed";
    this.element.setAttribute(attribute, String(isChosen));
  }
}
