import { Controller } from "../controller";
import { type FilterField, type FilterRow, option, readValue, valueInput } from "../filter-value";
import { word } from "../page";

interface Group {
  match: "all" | "any";
  rows: (FilterRow | Group)[];
}

/** Builds conditions from rows of field, operator and value, and groups of such rows. What stands on the page is the
 * model: it goes to the server as JSON; the server makes the text of the condition and says what is wrong with it.
 *
 *     <form data-controller="filter" data-fields="filter-fields">
 *       <input type="hidden" name="model" value='{"match": "all", "rows": []}'>
 *       <div data-filter-group><select data-filter-match>…</select> <div data-filter-rows></div>
 *         <button type="button" data-filter-add>…</button> <button type="button" data-filter-nest>…</button></div>
 */
export class FilterController extends Controller<HTMLElement> {
  private fields: FilterField[] = [];

  private get hidden(): HTMLInputElement | null {
    return this.element.querySelector<HTMLInputElement>('input[name="model"]');
  }

  override connect(): void {
    const source = document.getElementById(this.element.dataset.fields ?? "");
    this.fields = JSON.parse(source?.textContent || "[]") as FilterField[];
    const given: Group = { match: "all", rows: [], ...(JSON.parse(this.hidden?.value || "{}") as Partial<Group>) };
    this.on(this.element, "click", (event) => this.click(event.target as Element));
    this.on(this.element, "change", (event) => this.change(event.target as HTMLElement));
    this.on(this.element, "input", () => this.store());
    const root = this.element.querySelector<HTMLElement>("[data-filter-group]");
    if (!root) return;
    this.fill(root, given);
    // On a page of its own a first row is only an offer: who opens the page begins at its top.
    if (given.rows.length === 0) this.add(root, { isFocused: this.element.closest("dialog, #dialog") !== null });
    this.store();
  }

  private field(key: string): FilterField | undefined {
    return this.fields.find((field) => field.key === key);
  }

  private fill(group: HTMLElement, { match, rows }: Group): void {
    const select = group.querySelector<HTMLSelectElement>("[data-filter-match]");
    if (select) select.value = match;
    const made = rows.map((row) => ("rows" in row ? this.nested(group, row) : this.row(row)));
    group.querySelector("[data-filter-rows]")?.replaceChildren(...made);
  }

  /** A group inside looks like the outer one, with a cross and without groups of its own. */
  private nested(outer: HTMLElement, model: Group): HTMLElement {
    const made = outer.cloneNode(true) as HTMLElement;
    made.querySelector("[data-filter-rows]")?.replaceChildren();
    made.querySelector("[data-filter-nest]")?.remove();
    made.querySelector("[data-filter-add]")?.after(cross());
    this.fill(made, model);
    return made;
  }

  private add(group: Element, { isFocused = true } = {}): void {
    const field = this.fields[0];
    if (!field) return;
    const made = this.row({ field: field.key, operator: field.operators[0]?.key ?? "", value: "" });
    group.querySelector("[data-filter-rows]")?.append(made);
    if (isFocused) made.querySelector<HTMLElement>("select")?.focus();
    this.store();
  }

  private nest(group: HTMLElement): void {
    const outer = group.querySelector<HTMLSelectElement>("[data-filter-match]")?.value;
    const made = this.nested(group, { match: outer === "any" ? "all" : "any", rows: [] });
    group.querySelector("[data-filter-rows]")?.append(made);
    this.add(made);
  }

  private row(row: FilterRow): HTMLElement {
    const line = document.createElement("div");
    line.className = "a-filter-row";
    line.dataset.filterRow = "";
    const field = this.field(row.field) ?? this.fields[0];
    const operator = field?.operators.find(({ key }) => key === row.operator) ?? field?.operators[0];
    const fields = this.fields.map(({ key, label }) => ({ value: key, label }));
    const operators = (field?.operators ?? []).map(({ key, label }) => ({ value: key, label }));
    line.append(
      choice("field", fields, row.field, word("filterField")),
      choice("operator", operators, operator?.key ?? "", word("filterOperator")),
    );
    if (field && operator) line.append(valueInput(field, operator.input, row.value));
    line.append(cross());
    return line;
  }

  private click(target: Element): void {
    const group = target.closest<HTMLElement>("[data-filter-group]");
    if (!group) return;
    if (target.closest("[data-filter-add]")) this.add(group);
    else if (target.closest("[data-filter-nest]")) this.nest(group);
    else if (target.closest("[data-filter-remove]")) {
      const gone = target.closest<HTMLElement>("[data-filter-row]") ?? group;
      const left = gone.parentElement?.closest<HTMLElement>("[data-filter-group]");
      gone.remove();
      this.store();
      left?.querySelector<HTMLElement>(":scope > div > [data-filter-add]")?.focus();
    }
  }

  private change(target: HTMLElement): void {
    const line = target.closest<HTMLElement>("[data-filter-row]");
    const part = target.dataset.part;
    if (line && part && target instanceof HTMLSelectElement) {
      const row = rowOf(line);
      if (part === "field") Object.assign(row, { operator: this.field(row.field)?.operators[0]?.key ?? "", value: "" });
      const made = this.row(row);
      line.replaceWith(made);
      made.querySelector<HTMLElement>(`[data-part="${part}"]`)?.focus();
    }
    this.store();
  }

  /** Write what stands on the page into the form. */
  private store(): void {
    const root = this.element.querySelector<HTMLElement>("[data-filter-group]");
    if (this.hidden && root) this.hidden.value = JSON.stringify(groupOf(root));
  }
}

function groupOf(group: HTMLElement): Group {
  const match = group.querySelector<HTMLSelectElement>("[data-filter-match]")?.value;
  const lines = [...(group.querySelector("[data-filter-rows]")?.children ?? [])] as HTMLElement[];
  return {
    match: match === "any" ? "any" : "all",
    rows: lines.map((line) => (line.dataset.filterGroup === undefined ? rowOf(line) : groupOf(line))),
  };
}

function rowOf(line: HTMLElement): FilterRow {
  const part = (name: string): string => line.querySelector<HTMLSelectElement>(`[data-part="${name}"]`)?.value ?? "";
  return { field: part("field"), operator: part("operator"), value: readValue(line) };
}

function cross(): HTMLButtonElement {
  const made = document.createElement("button");
  Object.assign(made, { type: "button", className: "btn btn-bare btn-icon btn-sm", ariaLabel: word("remove") });
  made.dataset.filterRemove = "";
  made.textContent = "×";
  return made;
}

function choice(part: string, options: { value: string; label: string }[], value: string, label: string): HTMLElement {
  const select = document.createElement("select");
  select.className = "form-select";
  select.ariaLabel = label;
  select.dataset.part = part;
  select.append(...options.map((each) => option(each.value, each.label, each.value === value)));
  return select;
}
