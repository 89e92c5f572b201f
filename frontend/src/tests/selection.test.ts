import { afterEach, beforeEach, expect, test } from "vitest";
import { start } from "../controller";
import { SelectionController } from "../controllers/selection";

let stop: () => void;

beforeEach(() => {
  const row = (id: number): string =>
    `<tr data-id="${id}"><td><input type="checkbox" name="ids" value="${id}"></td></tr>`;
  document.body.innerHTML = `
    <script id="words" type="application/json">{"selected": "Selected: {count}"}</script>
    <div id="announcer"></div>
    <div data-controller="selection">
      <table><thead><tr><th><input type="checkbox" data-select-all></th></tr></thead>
      <tbody>${[1, 2, 3, 4].map(row).join("")}</tbody></table>
      <div data-selection-bar hidden><b data-selection-count></b><button data-selection-clear></button></div>
    </div>`;
  stop = start({ selection: SelectionController });
});
afterEach(() => stop());

const boxes = (): HTMLInputElement[] => [...document.querySelectorAll<HTMLInputElement>("[name=ids]")];
const bar = (): HTMLElement => document.querySelector("[data-selection-bar]") as HTMLElement;
const chosen = (): string[] => boxes().flatMap((box) => (box.checked ? [box.value] : []));

function press(index: number, isShift = false): void {
  boxes()[index]?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, shiftKey: isShift }));
}

test("the bar shows with the first tick, counts, and marks the row", () => {
  expect(bar().hidden).toBe(true);
  press(1);
  expect(bar().hidden).toBe(false);
  expect(bar().textContent).toContain("Selected: 1");
  expect(boxes()[1]?.closest("tr")?.getAttribute("aria-selected")).toBe("true");
  expect(document.getElementById("announcer")?.textContent).toBe("Selected: 1");
});

test("shift takes everything between", () => {
  press(0);
  press(2, true);
  expect(chosen()).toEqual(["1", "2", "3"]);
});

test("the box of the head takes all and gives all back", () => {
  const all = document.querySelector<HTMLInputElement>("[data-select-all]") as HTMLInputElement;
  all.click();
  expect(chosen()).toHaveLength(4);
  press(3);
  expect(all.indeterminate).toBe(true);
  document.querySelector<HTMLElement>("[data-selection-clear]")?.click();
  expect(chosen()).toEqual([]);
  expect(bar().hidden).toBe(true);
});
