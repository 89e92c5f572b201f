/** htmx as we use it: no eval, no inheritance, meaning in the status, one handler for what goes wrong. */
import htmx from "htmx.org";
import { announce, meta, toast, word } from "./page";

interface RequestDetail {
  xhr?: XMLHttpRequest;
  elt: HTMLElement;
  headers: Record<string, string>;
  requestConfig?: { triggeringEvent?: Event; verb: string; path: string };
}

const WRONG: Record<number, string> = {
  0: "offline",
  403: "forbidden",
  404: "gone",
  413: "tooLarge",
  429: "tooOften",
};

function configure(): void {
  Object.assign(htmx.config, {
    allowEval: false,
    allowScriptTags: false,
    disableInheritance: true,
    includeIndicatorStyles: false,
    selfRequestsOnly: true,
    scrollBehavior: "auto",
    historyCacheSize: 0,
    refreshOnHistoryMiss: true,
    defaultSettleDelay: 0,
    globalViewTransitions: false,
    // Copying the style attribute of what is replaced would be an inline style, which the site's policy refuses.
    attributesToSettle: ["class"],
    // 422 carries the form with its errors, 409 both versions of the record; both belong where the answer goes.
    responseHandling: [
      { code: "204", swap: false },
      { code: "[23]..", swap: true },
      { code: "409", swap: true, error: false },
      { code: "422", swap: true, error: false },
      { code: "[45]..", swap: false, error: true },
    ],
  });
}

/** Say what went wrong and offer the same request again. */
function complain(event: Event): void {
  const { xhr, elt, requestConfig } = (event as CustomEvent<RequestDetail>).detail;
  const status = xhr?.status ?? 0;
  if (status === 401) return location.reload();
  const said = xhr?.getResponseHeader("X-Artel-Problem");
  const text = said ? decodeURIComponent(said) : word(WRONG[status] ?? "failed");
  const trigger = requestConfig?.triggeringEvent?.type;
  const canRetry = status !== 403 && status !== 404 && elt.isConnected && trigger !== undefined;
  toast({
    text,
    kind: "late",
    ...(canRetry ? { label: word("retry"), act: () => htmx.trigger(elt, trigger) } : {}),
  });
}

/** A busy thing says so at once; what takes longer than 300 ms is shown by CSS. */
function busy(event: Event, isBusy: boolean): void {
  const { elt } = (event as CustomEvent<RequestDetail>).detail;
  const target = elt.closest("[aria-busy], [data-busy]") ?? elt;
  target.setAttribute("aria-busy", String(isBusy));
}

export function setUpHtmx(): void {
  configure();
  const { body } = document;
  body.addEventListener("htmx:configRequest", (event) => {
    (event as CustomEvent<RequestDetail>).detail.headers["X-CSRFToken"] = meta("csrf-token");
  });
  body.addEventListener("htmx:responseError", complain);
  body.addEventListener("htmx:sendError", complain);
  body.addEventListener("htmx:timeout", complain);
  body.addEventListener("htmx:beforeRequest", (event) => busy(event, true));
  body.addEventListener("htmx:afterRequest", (event) => busy(event, false));
  body.addEventListener("announce", (event) => announce(textOf(event)));
  keepFocus(body);
  // Errors of a form: the first wrong field gets the focus, whatever swapped it in.
  body.addEventListener("htmx:afterSettle", (event) => {
    const { target } = event;
    if (!(target instanceof HTMLElement) || !target.isConnected) return;
    const wrong = target.querySelector<HTMLElement>('[data-focus], [aria-invalid="true"]:not([type=hidden])');
    wrong?.focus({ preventScroll: false });
  });
}

/** A refreshed list or board takes the focused row, cell or card away with it; give the focus to its successor. */
function keepFocus(body: HTMLElement): void {
  let path = "";
  body.addEventListener("htmx:beforeSwap", (event) => {
    const { target } = (event as CustomEvent<{ target: HTMLElement }>).detail;
    const focused = document.activeElement;
    const owner = target.contains(focused) ? focused?.closest<HTMLElement>("[data-id]") : null;
    const part = focused?.closest<HTMLElement>("[data-field]")?.dataset.field;
    const id = owner?.dataset.id;
    path = id ? `[data-id="${CSS.escape(id)}"]${part ? ` [data-field="${CSS.escape(part)}"]` : ""}` : "";
  });
  body.addEventListener("htmx:afterSettle", () => {
    if (!path || document.activeElement !== document.body) return;
    document.querySelector<HTMLElement>(path)?.focus({ preventScroll: true });
    path = "";
  });
}

/** Text of an event that the server named in HX-Trigger: htmx wraps a plain string as {value}. */
function textOf(event: Event): string {
  const { detail } = event as CustomEvent<{ value?: string; text?: string }>;
  return detail?.text ?? detail?.value ?? "";
}

export { htmx };
