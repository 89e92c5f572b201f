import { afterEach, beforeEach, expect, test } from "vitest";
import { start } from "../controller";
import { TabsController } from "../controllers/tabs";

let stop: () => void;

beforeEach(() => {
  document.body.innerHTML = `
    <div role="tablist" data-controller="tabs">
      <button role="tab" aria-controls="p1" aria-selected="true">1</button><button role="tab" aria-controls="p2">2</button>
    </div><div id="p1" role="tabpanel"></div><div id="p2" role="tabpanel"></div>`;
  stop = start({ tabs: TabsController });
});
afterEach(() => stop());

const tab = (index: number): HTMLElement => document.querySelectorAll<HTMLElement>("[role=tab]")[index] as HTMLElement;
const isShown = (id: string): boolean => document.getElementById(id)?.hidden === false;

test("only the panel of the chosen tab is shown, only that tab is in the order of Tab", () => {
  expect([isShown("p1"), isShown("p2")]).toEqual([true, false]);
  expect([tab(0).tabIndex, tab(1).tabIndex]).toEqual([0, -1]);
});

test("arrows go round", () => {
  tab(0).focus();
  tab(0).dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
  expect([isShown("p1"), isShown("p2")]).toEqual([false, true]);
  expect(document.activeElement).toBe(tab(1));
  tab(1).dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
  expect(isShown("p1")).toBe(true);
});
