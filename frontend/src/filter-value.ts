/** The value of one row of the filter builder: which input fits the operator, and what it holds. */
import { word } from "./page";

export type Input = "none" | "text" | "number" | "date" | "choice" | "choices" | "remote" | "range";
export type FilterValue = string | string[];

export interface FilterRow {
  field: string;
  operator: string;
  value: FilterValue;
  /** words of remote values, so that they can be shown without asking */
  labels?: string[];
}

export interface FilterField {
  key: string;
  label: string;
  operators: { key: string; label: string; input: Input }[];
  options?: { value: string; label: string }[];
  search_url?: string;
  value_type?: string;
}

export function valueInput(field: FilterField, input: Input, value: FilterValue): HTMLElement {
  const box = document.createElement("span");
  box.className = "a-filter-value";
  const values = typeof value === "string" ? (value ? [value] : []) : value;
  if (input === "choice" || input === "choices" || input === "remote") {
    box.append(list(field, input, values));
  } else if (input === "range") {
    box.append(
      plain(field.value_type ?? "number", values[0] ?? ""),
      plain(field.value_type ?? "number", values[1] ?? ""),
    );
  } else if (input !== "none") {
    box.append(plain(input, values[0] ?? ""));
  }
  return box;
}

function plain(type: string, value: string): HTMLInputElement {
  const input = document.createElement("input");
  input.className = "form-control";
  input.type = type === "date" ? "date" : "text";
  if (type === "number") input.inputMode = "decimal";
  input.value = value;
  input.ariaLabel = word("value");
  input.dataset.value = "";
  input.autocomplete = "off";
  return input;
}

function list(field: FilterField, input: Input, values: string[]): HTMLSelectElement {
  const select = document.createElement("select");
  select.className = "form-select";
  select.ariaLabel = word("value");
  select.dataset.value = "";
  select.multiple = input === "choices";
  const options = field.options ?? [];
  select.append(...options.map(({ value, label }) => option(value, label, values.includes(value))));
  for (const value of values) {
    if (!options.some((option) => option.value === value)) select.append(option(value, value, true));
  }
  if (field.search_url) select.dataset.url = field.search_url;
  if (input !== "choice") select.dataset.controller = "select";
  else if (values.length === 0) select.prepend(option("", "", true));
  return select;
}

export function readValue(line: HTMLElement): FilterValue {
  const inputs = [...line.querySelectorAll<HTMLInputElement | HTMLSelectElement>("[data-value]")];
  const [first] = inputs;
  if (first instanceof HTMLSelectElement && first.multiple) return [...first.selectedOptions].map(({ value }) => value);
  if (inputs.length > 1) return inputs.map(({ value }) => value);
  return first?.value ?? "";
}

export function option(value: string, label: string, isChosen = false): HTMLOptionElement {
  const made = document.createElement("option");
  Object.assign(made, { value, textContent: label, defaultSelected: isChosen, selected: isChosen });
  return made;
}
