import type Sortable from "sortablejs";
import { Controller } from "../../controller";
import { placeBeside } from "../../floating";
import { htmx } from "../../htmx-setup";
import { announce, prefersStillness, recordChanged, request, toast, word } from "../../page";
import { keyOf } from "../frame/shortcuts";

interface Origin {
  parent: Element;
  before: Element | null;
}

/** Cards that are moved between columns by dragging, or by `m` and the arrow button on a card.
 *
 * A move posts `id`, `version`, `stage`, `before` to `data-url`. 2xx: it stands. 409 or 422: the answer (a `Refusal`) is put
 * under the card, and Esc or `[data-board-return]` puts the card back. Arrows walk over cards and columns.
 */
export class BoardController extends Controller<HTMLElement> {
  private sortables: Sortable[] = [];
  private origin: Origin | null = null;

  override connect(): Promise<void> {
    this.on<KeyboardEvent>(this.element, "keydown", (event) => this.key(event));
    this.on<MouseEvent>(this.element, "click", (event) => this.click(event));
    return this.makeDraggable();
  }

  override disconnect(): void {
    for (const sortable of this.sortables) sortable.destroy();
  }

  private get lists(): HTMLElement[] {
    return [...this.element.querySelectorAll<HTMLElement>("[data-board-cards]")];
  }

  private async makeDraggable(): Promise<void> {
    const { default: Sortable } = await import("sortablejs");
    if (this.signal.aborted) return;
    this.sortables = this.lists.map((list) =>
      Sortable.create(list, {
        group: `board-${this.element.id}`,
        draggable: ".a-deal",
        filter: "[data-fixed], .a-refusal, button",
        preventOnFilter: false,
        animation: prefersStillness() ? 0 : 120,
        delay: 180,
        delayOnTouchOnly: true,
        ghostClass: "a-ghost-card",
        chosenClass: "is-chosen",
        dragClass: "is-dragged",
        onStart: ({ item }) => {
          this.origin = { parent: item.parentElement as Element, before: item.nextElementSibling };
        },
        onEnd: ({ item, from, to, newDraggableIndex, oldDraggableIndex }) => {
          if (from !== to || newDraggableIndex !== oldDraggableIndex) void this.send(item, this.origin);
        },
      }),
    );
  }

  private async send(card: HTMLElement, origin: Origin | null): Promise<void> {
    const column = card.closest<HTMLElement>("[data-stage]");
    const next = card.nextElementSibling as HTMLElement | null;
    this.clearRefusals();
    const body = new URLSearchParams({
      id: card.dataset.id ?? "",
      version: card.dataset.version ?? "",
      stage: column?.dataset.stage ?? "",
      before: next?.dataset.id ?? "",
    });
    card.setAttribute("aria-busy", "true");
    const url = this.element.dataset.url ?? "";
    const answer = await request(url, { method: "POST", body, headers: { "HX-Request": "true" } }).catch(() => null);
    card.removeAttribute("aria-busy");
    if (answer?.ok) return this.settled(answer, column);
    if (answer && (answer.status === 409 || answer.status === 422)) {
      return this.refuse(card, column, await answer.text(), origin);
    }
    putBack(card, origin);
    const said = answer?.headers.get("X-Artel-Problem");
    toast({ text: said ? decodeURIComponent(said) : word(answer ? "failed" : "offline"), kind: "late" });
  }

  private settled(answer: Response, column: HTMLElement | null): void {
    announce(word("moved", { column: column?.dataset.label ?? "" }));
    const events = JSON.parse(answer.headers.get("HX-Trigger") || "{}") as Record<string, unknown>;
    for (const [name, detail] of Object.entries(events)) {
      document.body.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
    }
    if (!("record:changed" in events)) recordChanged({});
  }

  private refuse(card: HTMLElement, column: HTMLElement | null, html: string, origin: Origin | null): void {
    column?.classList.add("is-refused");
    const box = document.createElement("div");
    box.dataset.refusal = card.dataset.id ?? "";
    box.innerHTML = html;
    card.after(box);
    htmx.process(box);
    const giveBack = (): void => {
      this.clearRefusals();
      putBack(card, origin);
      card.focus();
    };
    box.addEventListener("click", (event) => (event.target as Element).closest("[data-board-return]") && giveBack());
    box.addEventListener("keydown", (event) => event.key === "Escape" && giveBack());
    box.querySelector<HTMLElement>("button, a")?.focus();
  }

  private clearRefusals(): void {
    for (const box of this.element.querySelectorAll("[data-refusal]")) box.remove();
    for (const column of this.element.querySelectorAll(".is-refused")) column.classList.remove("is-refused");
  }

  private click(event: MouseEvent): void {
    const button = (event.target as Element).closest<HTMLElement>("[data-board-move]");
    const card = button?.closest<HTMLElement>(".a-deal");
    if (button && card) this.offer(card, button);
  }

  private key(event: KeyboardEvent): void {
    const card = event.target as HTMLElement;
    if (!card.matches(".a-deal")) return;
    const step = { ArrowDown: [0, 1], ArrowUp: [0, -1], ArrowRight: [1, 0], ArrowLeft: [-1, 0] }[event.key];
    if (step) this.walk(card, step[0] ?? 0, step[1] ?? 0);
    else if (event.key === "Enter") card.querySelector<HTMLElement>("a")?.click();
    else if (keyOf(event) === "m" && !card.hasAttribute("data-fixed")) this.offer(card, card);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private walk(card: HTMLElement, across: number, down: number): void {
    const lists = this.lists.map((list) => [...list.querySelectorAll<HTMLElement>(".a-deal")]);
    const column = lists.findIndex((cards) => cards.includes(card));
    const row = lists[column]?.indexOf(card) ?? 0;
    if (down) return lists[column]?.[row + down]?.focus();
    for (let at = column + across; at >= 0 && at < lists.length; at += across) {
      const cards = lists[at] ?? [];
      if (cards.length) return cards[Math.min(row, cards.length - 1)]?.focus();
    }
  }

  /** The keyboard's twin of dragging: a menu of the other columns. */
  private offer(card: HTMLElement, opener: HTMLElement): void {
    document.getElementById("board-move")?.remove();
    const menu = document.createElement("div");
    Object.assign(menu, { id: "board-move", className: "a-float a-menu", popover: "auto", role: "menu" });
    const here = card.closest("[data-stage]");
    for (const column of this.element.querySelectorAll<HTMLElement>("[data-stage]")) {
      if (column === here) continue;
      const item = document.createElement("button");
      Object.assign(item, { type: "button", role: "menuitem", textContent: column.dataset.label ?? "" });
      item.addEventListener("click", () => {
        menu.remove();
        this.moveTo(card, column);
      });
      menu.append(item);
    }
    menu.addEventListener("keydown", (event) => this.menuKey(event, menu, opener));
    menu.addEventListener("toggle", (event) => (event as ToggleEvent).newState === "closed" && menu.remove());
    document.body.append(menu);
    menu.showPopover();
    placeBeside(menu, opener);
    menu.querySelector<HTMLElement>("button")?.focus();
  }

  private menuKey(event: KeyboardEvent, menu: HTMLElement, opener: HTMLElement): void {
    const items = [...menu.querySelectorAll<HTMLElement>("button")];
    const at = items.indexOf(document.activeElement as HTMLElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") {
      menu.remove();
      opener.focus();
    } else if (step) items.at((at + step) % items.length)?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private moveTo(card: HTMLElement, column: HTMLElement): void {
    const origin = { parent: card.parentElement as Element, before: card.nextElementSibling };
    column.querySelector("[data-board-cards]")?.prepend(card);
    card.focus();
    card.scrollIntoView({ block: "nearest", inline: "nearest" });
    void this.send(card, origin);
  }
}

function putBack(card: HTMLElement, origin: Origin | null): void {
  if (!origin) return;
  if (origin.before?.isConnected) origin.before.before(card);
  else origin.parent.append(card);
}
