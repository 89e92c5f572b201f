import { Controller } from "../controller";

const HOUR = 3600_000;

/** A time that keeps saying how long ago it was during its first hour: «5 min ago». Older ones stay as the server wrote. */
export class AgoController extends Controller<HTMLTimeElement> {
  override connect(): void {
    const format = new Intl.RelativeTimeFormat(document.documentElement.lang, { style: "short", numeric: "auto" });
    const written = this.element.textContent;
    const show = (): void => {
      const age = Date.now() - Date.parse(this.element.dateTime);
      const isFresh = age >= 0 && age < HOUR;
      this.element.textContent = isFresh ? format.format(-Math.floor(age / 60_000), "minute") : written;
    };
    show();
    this.every(30_000, show);
  }
}
