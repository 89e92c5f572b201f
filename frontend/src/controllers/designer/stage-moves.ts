import { Controller } from "../../controller";

/** The moves between stages keep pace with the rows of stages in the same form: a line per row with every other row to
 * tick. A row is known by its `row.id`; one that was added here gets an id of its own.
 *
 *     <div data-controller="stage-moves" data-named="From «%(name)s»"> <ul data-moves><li data-from="new">…</li></ul>
 *       <template data-moves-line>…</template> <template data-moves-choice>…</template></div>
 */
export class StageMovesController extends Controller<HTMLElement> {
  private made = 0;

  override connect(): void {
    const rows = this.rows;
    if (!rows) return;
    const observer = new MutationObserver(() => this.build());
    observer.observe(rows, { childList: true });
    this.signal.addEventListener("abort", () => observer.disconnect());
    this.on(rows, "input", () => this.build());
    this.on(this.element, "change", () => this.tellAny());
  }

  private get rows(): HTMLElement | null {
    return this.element.closest("form")?.querySelector("[data-row-list]") ?? null;
  }

  private get stages(): { id: string; name: string }[] {
    return [...(this.rows?.children ?? [])].map((row) => {
      const id = row.querySelector<HTMLInputElement>('[name="row.id"]');
      if (id && !id.value) id.value = `+${++this.made}`;
      const said = (part: string) => row.querySelector<HTMLInputElement>(`[name="row.${part}"]`)?.value.trim();
      return { id: id?.value ?? "", name: said("ru") || said("en") || "…" };
    });
  }

  private build(): void {
    const ticked = new Set([...this.boxes(":checked")].map((box) => `${box.name} ${box.value}`));
    const { stages } = this;
    const lines = stages.map((stage) => {
      const line = this.copy("[data-moves-line]");
      line.dataset.from = stage.id;
      const name = line.querySelector<HTMLElement>("[data-moves-name]");
      if (name) name.textContent = name.title = stage.name;
      const others = stages.filter((other) => other.id !== stage.id);
      const to = line.querySelector("[data-moves-to]");
      to?.setAttribute("aria-label", (this.element.dataset.named ?? "").replace("%(name)s", stage.name));
      to?.replaceChildren(...others.map((other) => this.choice(stage.id, other, ticked)));
      return line;
    });
    this.element.querySelector("[data-moves]")?.replaceChildren(...lines);
    this.tellAny();
  }

  private choice(from: string, to: { id: string; name: string }, ticked: Set<string>): HTMLElement {
    const choice = this.copy("[data-moves-choice]");
    const box = choice.querySelector("input");
    const name = choice.querySelector("span");
    if (name) name.textContent = to.name;
    if (box) {
      box.name = `to.${from}`;
      box.value = to.id;
      box.checked = ticked.has(`${box.name} ${box.value}`);
    }
    return choice;
  }

  private copy(template: string): HTMLElement {
    const found = this.element.querySelector<HTMLTemplateElement>(`template${template}`);
    return found?.content.firstElementChild?.cloneNode(true) as HTMLElement;
  }

  private boxes(state: string): NodeListOf<HTMLInputElement> {
    return this.element.querySelectorAll<HTMLInputElement>(`[data-moves] input${state}`);
  }

  private tellAny(): void {
    for (const line of this.element.querySelectorAll<HTMLElement>("[data-moves] > li")) {
      const any = line.querySelector<HTMLElement>("[data-moves-any]");
      if (any) any.hidden = line.querySelector("input:checked") !== null;
    }
  }
}
