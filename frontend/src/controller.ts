/** Behaviour that attaches itself.
 *
 * An element names its controllers in `data-controller="menu tooltip"`. One observer connects a controller when such
 * an element appears, also after an htmx swap, and disconnects it when the element goes. There is nothing to
 * initialise again, ever. Listeners made with `on` end with the controller.
 */

export abstract class Controller<E extends Element = HTMLElement> {
  private readonly ending = new AbortController();

  constructor(readonly element: E) {}

  /** Called once the element is in the document. A promise ends when the controller stands; until then the page waits. */
  connect(): void | Promise<void> {}

  /** Called when the element has left the document. */
  disconnect(): void {}

  /** Aborted at disconnection; give it to fetches and to foreign listeners. */
  protected get signal(): AbortSignal {
    return this.ending.signal;
  }

  protected on<T extends Event = Event>(
    target: EventTarget,
    type: string,
    listener: (event: T) => void,
    options: AddEventListenerOptions = {},
  ): void {
    target.addEventListener(type, listener as EventListener, { ...options, signal: this.signal });
  }

  /** Run again and again while connected and while the tab is looked at. */
  protected every(milliseconds: number, task: () => void): void {
    const timer = window.setInterval(() => document.hidden || task(), milliseconds);
    this.signal.addEventListener("abort", () => window.clearInterval(timer));
  }

  end(): void {
    this.ending.abort();
    this.disconnect();
  }
}

// biome-ignore lint/suspicious/noExplicitAny: each controller narrows its own element
export type ControllerClass = new (element: any) => Controller<any>;

const classes = new Map<string, ControllerClass>();
// biome-ignore lint/suspicious/noExplicitAny: as above
const living = new Map<Element, Map<string, Controller<any>>>();
let waking = 0;

function connect(element: Element): void {
  const names = (element.getAttribute("data-controller") ?? "").split(/\s+/).filter(Boolean);
  const own = living.get(element) ?? new Map();
  for (const name of names) {
    const kind = classes.get(name);
    if (!kind || own.has(name)) continue;
    const controller = new kind(element);
    own.set(name, controller);
    living.set(element, own);
    const standing = controller.connect();
    if (standing) wake(standing);
  }
}

function wake(standing: Promise<void>): void {
  waking += 1;
  void standing.finally(() => {
    waking -= 1;
    tellReady();
  });
}

/** `<html data-ready>`: everything that came with the page stands, also what loads its code by itself. Whoever plays the
 * page from outside waits for it: a press before that is answered by nobody. */
function tellReady(): void {
  if (waking === 0) document.documentElement.dataset.ready = "";
}

function disconnect(element: Element): void {
  for (const controller of living.get(element)?.values() ?? []) controller.end();
  living.delete(element);
}

function within(node: Node, act: (element: Element) => void): void {
  if (!(node instanceof Element)) return;
  if (node.hasAttribute("data-controller")) act(node);
  for (const element of node.querySelectorAll("[data-controller]")) act(element);
}

/** Return the controller living on an element, if any. */
export function controllerOf<C>(element: Element | null, name: string): C | undefined {
  return element ? (living.get(element)?.get(name) as C | undefined) : undefined;
}

/** Connect everything on the page now and from now on. Returns a function that ends it (for tests). */
export function start(kinds: Record<string, ControllerClass>, root: Element = document.documentElement): () => void {
  for (const [name, kind] of Object.entries(kinds)) classes.set(name, kind);
  const observer = new MutationObserver((records) => {
    for (const record of records) {
      for (const node of record.removedNodes) if (!node.isConnected) within(node, disconnect);
      for (const node of record.addedNodes) if (node.isConnected) within(node, connect);
      if (record.type === "attributes" && record.target instanceof Element) connect(record.target);
    }
  });
  observer.observe(root, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-controller"] });
  within(root, connect);
  tellReady();
  return () => {
    observer.disconnect();
    for (const element of [...living.keys()]) disconnect(element);
  };
}
