/** What every controller may ask of the page: words, cookies, messages to the person, requests to the server. */

/** Words of the interface in the person's language; the server writes them into <script id="words">. */
export function word(key: string, values: Record<string, string | number> = {}): string {
  const text = words()[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

let known: Record<string, string> | undefined;
function words(): Record<string, string> {
  known ??= JSON.parse(document.getElementById("words")?.textContent ?? "{}") as Record<string, string>;
  return known;
}

export function meta(name: string): string {
  return document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? "";
}

export function setCookie(name: string, value: string): void {
  const secure = location.protocol === "https:" ? ";secure" : "";
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not everywhere yet
  document.cookie = `${name}=${encodeURIComponent(value)};path=/;max-age=31536000;samesite=lax${secure}`;
}

export interface ToastDetail {
  text: string;
  /** good (default), late, soon or info */
  kind?: string;
  /** address that is posted to when the person takes it back */
  undo?: string;
  /** another action: its label and what it does */
  label?: string;
  act?: () => void;
  /** address that the label leads to */
  href?: string;
}

/** Show a message in the corner; an error stays until it is closed. */
export function toast(detail: ToastDetail): void {
  document.body.dispatchEvent(new CustomEvent("toast", { detail, bubbles: true }));
}

/** Say something to a screen reader without showing it. */
export function announce(text: string): void {
  const region = document.getElementById("announcer");
  if (region) region.textContent = region.textContent === text ? `${text}\u00a0` : text;
}

/** Tell the page that a record changed; whatever shows it asks the server again. */
export function recordChanged(detail: unknown): void {
  document.body.dispatchEvent(new CustomEvent("record:changed", { detail, bubbles: true }));
}

/** Ask for data; null when the server has none to give, or when the asker (`signal`) is gone before all has come. */
export async function requestData<T>(url: URL, signal: AbortSignal): Promise<T | null> {
  try {
    const answer = await request(url.href, { headers: { Accept: "application/json" }, signal });
    return answer.ok ? ((await answer.json()) as T) : null;
  } catch {
    return null;
  }
}

/** Fetch with the session, the CSRF token and a mark that a script asks. */
export function request(url: string, options: RequestInit = {}): Promise<Response> {
  const headers = new Headers(options.headers);
  headers.set("X-CSRFToken", meta("csrf-token"));
  headers.set("X-Requested-With", "XMLHttpRequest");
  return fetch(url, { credentials: "same-origin", ...options, headers });
}

export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select") !== null)
  );
}

export const prefersStillness = (): boolean => matchMedia("(prefers-reduced-motion: reduce)").matches;
