/** From "these records changed" to "ask again": `record:changed` becomes `changed:<section>` and `changed:<section>:<id>`.
 *
 * What shows records listens with `hx-trigger="changed:deals from:body"`. A burst is told once, and nothing is told while
 * somebody edits in a cell or holds a card: a refresh would take the thing out of his hands.
 */

interface Change {
  section?: string;
  ids?: number[];
}

const PAUSE = 150;
const MANY = 20;
const HELD = "[data-editing], [data-refusal], .is-chosen";

const waiting = new Set<string>();
let timer = 0;

function note(change: Change): void {
  if (change.section) {
    waiting.add(`changed:${change.section}`);
    const { ids = [] } = change;
    if (ids.length <= MANY) for (const id of ids) waiting.add(`changed:${change.section}:${id}`);
    if (ids.length === 0 || ids.length > MANY) noteRecords(change.section);
  } else {
    noteEverything();
  }
  window.clearTimeout(timer);
  timer = window.setTimeout(tell, PAUSE);
}

/** Whoever said no section, or no records, means all that the page shows of them. */
function noteEverything(): void {
  for (const name of listened()) waiting.add(name);
}

function noteRecords(section: string): void {
  for (const name of listened()) if (name.startsWith(`changed:${section}:`)) waiting.add(name);
}

function listened(): string[] {
  const found = new Set<string>();
  for (const element of document.querySelectorAll<HTMLElement>('[hx-trigger*="changed:"]')) {
    for (const [name] of (element.getAttribute("hx-trigger") ?? "").matchAll(/changed:[\w:-]+/g)) found.add(name);
  }
  return [...found];
}

function tell(): void {
  if (document.querySelector(HELD)) {
    timer = window.setTimeout(tell, 400);
    return;
  }
  const names = [...waiting];
  waiting.clear();
  for (const name of names) document.body.dispatchEvent(new CustomEvent(name));
}

/** A refresh that was on its way when somebody began to edit must not take the field out of his hands: ask later. */
function hold(event: CustomEvent): void {
  const { target, requestConfig } = event.detail;
  const asked: string = requestConfig?.triggeringEvent?.type ?? "";
  if (!asked.startsWith("changed:") || !(target instanceof Element) || !target.querySelector(HELD)) return;
  event.detail.shouldSwap = false;
  waiting.add(asked);
  window.clearTimeout(timer);
  timer = window.setTimeout(tell, PAUSE);
}

export function setUpChanges(): void {
  document.body.addEventListener("htmx:beforeSwap", (event) => hold(event as CustomEvent));
  document.body.addEventListener("record:changed", (event) => note((event as CustomEvent<Change>).detail ?? {}));
}
