import { Controller } from "../controller";
import { announce, meta, toast, word } from "../page";

interface Stored {
  key: string;
  name: string;
  size: number;
}

/** Files dropped anywhere on the element, pasted into it, or chosen in `[data-upload-input]`, go up one by one with their
 * progress. `[data-upload-list]` gets each with a hidden input (`data-name`, "files" by default) that holds its key.
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
      (event.target as Element).closest("[data-upload-remove]")?.closest(".a-file")?.remove();
    });
  }

  private hover(event: DragEvent, step: number): void {
    if (!hasFiles(event.dataTransfer)) return;
    this.depth = Math.max(0, this.depth + step);
    this.element.classList.toggle("is-dropping", this.depth > 0);
    this.element.dataset.dropText = word("dropHere");
  }

  private take(files: FileList | null | undefined): void {
    for (const file of files ?? []) this.queue = this.queue.then(() => this.send(file));
  }

  private send(file: File): Promise<void> {
    const box = document.createElement("span");
    box.className = "a-file is-sending";
    box.textContent = file.name;
    const bar = document.createElement("progress");
    bar.max = 100;
    bar.setAttribute("aria-label", file.name);
    box.append(bar);
    this.element.querySelector("[data-upload-list]")?.append(box);
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
    box.classList.remove("is-sending");
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name: this.element.dataset.name || "files", value: stored.key });
    const cross = document.createElement("button");
    Object.assign(cross, { type: "button", className: "btn btn-bare btn-icon btn-sm", textContent: "×" });
    cross.ariaLabel = `${word("remove")}: ${stored.name}`;
    cross.dataset.uploadRemove = "";
    box.replaceChildren(stored.name, input, cross);
    announce(`${word("uploaded")}: ${stored.name}`);
    if (xhr.getResponseHeader("HX-Trigger")?.includes("record:changed")) {
      document.body.dispatchEvent(new CustomEvent("record:changed", { detail: {} }));
    }
    this.element.dispatchEvent(new CustomEvent("upload:stored", { detail: stored, bubbles: true }));
  }

  private refused(box: HTMLElement, file: File, xhr: XMLHttpRequest): void {
    box.remove();
    if (xhr.status === 0 && this.signal.aborted) return;
    const why = problem(xhr.responseText) || (xhr.status === 413 ? word("tooLarge") : word("uploadFailed"));
    toast({ text: `${file.name}: ${why}`, kind: "late" });
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
