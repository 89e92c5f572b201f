import { Controller } from "../../controller";
import { meta, recordChanged, requestData, toast, word } from "../../page";

interface Hint {
  section?: string;
  ids?: number[];
  notifications?: boolean;
}

const POLL = 20_000;
const PATIENCE = 30_000;

/** Keeps the page up to date: the server only says that something changed, the page asks again under its own rights.
 *
 * A stream (meta `live-url`) while the tab is looked at; without one, or when it fails, asking every 20 s (`poll-url`).
 */
export class LiveController extends Controller<HTMLElement> {
  private stream: EventSource | null = null;
  private since = "";
  private hidden = 0;

  override connect(): void {
    this.open();
    this.on(document, "visibilitychange", () => this.look());
    this.on(window, "online", () => this.caughtUp(true));
    this.on(window, "offline", () => toast({ text: word("offline"), kind: "soon" }));
    this.every(POLL, () => this.mend());
  }

  override disconnect(): void {
    this.stream?.close();
  }

  private open(): void {
    const url = meta("live-url");
    if (!url || this.stream) return;
    this.stream = new EventSource(url);
    this.on<MessageEvent<string>>(this.stream, "message", (event) => this.hear(JSON.parse(event.data) as Hint));
    this.on(this.stream, "error", () => {
      // The browser connects again by itself unless the server refused; then polling takes over.
      if (this.stream?.readyState === EventSource.CLOSED) this.stream = null;
    });
  }

  /** A hidden tab keeps no stream for long: a browser has few connections to one server. */
  private look(): void {
    if (document.hidden) {
      this.hidden = window.setTimeout(() => {
        this.stream?.close();
        this.stream = null;
      }, PATIENCE);
      return;
    }
    window.clearTimeout(this.hidden);
    if (this.stream) return;
    this.open();
    this.caughtUp(false);
  }

  /** What was missed is not known, so everything that listens asks again. */
  private caughtUp(isBack: boolean): void {
    if (isBack) toast({ text: word("connectionBack") });
    recordChanged({});
    this.hear({ notifications: true });
  }

  /** The server refused the stream or was away: try again, and meanwhile ask where asking is possible. */
  private mend(): void {
    if (this.stream?.readyState === EventSource.OPEN) return;
    if (meta("poll-url")) void this.poll();
    if (this.stream) return;
    this.open();
    if (!meta("poll-url")) recordChanged({});
  }

  private hear(hint: Hint): void {
    if (hint.section) recordChanged(hint);
    if (hint.notifications) document.body.dispatchEvent(new CustomEvent("notifications:changed"));
  }

  private async poll(): Promise<void> {
    const url = new URL(meta("poll-url"), location.href);
    if (this.since) url.searchParams.set("since", this.since);
    const answer = await requestData<{ now: string; changes: Hint[] }>(url, this.signal);
    if (!answer) return;
    const { now, changes } = answer;
    this.since = now;
    for (const hint of changes) this.hear(hint);
  }
}
