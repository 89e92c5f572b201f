import { Controller } from "../../controller";
import { setCookie } from "../../page";

/** The left rail: whole or narrow, as the person last chose for this sort of page.
 *
 *     <button data-controller="rail" data-page="list" aria-expanded="true">
 */
export class RailController extends Controller<HTMLElement> {
  override connect(): void {
    this.on(this.element, "click", () => {
      const isMini = document.querySelector(".a-app")?.classList.toggle("is-mini") ?? false;
      this.element.setAttribute("aria-expanded", String(!isMini));
      setCookie(`artel_rail_${this.element.dataset.page || "list"}`, isMini ? "mini" : "full");
    });
  }
}
