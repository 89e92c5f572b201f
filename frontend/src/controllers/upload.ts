import { Controller } from "../controller";
import { announce, meta, toast, word } from "../page";

interface Stored {
  id: number;
  key: string;
  name: string;
  size: number;
}

/** Files dropped anywhere on the element, pasted into it, or chosen in `[data-upload-input]`, go up one by one with their
 * progress. `[data-upload-list]` gets each with a hidden input (`data-name`, "files" by default) that holds its key, or
 * its number (`data-value="id"`). `data-most` of them stay, of at most `data-most-bytes`; where one stays, the new one
 * takes the place of the old one. A template `[data-upload-item]` says what an item looks like. A form is not sent while
 * files are on their way.
 *
 *     <form data-controller="upload" data-url="/files/" data-section="deals" data-record="12">
 */
export class UploadController extends Controller<HTMLElement> {
  private depth = 0;
  private queue: Promise<void> = Promise.resolve();

  override connect(): void {
    const { element } = this;
    this.on<DragEvent>(element, "dragenter", (event) => this.hover(event, 1));
    this.on<DragEvent>(element, "dragleave", (event) => this.hover(event, -1));
    this.on<DragEvent>(element, "dragover", (event) => hasFiles(event.dataTransfer) && event.preventDefault());
    this.on<DragEvent>(element, "drop", (event) => {
      if (!hasFiles(event.dataTransfer)) return;
      event.preventDefault();
      this.depth = 0;
      element.classList.remove("is-dropping");
      this.take(event.dataTransfer?.files);
    });
    this.on<ClipboardEvent>(element, "paste", (event) => {
      if (!event.clipboardData?.files.length) return;
      event.preventDefault();
      this.take(event.clipboardData.files);
    });
    this.on(element, "change", (event) => {
      const input = event.target as HTMLInputElement;
      if (!input.matches("[data-upload-input]")) return;
      this.take(input.files);
      input.value = "";
    });
    this.on(element, "click", (event) => {
      const item = (event.target as Element).closest("[data-upload-remove]")?.closest<HTMLElement>(".a-file");
      if (item) this.remove(item);
    });
    const form = element.closest("form");
    if (form) this.on(form, "submit", (event) => this.hold(event), { capture: true });
  }

  private get list(): HTMLElement | null {
    return this.element.querySelector<HTMLElement>("[data-upload-list]");
  }

  private get most(): number {
    return Number(this.element.dataset.most ?? Number.POSITIVE_INFINITY);
  }

  private hover(event: DragEvent, step: number): void {
    if (!hasFiles(event.dataTransfer)) return;
    this.depth = Math.max(0, this.depth + step);
    this.element.classList.toggle("is-dropping", this.depth > 0);
    this.element.dataset.dropText = word("dropHere");
  }

  private hold(event: Event): void {
    if (!this.list?.querySelector(".is-sending")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    toast({ text: word("stillUploading"), kind: "soon" });
  }

  private take(files: FileList | null | undefined): void {
    for (const file of files ?? []) {
      const largest = Number(this.element.dataset.mostBytes ?? 0);
      const held = this.list?.querySelectorAll(".a-file").length ?? 0;
      if (largest && file.size > largest) this.complain(file.name, word("tooLarge"));
      else if (this.most > 1 && held >= this.most) this.complain(file.name, word("tooMany", { count: this.most }));
      else this.begin(file);
    }
  }

  private begin(file: File): void {
    const box = document.createElement(this.list?.matches("ul") ? "li" : "span");
    box.className = "a-file is-sending";
    box.textContent = file.name;
    const bar = document.createElement("progress");
    bar.max = 100;
    bar.setAttribute("aria-label", file.name);
    box.append(bar);
    this.list?.append(box);
    this.queue = this.queue.then(() => this.send(file, box, bar));
  }

  private send(file: File, box: HTMLElement, bar: HTMLProgressElement): Promise<void> {
    const body = new FormData();
    body.set("file", file);
    const { url = "", section, record } = this.element.dataset;
    if (section) body.set("section", section);
    if (record) body.set("record", record);
    return new Promise((resolve) => {
      // fetch cannot tell how much has gone up; XMLHttpRequest can.
      const xhr = new XMLHttpRequest();
      xhr.open("POST", url);
      xhr.setRequestHeader("X-CSRFToken", meta("csrf-token"));
      xhr.setRequestHeader("Accept", "application/json");
      xhr.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) bar.value = (100 * event.loaded) / event.total;
      });
      xhr.addEventListener("loadend", () => {
        if (xhr.status >= 200 && xhr.status < 300) this.stored(box, xhr);
        else this.refused(box, file, xhr);
        resolve();
      });
      this.signal.addEventListener("abort", () => xhr.abort());
      xhr.send(body);
    });
  }

  private stored(box: HTMLElement, xhr: XMLHttpRequest): void {
    const stored = JSON.parse(xhr.responseText) as Stored;
    const item = this.item(stored);
    box.replaceWith(item);
    if (this.most === 1) for (const old of this.list?.querySelectorAll(".a-file") ?? []) if (old !== item) old.remove();
    announce(`${word("uploaded")}: ${stored.name}`);
    this.changed();
    if (xhr.getResponseHeader("HX-Trigger")?.includes("record:changed")) {
      document.body.dispatchEvent(new CustomEvent("record:changed", { detail: {} }));
    }
    this.element.dispatchEvent(new CustomEvent("upload:stored", { detail: stored, bubbles: true }));
  }

  /** An uploaded file as it stands in the list. */
  private item(stored: Stored): HTMLElement {
    const value = this.element.dataset.value === "id" ? String(stored.id) : stored.key;
    const label = `${word("remove")}: ${stored.name}`;
    const template = this.element.querySelector<HTMLTemplateElement>("template[data-upload-item]");
    const made = template?.content.firstElementChild?.cloneNode(true) as HTMLElement | undefined;
    if (made) {
      const name = made.querySelector<HTMLElement>("[data-upload-name]");
      const input = made.querySelector<HTMLInputElement>("input[type=hidden]");
      const cross = made.querySelector("[data-upload-remove]");
      if (name) Object.assign(name, { textContent: stored.name, title: stored.name });
      if (input) input.value = value;
      if (cross) cross.ariaLabel = label;
      return made;
    }
    const item = document.createElement(this.list?.matches("ul") ? "li" : "span");
    item.className = "a-file";
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name: this.element.dataset.name || "files", value });
    const cross = document.createElement("button");
    Object.assign(cross, { type: "button", className: "btn btn-bare btn-icon btn-sm", textContent: "×" });
    cross.ariaLabel = label;
    cross.dataset.uploadRemove = "";
    item.append(stored.name, input, cross);
    return item;
  }

  private remove(item: HTMLElement): void {
    const next = (item.nextElementSibling ?? item.previousElementSibling)?.querySelector<HTMLElement>("button");
    item.remove();
    (next ?? this.element.querySelector<HTMLElement>("[data-upload-input]"))?.focus();
    this.changed();
  }

  /** Say that the field has another value, in its name, as any other input does. */
  private changed(): void {
    const input = this.element.querySelector(":scope > input[type=hidden]");
    input?.dispatchEvent(new Event("change", { bubbles: true }));
  }

  private refused(box: HTMLElement, file: File, xhr: XMLHttpRequest): void {
    box.remove();
    if (xhr.status === 0 && this.signal.aborted) return;
    this.complain(
      file.name,
      problem(xhr.responseText) || (xhr.status === 413 ? word("tooLarge") : word("uploadFailed")),
    );
  }

  private complain(name: string, why: string): void {
    toast({ text: `${name}: ${why}`, kind: "late" });
  }
}

/** What the server says is wrong, from its JSON; nothing when something else answered. */
function problem(body: string): string {
  try {
    const { error } = JSON.parse(body) as { error: { message: string; details: { message: string }[] } };
    return error.details.map((detail) => detail.message).join(" ") || error.message;
  } catch {
    return "";
  }
}

function hasFiles(data: DataTransfer | null): boolean {
  return data?.types.includes("Files") ?? false;
}
