import { Controller } from "../../controller";
import { htmx } from "../../htmx-setup";

interface Held {
  bar: SVGGElement;
  edge: "start" | "end";
  days: number;
  x: number;
}

const PAUSE = 400;
/** Where each plan was scrolled to: the drawing is replaced with every answer. */
const scrolled = new Map<string, number>();

/** Bars of a plan that are moved by dragging, or by arrows; the right edge (Shift with arrows) stretches them.
 *
 * `<div data-controller="gantt" data-url>` holds the drawing (`.a-gantt-time svg[data-day]`, bars `g[data-id]` with
 * `data-start`, `data-end`, `data-movable`, `data-begun`) and a form `[data-gantt-form]`. A move is put into the form as
 * `move=id:start:moment` or `id:end:moment`; what depends on it the server works out and draws.
 */
export class GanttController extends Controller<HTMLElement> {
  private held: Held | null = null;
  private timer = 0;

  override connect(): void {
    this.on<PointerEvent>(this.element, "pointerdown", (event) => this.take(event));
    this.on<PointerEvent>(window, "pointermove", (event) => this.drag(event));
    this.on<PointerEvent>(window, "pointerup", () => this.drop());
    this.on(window, "pointercancel", () => this.letGo());
    this.on<KeyboardEvent>(this.element, "keydown", (event) => this.key(event));
    this.scroll();
  }

  override disconnect(): void {
    window.clearTimeout(this.timer);
    const { area } = this;
    if (area) scrolled.set(this.place, area.scrollLeft);
  }

  private get area(): HTMLElement | null {
    return this.element.querySelector<HTMLElement>(".a-gantt-time");
  }

  private get place(): string {
    return `${this.element.dataset.url} ${this.element.dataset.zoom}`;
  }

  private get day(): number {
    return Number(this.element.querySelector<SVGElement>("svg[data-day]")?.dataset.day ?? 1);
  }

  /** Show the place one was at, at first today, else the beginning. */
  private scroll(): void {
    const { area } = this;
    if (!area) return;
    const today = Number(area.querySelector(".a-gantt-today")?.getAttribute("x1") ?? 0);
    area.scrollLeft = scrolled.get(this.place) ?? Math.max(0, today - area.clientWidth * 0.6);
    this.on(area, "scroll", () => scrolled.set(this.place, area.scrollLeft), { passive: true });
  }

  private take(event: PointerEvent): void {
    const bar = (event.target as Element).closest<SVGGElement>("g[data-id]");
    if (!bar || event.button !== 0) return;
    if (this.held) this.drop();
    const isGrip = (event.target as Element).classList.contains("is-grip");
    this.held = { bar, edge: isGrip || "begun" in bar.dataset ? "end" : "start", days: 0, x: event.clientX };
    bar.classList.add("is-held");
    if ("movable" in bar.dataset) event.preventDefault();
    bar.focus({ preventScroll: true });
  }

  private drag(event: PointerEvent): void {
    const { held } = this;
    if (!held || !("movable" in held.bar.dataset) || this.timer) return;
    this.show(Math.round((event.clientX - held.x) / this.day));
  }

  private drop(): void {
    const { held } = this;
    if (!held || this.timer) return;
    if (held.days) this.send(held);
    else {
      this.letGo();
      this.open(held.bar);
    }
  }

  private letGo(): void {
    if (!this.held) return;
    this.show(0);
    this.held.bar.classList.remove("is-held");
    this.held = null;
    window.clearTimeout(this.timer);
    this.timer = 0;
  }

  private key(event: KeyboardEvent): void {
    const bar = (event.target as Element).closest<SVGGElement>("g[data-id]");
    if (!bar) return;
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const along = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && "movable" in bar.dataset)
      this.nudge(bar, event.shiftKey || "begun" in bar.dataset ? "end" : "start", step);
    else if (along) this.walk(bar, along);
    else if (event.key === "Escape" && this.held) this.letGo();
    else if (event.key === "Enter") this.open(bar);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Several presses are one move: it is sent when the hand rests. */
  private nudge(bar: SVGGElement, edge: "start" | "end", step: number): void {
    if (this.held && (this.held.bar !== bar || this.held.edge !== edge)) this.letGo();
    this.held ??= { bar, edge, days: 0, x: 0 };
    this.show(this.held.days + step);
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      this.timer = 0;
      const { held } = this;
      if (held?.days) this.send(held);
      else this.letGo();
    }, PAUSE);
  }

  private walk(bar: SVGGElement, step: number): void {
    const bars = [...this.element.querySelectorAll<SVGGElement>("g[data-id]")];
    bars[bars.indexOf(bar) + step]?.focus();
  }

  /** Draw the bar where it would stand; of a stretched one the plan grows. */
  private show(days: number): void {
    const { held } = this;
    if (!held) return;
    const pixels = (days - held.days) * this.day;
    held.days = days;
    if (held.edge === "start") {
      if (days) held.bar.setAttribute("transform", `translate(${days * this.day} 0)`);
      else held.bar.removeAttribute("transform");
      return;
    }
    const plan = held.bar.querySelector(".is-plan");
    const grip = held.bar.querySelector(".is-grip");
    plan?.setAttribute("width", String(Math.max(4, Number(plan.getAttribute("width")) + pixels)));
    grip?.setAttribute("x", String(Number(grip.getAttribute("x")) + pixels));
  }

  private send({ bar, edge, days }: Held): void {
    const form = this.element.querySelector<HTMLFormElement>("[data-gantt-form]");
    if (!form) return this.letGo();
    const moment = new Date(bar.dataset[edge] ?? "");
    moment.setDate(moment.getDate() + days);
    const move = document.createElement("input");
    Object.assign(move, { type: "hidden", name: "move", value: `${bar.dataset.id}:${edge}:${moment.toISOString()}` });
    form.append(move);
    this.held = null;
    htmx.trigger(form, "submit");
  }

  private open(bar: SVGGElement): void {
    location.assign(`/tasks/${bar.dataset.id}/`);
  }
}
