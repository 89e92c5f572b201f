import { Controller } from "../../controller";
import { placeBeside } from "../../floating";
import { htmx } from "../../htmx-setup";
import { announce, recordChanged, request, toast, word } from "../../page";
import { clock, dayAfter, type Held, minutesBetween, type Spot, spotAt, wall } from "./spots";

const STEP = 15;
const NUDGE = 5;
const TOUCH_DELAY = 220;
const USUAL = 60;

/** What a hand did: a new start, a new end, another person. */
interface Asked {
  start?: string | undefined;
  end?: string | undefined;
  owner?: string | undefined;
}

interface Drag extends Held {
  event: HTMLElement;
  isStretch: boolean;
  x: number;
  y: number;
  ghost: HTMLElement | null;
  spot: Spot | null;
}

/** Events that are dragged and stretched, empty places that are pressed, and the keys that do the same.
 *
 * Places are `[data-surface]`: "y" and "x" have hours (`data-from`, `data-to` in minutes), "day" is a whole day; rows of
 * people have `data-owner`. A move posts `section`, `id`, `version`, `start`, `end`, `owner` to `data-url`; until 2xx comes
 * the event has not moved, and a refusal says why.
 */
export class CalendarController extends Controller<HTMLElement> {
  private drag: Drag | null = null;
  private timer = 0;
  private wasDragged = false;

  override connect(): void {
    this.on<PointerEvent>(this.element, "pointerdown", (event) => this.take(event));
    this.on<PointerEvent>(document, "pointermove", (event) => this.pull(event));
    this.on<PointerEvent>(document, "pointerup", () => void this.drop());
    this.on(document, "pointercancel", () => this.letGo());
    this.on<MouseEvent>(this.element, "click", (event) => this.click(event), { capture: true });
    this.on<KeyboardEvent>(this.element, "keydown", (event) => this.key(event));
    this.on<KeyboardEvent>(document, "keydown", (event) => event.key === "Escape" && this.letGo());
    this.on<TouchEvent>(this.element, "touchmove", (event) => this.drag?.ghost && event.preventDefault(), {
      passive: false,
    });
  }

  override disconnect(): void {
    this.letGo();
  }

  private take(press: PointerEvent): void {
    this.wasDragged = false;
    const event = (press.target as Element).closest<HTMLElement>(".a-event:not([data-fixed])");
    if (!event || press.button !== 0) return;
    const isStretch = (press.target as Element).closest("[data-stretch]") !== null;
    const spot = spotAt(press.clientX, press.clientY, STEP);
    const start = event.dataset.start ?? "";
    const grasped = spot?.minute != null && !isStretch ? minutesBetween(start, wall(spot.day, spot.minute)) : 0;
    this.drag = {
      event,
      isStretch,
      start,
      minutes: Number(event.dataset.minutes),
      grasped: Math.max(0, grasped),
      x: press.clientX,
      y: press.clientY,
      ghost: null,
      spot: null,
    };
    if (press.pointerType === "touch") {
      const held = this.drag;
      held.x = Number.NaN;
      this.timer = window.setTimeout(() => {
        held.x = -1e6;
        navigator.vibrate?.(8);
      }, TOUCH_DELAY);
    }
  }

  private pull(move: PointerEvent): void {
    const drag = this.drag;
    if (!drag) return;
    if (Number.isNaN(drag.x)) return this.letGo();
    if (!drag.ghost && Math.hypot(move.clientX - drag.x, move.clientY - drag.y) < NUDGE) return;
    drag.event.classList.add("is-chosen");
    drag.spot = spotAt(move.clientX, move.clientY, STEP);
    this.show(drag);
  }

  /** Draw where the event would stand. */
  private show(drag: Drag): void {
    const spot = drag.spot;
    drag.ghost ??= Object.assign(document.createElement("span"), { className: `${drag.event.className} is-ghost` });
    // The page waits with news while something is held; what only shows where it would stand holds nothing.
    drag.ghost.classList.remove("is-chosen");
    if (!spot) return drag.ghost.remove();
    const at = this.asked(drag, spot);
    const minutes = drag.isStretch ? Math.max(STEP, minutesBetween(drag.start, at.end ?? "")) : drag.minutes;
    const begins = at.start ?? drag.start;
    drag.ghost.classList.toggle("is-line", spot.minute === null);
    drag.ghost.textContent =
      spot.minute === null ? (drag.event.textContent ?? "") : `${clock(begins)}–${clock(dayAfter(begins, 0, minutes))}`;
    const surface = spot.surface;
    if (spot.minute !== null) {
      const span = spot.to - spot.from;
      const from = minutesBetween(wall(spot.day, spot.from), begins);
      const [place, size] = surface.dataset.surface === "y" ? ["--y", "--h"] : ["--x", "--w"];
      drag.ghost.style.setProperty(place, String((from / span) * 100));
      drag.ghost.style.setProperty(size, String((Math.max(minutes, 25) / span) * 100));
    }
    if (drag.ghost.parentElement !== surface) surface.append(drag.ghost);
  }

  /** What the server is asked for when the event is let go at a spot. */
  private asked(drag: Drag, spot: Spot): Asked {
    const owner = spot.owner && spot.owner !== this.ownerOf(drag.event) ? spot.owner : undefined;
    if (drag.isStretch && spot.minute !== null) {
      const end = wall(spot.day, spot.minute);
      return { end: minutesBetween(drag.start, end) < STEP ? dayAfter(drag.start, 0, STEP) : end };
    }
    const time = drag.start.slice(11);
    const start =
      spot.minute === null ? `${spot.day}T${time}` : dayAfter(wall(spot.day, spot.minute), 0, -drag.grasped);
    return { start: start === drag.start ? undefined : start, owner };
  }

  private ownerOf(event: HTMLElement): string | undefined {
    return event.closest<HTMLElement>("[data-owner]")?.dataset.owner;
  }

  private async drop(): Promise<void> {
    const drag = this.drag;
    window.clearTimeout(this.timer);
    this.drag = null;
    if (!drag?.ghost) return;
    this.wasDragged = true;
    const asked: Asked = drag.spot ? this.asked(drag, drag.spot) : {};
    const isGood = asked.start || asked.end || asked.owner ? await this.send(drag.event, asked) : false;
    if (!isGood) drag.ghost.remove();
    drag.event.classList.remove("is-chosen");
  }

  private letGo(): void {
    window.clearTimeout(this.timer);
    this.drag?.ghost?.remove();
    this.drag?.event.classList.remove("is-chosen");
    this.drag = null;
  }

  /** Post a move; tell the page what the answer tells. */
  private async send(event: HTMLElement, asked: Asked): Promise<boolean> {
    const { section = "", id = "", version = "" } = event.dataset;
    const body = new URLSearchParams({ section, id, version });
    for (const [name, value] of Object.entries(asked)) if (value) body.set(name, value);
    event.setAttribute("aria-busy", "true");
    const url = this.element.dataset.url ?? "";
    const answer = await request(url, { method: "POST", body, headers: { "HX-Request": "true" } }).catch(() => null);
    event.removeAttribute("aria-busy");
    if (!answer) {
      toast({ text: word("offline"), kind: "late" });
      return false;
    }
    const events = JSON.parse(answer.headers.get("HX-Trigger") || "{}") as Record<string, unknown>;
    for (const [name, detail] of Object.entries(events)) {
      document.body.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
    }
    if (!answer.ok && !("toast" in events)) {
      const said = answer.headers.get("X-Artel-Problem");
      toast({ text: said ? decodeURIComponent(said) : word("failed"), kind: "late" });
    }
    if (answer.status === 409) recordChanged({ section });
    if (answer.ok) announce(word("movedTo", { time: asked.start ?? asked.end ?? "" }).replace("T", " "));
    return answer.ok;
  }

  private click(event: MouseEvent): void {
    const target = event.target as Element;
    if (this.wasDragged) {
      this.wasDragged = false;
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    if (target.closest("a, button, [data-offers]")) return;
    const spot = spotAt(event.clientX, event.clientY, 30);
    if (spot) this.offer(spot, event);
  }

  /** Offer what can be planned at an empty place. */
  private offer(spot: Spot, event: MouseEvent): void {
    const menu = this.element.querySelector<HTMLElement>("[data-offers]");
    if (!menu?.childElementCount) return;
    const start = wall(spot.day, spot.minute ?? 9 * 60);
    for (const item of menu.querySelectorAll<HTMLElement>("[data-new]")) {
      const asked = new URLSearchParams();
      if (item.dataset.start) asked.set(item.dataset.start, start);
      if (item.dataset.end) asked.set(item.dataset.end, dayAfter(start, 0, USUAL));
      if (spot.owner) asked.set("owner", spot.owner);
      item.setAttribute("hx-get", `${item.dataset.new}?${asked}`);
      item.setAttribute("hx-target", "#dialog");
      item.dataset.dialog = "sheet";
      item.onclick = () => menu.hidePopover();
      htmx.process(item);
    }
    const point = document.createElement("i");
    Object.assign(point.style, { position: "fixed", left: `${event.clientX}px`, top: `${event.clientY}px` });
    this.element.append(point);
    menu.showPopover();
    placeBeside(menu, point);
    point.remove();
    menu.querySelector<HTMLElement>("[data-new]")?.focus();
  }

  /** Alt with arrows moves the event in focus, with Shift it stretches. */
  private key(event: KeyboardEvent): void {
    const mark = (event.target as Element).closest<HTMLElement>(".a-event:not([data-fixed])");
    if (!mark || !event.altKey) return;
    const days = { ArrowLeft: -1, ArrowRight: 1 }[event.key] ?? 0;
    const minutes = { ArrowUp: -STEP, ArrowDown: STEP }[event.key] ?? 0;
    if (!days && !minutes) return;
    event.preventDefault();
    const start = mark.dataset.start ?? "";
    const length = Number(mark.dataset.minutes);
    if (!event.shiftKey) void this.send(mark, { start: dayAfter(start, days, minutes) });
    else if (minutes) void this.send(mark, { end: dayAfter(start, 0, Math.max(STEP, length + minutes)) });
  }
}
