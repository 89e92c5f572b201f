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
  load?: (query: string) => Promise<Item[]>;
  create?: (text: string) => void;
}

type Escape = (text: string) => string;

export function makeSelect(element: HTMLSelectElement, options: Options): TomSelect {
  const isRemote = options.load !== undefined;
  return new TomSelect(element, {
    valueField: "value",
    labelField: "label",
    searchField: isRemote ? [] : ["label"],
    allowEmptyOption: false,
    maxOptions: 200,
    placeholder: options.placeholder,
    hidePlaceholder: true,
    openOnFocus: true,
    selectOnTab: true,
    plugins: element.multiple ? { remove_button: { title: options.remove } } : {},
    ...(isRemote
      ? {
          preload: "focus",
          loadThrottle: 200,
          shouldLoad: () => true,
          load(this: TomSelect, query: string, done: (items: Item[]) => void): void {
            // The server has searched: what an earlier query brought must not stand among the answers.
            const show = (items: Item[]): void => {
              this.clearOptions();
              done(items);
            };
            options.load?.(query).then(show, () => show([]));
          },
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
}
