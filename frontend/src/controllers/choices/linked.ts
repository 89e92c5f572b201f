import { Controller, controllerOf } from "../../controller";
import { requestData } from "../../page";
import type { SelectController } from "./select";

interface Item {
  value: string;
  label: string;
}

/** A choice that hangs on others of its form, or has others hang on it. When it changes, the server says what the others
 * must hold: what stands above is filled in, what no longer fits is emptied.
 *
 *     <select name="x_city" data-controller="select linked" data-linked="/leads/linked/x_city/" data-above="x_region">
 */
export class LinkedController extends Controller<HTMLSelectElement> {
  private asked = 0;

  override connect(): void {
    this.on(this.element, "change", () => void this.settle());
  }

  private async settle(): Promise<void> {
    const { form } = this.element;
    const number = ++this.asked;
    const address = new URL(this.element.dataset.linked ?? "", location.href);
    for (const other of linkedIn(form)) address.searchParams.set(other.name, other.value);
    const answer = await requestData<{ values: Record<string, Item> }>(address, this.signal);
    // A later choice has asked again meanwhile: its answer counts.
    if (!answer || number !== this.asked) return;
    const { values } = answer;
    for (const other of linkedIn(form)) {
      const item = values[other.name];
      if (item) put(other, item);
      else if (above(other).includes(this.element.name)) controllerOf<SelectController>(other, "select")?.forget();
    }
  }
}

function linkedIn(form: HTMLFormElement | null): HTMLSelectElement[] {
  return [...(form?.querySelectorAll<HTMLSelectElement>("select[data-linked]") ?? [])];
}

function above(select: HTMLSelectElement): string[] {
  return (select.dataset.above ?? "").split(" ").filter(Boolean);
}

function put(select: HTMLSelectElement, item: Item): void {
  const box = controllerOf<SelectController>(select, "select");
  if (box) box.put(item);
  else select.value = item.value;
}
