/** Tom Select with just the parts used; a chunk of its own, loaded where a page has such a field. */
import TomSelect from "tom-select/base";
import removeButton from "tom-select/plugins/remove_button/plugin.js";

TomSelect.define("remove_button", removeButton);

export interface Item {
  value: string;
  label: string;
  note?: string;
}

interface Options {
  placeholder: string;
  nothing: string;
  remove: string;
  addNew: (text: string) => string;
  load?: Load;
  create?: (text: string) => void;
}

type Escape = (text: string) => string;
type Load = (query: string) => Promise<Item[]>;

export function makeSelect(element: HTMLSelectElement, options: Options): TomSelect {
  const isRemote = options.load !== undefined;
  const box = new TomSelect(element, {
    valueField: "value",
    labelField: "label",
    searchField: isRemote ? [] : ["label"],
    allowEmptyOption: false,
    maxOptions: 200,
    placeholder: options.placeholder,
    hidePlaceholder: true,
    // What is chosen already is no answer to what is typed: Enter would choose it again.
    hideSelected: isRemote || element.multiple,
    openOnFocus: true,
    selectOnTab: true,
    plugins: element.multiple ? { remove_button: { title: options.remove } } : {},
    ...(isRemote
      ? {
          preload: "focus",
          // The pause after typing is ours: one of Tom Select's would go on, and open the list, after a choice.
          loadThrottle: 0,
          refreshThrottle: 0,
          shouldLoad: () => true,
          load: loading(options.load),
        }
      : {}),
    ...(options.create
      ? {
          create: (text: string, done: (item?: Item) => void): boolean => {
            options.create?.(text);
            done();
            return false;
          },
        }
      : {}),
    render: {
      option: (item: Item, safe: Escape) =>
        `<div>${safe(item.label)}${item.note ? `<small>${safe(item.note)}</small>` : ""}</div>`,
      item: (item: Item, safe: Escape) => `<div>${safe(item.label)}</div>`,
      no_results: () => `<div class="none">${options.nothing}</div>`,
      option_create: (item: { input: string }, safe: Escape) => {
        return `<div class="create">${safe(options.addNew(item.input))}</div>`;
      },
    },
  } as ConstructorParameters<typeof TomSelect>[1]);
  if (isRemote) endWhenChosen(box);
  return box;
}

/** How long one must rest from typing before the server is asked. */
const PAUSE = 200;
/** Questions put to a box so far; only the answer to the last one is shown. */
const asked = new WeakMap<TomSelect, number>();

/** Return the `load` of a remote box. The server has searched, so each answer takes the place of the one before. */
function loading(load: Load | undefined): (this: TomSelect, query: string, done: (items: Item[]) => void) => void {
  return function (given, done) {
    // Tom Select asks for everything when it gets the focus, which may be after the first letters of somebody quick.
    const query = given || this.inputValue();
    const mine = ask(this);
    const isLast = (): boolean => asked.get(this) === mine;
    const find = async (): Promise<void> => {
      if (query) await new Promise((resolve) => window.setTimeout(resolve, PAUSE));
      const items = isLast() ? await load?.(query).catch(() => []) : undefined;
      await released(this.dropdown);
      if (items && isLast()) {
        this.clearOptions();
        done(items);
        return;
      }
      // Nobody waits for this answer any more; `done` would open the list anew, under the pointer as it may be.
      this.loading = Math.max(this.loading - 1, 0);
      if (!this.loading) this.wrapper.classList.remove(this.settings.loadingClass);
    };
    void find();
  };
}

function ask(box: TomSelect): number {
  const number = (asked.get(box) ?? 0) + 1;
  asked.set(box, number);
  return number;
}

/** Once something is chosen the search is over: a late answer doesn't open the list again, and the next opening
 * offers everything anew. */
function endWhenChosen(box: TomSelect): void {
  box.on("item_add", () => {
    ask(box);
    box.wrapper.classList.remove("preloaded");
  });
}

/** Wait while the pointer is down on the list: an option exchanged between press and release would lose the click. */
function released(list: HTMLElement): Promise<void> | undefined {
  if (!list.matches(":active")) return undefined;
  return new Promise((resolve) => {
    const go = (): void => void window.setTimeout(resolve, 0);
    for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, go, { once: true, capture: true });
  });
}
