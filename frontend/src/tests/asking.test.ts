import { beforeEach, expect, test } from "vitest";
import { AskingController } from "../controllers/asking";

const state = (told: object) =>
  `<i hidden data-state='${JSON.stringify({ hidden: [], required: [], readonly: [], front: [], ...told })}'></i>`;

function formWith(told: object): AskingController {
  document.body.innerHTML = `<form>
    <span data-controller="asking" data-reads="kind">${state(told)}</span>
    <div data-part="front" data-fields>
      <div data-field="name"><input type="text" name="name" value="Лифт"></div>
      <div data-field="kind" data-conditional><select name="kind"><option value="a">А</option></select></div>
      <div data-field="law" data-conditional><span data-required-mark hidden>*</span><input type="text" name="law" value="44"></div>
    </div>
    <details data-part="more"><summary>Ещё</summary><div data-fields>
      <div data-field="note"><textarea name="note">Шахта</textarea></div>
      <div data-field="urgent" data-conditional><input type="hidden" name="urgent" value=""><input type="checkbox" name="urgent" value="on" checked></div>
    </div></details></form>`;
  const controller = new AskingController(document.querySelector<HTMLElement>("[data-controller]") as HTMLElement);
  controller.connect();
  return controller;
}

const box = (key: string) => document.querySelector<HTMLElement>(`[data-field="${key}"]`) as HTMLElement;
/** What a form would send: happy-dom makes its data without telling anybody, a browser does. */
const sent = () => {
  const form = document.querySelector("form") as HTMLFormElement;
  const data = new FormData(form);
  form.dispatchEvent(Object.assign(new Event("formdata"), { formData: data }));
  return [...data];
};
const front = () =>
  [...document.querySelectorAll<HTMLElement>('[data-part="front"] [data-field]')].map((each) => each.dataset.field);

beforeEach(() => {
  document.body.innerHTML = "";
});

test("a hidden field keeps its text, which travels with the form", () => {
  formWith({ hidden: ["law", "urgent"] });
  expect(box("law").hidden).toBe(true);
  expect(box("law").querySelector("input")?.disabled).toBe(true);
  expect(sent()).toContainEqual(["law", "44"]);
  expect(sent().filter(([name]) => name === "urgent")).toEqual([
    ["urgent", ""],
    ["urgent", "on"],
  ]);
});

test("a box without its tick and a file are not sent from out of sight", () => {
  formWith({ hidden: ["urgent"] });
  const tick = box("urgent").querySelector<HTMLInputElement>("[type=checkbox]") as HTMLInputElement;
  tick.checked = false;
  tick.insertAdjacentHTML("afterend", '<input type="file" name="urgent" disabled>');
  expect(sent().filter(([name]) => name === "urgent")).toEqual([["urgent", ""]]);
});

test("a required field shows its mark and is required", () => {
  formWith({ required: ["law"] });
  expect(box("law").querySelector<HTMLElement>("[data-required-mark]")?.hidden).toBe(false);
  expect(box("law").querySelector("input")?.required).toBe(true);
  formWith({});
  expect(box("law").querySelector<HTMLElement>("[data-required-mark]")?.hidden).toBe(true);
});

test("a locked text can be read, a locked choice or box can not be changed", () => {
  formWith({ readonly: ["law", "kind", "urgent"] });
  expect(box("law").querySelector("input")?.readOnly).toBe(true);
  expect(box("law").querySelector("input")?.disabled).toBe(false);
  expect(box("kind").querySelector("select")?.disabled).toBe(true);
  expect(box("urgent").querySelector<HTMLInputElement>("[type=checkbox]")?.disabled).toBe(true);
});

test("fields come into sight in their order, with what was typed in them", () => {
  formWith({ front: ["note", "name", "law"] });
  expect(front()).toEqual(["note", "name", "law"]);
  expect(box("note").querySelector("textarea")?.value).toBe("Шахта");
  expect(box("kind").closest('[data-part="more"]')).not.toBeNull();
});

test("the field that has the focus neither hides nor moves", () => {
  const controller = formWith({});
  box("law").querySelector("input")?.focus();
  controller.element.innerHTML = state({ hidden: ["law"], front: ["name"] });
  controller.element.dispatchEvent(new Event("htmx:afterSwap"));
  expect(box("law").hidden).toBe(false);
  expect(front()).toContain("law");
  expect(document.activeElement).toBe(box("law").querySelector("input"));
});

test("a fold with nothing to see in it is not there", () => {
  formWith({ front: ["name", "kind", "law", "note", "urgent"] });
  expect(document.querySelector<HTMLElement>('[data-part="more"]')?.hidden).toBe(true);
});
