/** Places of a calendar and moments as they stand on a wall: "2026-11-24T10:15", no zone, no change of the clock. */

export interface Held {
  start: string;
  minutes: number;
  /** minutes between the beginning of the event and the place where it was grasped */
  grasped: number;
}

export interface Spot {
  surface: HTMLElement;
  day: string;
  /** minutes since midnight; null where a place is a whole day */
  minute: number | null;
  from: number;
  to: number;
  owner?: string | undefined;
}

/** The place under a point, its minute at the step below. */
export function spotAt(x: number, y: number, step: number): Spot | null {
  const under = document.elementsFromPoint(x, y);
  const surface = under.map((element) => element.closest<HTMLElement>("[data-surface]")).find(Boolean);
  if (!surface) return null;
  const { surface: axis, day = "", from = "0", to = "1440", owner } = surface.dataset;
  const spot = { surface, day, minute: null, from: Number(from), to: Number(to), owner };
  if (axis === "day") return spot;
  const box = surface.getBoundingClientRect();
  const share = axis === "y" ? (y - box.top) / box.height : (x - box.left) / box.width;
  const minute = spot.from + Math.min(1, Math.max(0, share)) * (spot.to - spot.from);
  return { ...spot, minute: Math.min(Math.floor(minute / step) * step, spot.to - step) };
}

/** A minute of a day as a moment. */
export function wall(day: string, minute: number): string {
  return dayAfter(`${day}T00:00`, 0, minute);
}

/** A moment so many days and minutes later. */
export function dayAfter(moment: string, days: number, minutes: number): string {
  const at = new Date(`${moment}Z`);
  return new Date(at.getTime() + days * 86_400_000 + minutes * 60_000).toISOString().slice(0, 16);
}

/** Minutes from one moment to another. */
export function minutesBetween(start: string, end: string): number {
  return (new Date(`${end}Z`).getTime() - new Date(`${start}Z`).getTime()) / 60_000;
}

/** «9:30» of a moment. */
export function clock(moment: string): string {
  return `${Number(moment.slice(11, 13))}:${moment.slice(14, 16)}`;
}
