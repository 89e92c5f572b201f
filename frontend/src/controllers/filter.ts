import { Controller } from "../controller";
import { type FilterField, type FilterRow, option, readValue, valueInput } from "../filter-value";
import { word } from "../page";

interface Model {
  match: "all" | "any";
  rows: FilterRow[];
}

/** Builds conditions from rows of field, operator and value. The model goes to the server as JSON; the server makes the
 * text of the condition and says what is wrong with it.
 *
 *     <form data-controller="filter" data-fields="filter-fields">
 *       <input type="hidden" name="model" value='{"match": "all", "rows": []}'>
 *       <select data-filter-match>…</select> <div data-filter-rows></div> <button type="button" data-filter-add>…</button>
 */
export class FilterController extends Controller<HTMLElement> {
  private fields: FilterField[] = [];
  private model: Model = { match: "all", rows: [] };

  private get hidden(): HTMLInputElement | null {
    return this.element.querySelector<HTMLInputElement>('input[name="model"]');
  }

  override connect(): void {
    const source = document.getElementById(this.element.dataset.fields ?? "");
    this.fields = JSON.parse(source?.textContent || "[]") as FilterField[];
    this.model = { ...this.model, ...(JSON.parse(this.hidden?.value || "{}") as Partial<Model>) };
    const match = this.element.querySelector<HTMLSelectElement>("[data-filter-match]");
    if (match) match.value = this.model.match;
    this.on(this.element, "click", (event) => this.click(event as MouseEvent));
    this.on(this.element, "change", (event) => this.change(event.target as HTMLElement));
    this.on(this.element, "input", () => this.store());
    if (this.model.rows.length === 0) this.add();
    else this.draw();
  }

  private field(key: string): FilterField | undefined {
    return this.fields.find((field) => field.key === key);
  }

  private add(): void {
    const field = this.fields[0];
    if (!field) return;
    this.model.rows.push({ field: field.key, operator: field.operators[0]?.key ?? "", value: "" });
    this.draw();
    this.element.querySelector<HTMLElement>("[data-filter-row]:last-child select")?.focus();
  }

  private draw(): void {
    const box = this.element.querySelector("[data-filter-rows]");
    box?.replaceChildren(...this.model.rows.map((row, index) => this.row(row, index)));
    this.store();
  }

  private row(row: FilterRow, index: number): HTMLElement {
    const line = document.createElement("div");
    line.className = "a-filter-row";
    line.dataset.filterRow = String(index);
    const field = this.field(row.field) ?? this.fields[0];
    const operator = field?.operators.find(({ key }) => key === row.operator) ?? field?.operators[0];
    const fields = this.fields.map(({ key, label }) => ({ value: key, label }));
    const operators = (field?.operators ?? []).map(({ key, label }) => ({ value: key, label }));
    line.append(
      choice("field", fields, row.field, word("filterField")),
      choice("operator", operators, operator?.key ?? "", word("filterOperator")),
    );
    if (field && operator) line.append(valueInput(field, operator.input, row.value));
    const cross = document.createElement("button");
    Object.assign(cross, { type: "button", className: "btn btn-bare btn-icon btn-sm", ariaLabel: word("remove") });
    cross.dataset.filterRemove = "";
    cross.textContent = "×";
    line.append(cross);
    return line;
  }

  private click(event: MouseEvent): void {
    const target = event.target as Element;
    if (target.closest("[data-filter-add]")) return this.add();
    const line = target.closest("[data-filter-remove]")?.closest<HTMLElement>("[data-filter-row]");
    if (!line) return;
    this.store();
    this.model.rows.splice(Number(line.dataset.filterRow), 1);
    this.draw();
    this.element.querySelector<HTMLElement>("[data-filter-add]")?.focus();
  }

  private change(target: HTMLElement): void {
    const line = target.closest<HTMLElement>("[data-filter-row]");
    const part = target.dataset.part;
    this.store();
    const row = line && this.model.rows[Number(line.dataset.filterRow)];
    if (!line || !row || !part || !(target instanceof HTMLSelectElement)) return;
    if (part === "field") {
      row.field = target.value;
      row.operator = this.field(row.field)?.operators[0]?.key ?? "";
      row.value = "";
    } else row.operator = target.value;
    line.replaceWith(this.row(row, Number(line.dataset.filterRow)));
    this.store();
    this.element
      .querySelector<HTMLElement>(`[data-filter-row="${line.dataset.filterRow}"] [data-part="${part}"]`)
      ?.focus();
  }

  /** Read the rows back into the model and the model into the form. */
  private store(): void {
    const match = this.element.querySelector<HTMLSelectElement>("[data-filter-match]")?.value;
    if (match === "all" || match === "any") this.model.match = match;
    for (const line of this.element.querySelectorAll<HTMLElement>("[data-filter-row]")) {
      const row = this.model.rows[Number(line.dataset.filterRow)];
      if (row) row.value = readValue(line);
    }
    if (this.hidden) this.hidden.value = JSON.stringify(this.model);
  }
}

function choice(part: string, options: { value: string; label: string }[], value: string, label: string): HTMLElement {
  const select = document.createElement("select");
  select.className = "form-select";
  select.ariaLabel = label;
  select.dataset.part = part;
  select.append(...options.map((each) => option(each.value, each.label, each.value === value)));
  return select;
}
