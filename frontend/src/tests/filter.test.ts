import { afterEach, beforeEach, expect, test } from "vitest";
import { start } from "../controller";
import { FilterController } from "../controllers/filter";

const fields = [
  {
    key: "stage",
    label: "Stage",
    operators: [
      { key: "in", label: "is", input: "choices" },
      { key: "empty", label: "is empty", input: "none" },
    ],
    options: [
      { value: "new", label: "New" },
      { value: "won", label: "Won" },
    ],
  },
  {
    key: "amount",
    label: "Amount",
    operators: [
      { key: "ge", label: "from", input: "number" },
      { key: "between", label: "between", input: "range" },
    ],
  },
];
const model = { match: "all", rows: [{ field: "stage", operator: "in", value: ["won"] }] };
let stop: () => void;

beforeEach(() => {
  document.body.innerHTML = `
    <script id="fields" type="application/json">${JSON.stringify(fields)}</script>
    <form data-controller="filter" data-fields="fields"><input type="hidden" name="model">
    <div data-filter-group><select data-filter-match><option value="all"><option value="any"></select>
    <div data-filter-rows></div><div><button type="button" data-filter-add></button>
    <button type="button" data-filter-nest></button></div></div></form>`;
  (document.querySelector("[name=model]") as HTMLInputElement).value = JSON.stringify(model);
  stop = start({ filter: FilterController });
});
afterEach(() => stop());

const stored = (): unknown => JSON.parse((document.querySelector("[name=model]") as HTMLInputElement).value);

function choose(row: number, part: string, value: string): void {
  const line = document.querySelectorAll("[data-filter-row]")[row];
  const select = line?.querySelector<HTMLSelectElement>(`[data-part="${part}"]`);
  if (!select) throw new Error(`no ${part} in row ${row}`);
  select.value = value;
  select.dispatchEvent(new Event("change", { bubbles: true }));
}

test("the model given is the model kept", () => {
  expect(stored()).toEqual(model);
});

test("another field brings its own operators and an empty value", () => {
  choose(0, "field", "amount");
  expect(stored()).toEqual({ match: "all", rows: [{ field: "amount", operator: "ge", value: "" }] });
});

test("what is typed goes into the model, a range as two values", () => {
  choose(0, "field", "amount");
  choose(0, "operator", "between");
  const inputs = [...document.querySelectorAll<HTMLInputElement>("[data-value]")];
  expect(inputs).toHaveLength(2);
  inputs.forEach((input, index) => {
    input.value = String(index + 1);
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
  expect(stored()).toMatchObject({ rows: [{ operator: "between", value: ["1", "2"] }] });
});

test("rows come and go", () => {
  document.querySelector<HTMLElement>("[data-filter-add]")?.click();
  expect(document.querySelectorAll("[data-filter-row]")).toHaveLength(2);
  document.querySelector<HTMLElement>("[data-filter-remove]")?.click();
  expect(stored()).toMatchObject({ rows: [{ field: "stage", value: [] }] });
});

test("a group has rows of its own and goes together the other way", () => {
  document.querySelector<HTMLElement>("[data-filter-nest]")?.click();
  choose(1, "field", "amount");
  expect(stored()).toEqual({
    match: "all",
    rows: [...model.rows, { match: "any", rows: [{ field: "amount", operator: "ge", value: "" }] }],
  });
  expect(document.querySelectorAll("[data-filter-nest]")).toHaveLength(1);
  document.querySelector<HTMLElement>("[data-filter-group] [data-filter-group] > div > [data-filter-remove]")?.click();
  expect(stored()).toEqual(model);
});
