import { Controller } from "../../controller";
import { isTyping } from "../../page";
import { keyOf } from "./shortcuts";

/** `?` shows which keys there are: those that work everywhere, and what `[data-shortcut]` on this page says.
 *
 *     <dialog data-controller="keys">… <section hidden><dl data-keys-here></dl></section></dialog>
 *     <button type="button" data-keys-open>Keys</button>
 */
export class KeysController extends Controller<HTMLDialogElement> {
  override connect(): void {
    this.on<KeyboardEvent>(document, "keydown", (event) => {
      if (event.defaultPrevented || isTyping(event.target) || event.altKey || event.ctrlKey || event.metaKey) return;
      if (keyOf(event) !== "?" || document.querySelector("dialog[open]")) return;
      event.preventDefault();
      this.open();
    });
    this.on<MouseEvent>(document, "click", (event) => {
      if ((event.target as Element).closest("[data-keys-open]")) this.open();
    });
    this.on<MouseEvent>(this.element, "click", (event) => {
      if (event.target === this.element || (event.target as Element).closest("[data-dialog-close]"))
        this.element.close();
    });
  }

  private open(): void {
    const list = this.element.querySelector<HTMLElement>("[data-keys-here]");
    const lines = [...document.querySelectorAll<HTMLElement>("[data-shortcut]")].filter((e) => e.checkVisibility());
    list?.replaceChildren(...lines.map(line));
    const section = list?.closest("section");
    if (section) section.hidden = lines.length === 0;
    this.element.showModal();
  }
}

/** One key and what it presses, in the words of the thing itself. */
function line(thing: HTMLElement): HTMLElement {
  const name = document.createElement("dt");
  const words = thing.cloneNode(true) as HTMLElement;
  for (const key of words.querySelectorAll("kbd")) key.remove();
  name.textContent = thing.ariaLabel ?? thing.getAttribute("placeholder") ?? words.textContent?.trim() ?? "";
  const key = document.createElement("kbd");
  key.textContent = (thing.dataset.shortcut ?? "").toUpperCase();
  const keys = document.createElement("dd");
  keys.append(key);
  const pair = document.createElement("div");
  pair.append(name, keys);
  return pair;
}
