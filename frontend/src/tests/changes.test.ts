import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { setUpChanges } from "../changes";

const told: string[] = [];
const change = (detail: unknown): void => {
  document.body.dispatchEvent(new CustomEvent("record:changed", { detail }));
};

setUpChanges();
for (const name of ["changed:deals", "changed:deals:7", "changed:leads"]) {
  document.body.addEventListener(name, () => told.push(name));
}

beforeEach(() => {
  vi.useFakeTimers();
  told.length = 0;
  document.body.innerHTML = `
    <div hx-trigger="changed:deals from:body"></div>
    <div hx-trigger="changed:deals:7 from:body, changed:leads from:body"></div>`;
});
afterEach(() => {
  vi.useRealTimers();
});

test("a change is told to its section and to its record, a burst once", () => {
  change({ section: "deals", ids: [7] });
  change({ section: "deals", ids: [7] });
  vi.advanceTimersByTime(1000);
  expect(told.sort()).toEqual(["changed:deals", "changed:deals:7"]);
});

test("a change of unnamed records reaches every record shown of the section", () => {
  change({ section: "deals", ids: [] });
  vi.advanceTimersByTime(1000);
  expect(told.sort()).toEqual(["changed:deals", "changed:deals:7"]);
});

test("a change of nobody knows what reaches everything shown", () => {
  change({});
  vi.advanceTimersByTime(1000);
  expect(told.sort()).toEqual(["changed:deals", "changed:deals:7", "changed:leads"]);
});

test("nothing is told while somebody edits", () => {
  document.body.insertAdjacentHTML("beforeend", "<p data-editing></p>");
  change({ section: "deals" });
  vi.advanceTimersByTime(3000);
  expect(told).toEqual([]);
  document.querySelector("[data-editing]")?.remove();
  vi.advanceTimersByTime(1000);
  expect(told).toContain("changed:deals");
});

test("a refresh on its way when the editing began is put off, not swapped in", () => {
  const panel = document.body.firstElementChild as Element;
  panel.innerHTML = "<p data-editing></p>";
  const answer = new CustomEvent("htmx:beforeSwap", {
    bubbles: true,
    detail: { target: panel, shouldSwap: true, requestConfig: { triggeringEvent: new CustomEvent("changed:deals") } },
  });
  panel.dispatchEvent(answer);
  expect(answer.detail.shouldSwap).toBe(false);
  vi.advanceTimersByTime(1000);
  expect(told).toEqual([]);
  panel.innerHTML = "";
  vi.advanceTimersByTime(1000);
  expect(told).toEqual(["changed:deals"]);
});
