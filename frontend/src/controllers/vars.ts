import { Controller } from "../controller";

/** Gives an element its custom properties: `data-vars="v:63;at:72"`. The site's policy forbids style attributes. */
export class VarsController extends Controller<HTMLElement | SVGElement> {
  override connect(): void {
    for (const part of (this.element.dataset.vars ?? "").split(";")) {
      const [name, value] = part.split(":");
      if (name && value && /^[a-z][a-z0-9-]*$/.test(name.trim()))
        this.element.style.setProperty(`--${name.trim()}`, value.trim());
    }
  }
}
