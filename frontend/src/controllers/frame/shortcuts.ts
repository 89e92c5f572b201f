import { Controller } from "../../controller";
import { isTyping } from "../../page";

/** Keys that work anywhere on the page. A thing says which key presses it: `data-shortcut="n"`, `"/"`, `"e"`.
 *
 * Fields get the focus, everything else is clicked. Keys are told by their place, so they work in the Russian layout.
 * Nothing happens while somebody types or while a dialog is open (a thing inside the dialog may have its own keys).
 */
export class ShortcutsController extends Controller<HTMLElement> {
  override connect(): void {
    this.on<KeyboardEvent>(document, "keydown", (event) => {
      if (event.defaultPrevented || isTyping(event.target) || event.altKey || event.ctrlKey || event.metaKey) return;
      const key = keyOf(event);
      const scope = document.querySelector("dialog[open]") ?? document;
      const thing = scope.querySelector<HTMLElement>(`[data-shortcut="${CSS.escape(key)}"]:not([disabled])`);
      if (!thing?.checkVisibility()) return;
      event.preventDefault();
      if (thing.matches("input, select, textarea")) thing.focus();
      else thing.click();
    });
  }
}

/** The Latin letter on the key, whatever the layout; signs as typed ("/" and "?" are also where the Russian layout has
 * "." and ","). */
export function keyOf(event: KeyboardEvent): string {
  if (event.code.startsWith("Key")) return event.code.slice(3).toLowerCase();
  if (event.code !== "Slash" || event.key === "?") return event.key;
  return event.shiftKey ? "?" : "/";
}
