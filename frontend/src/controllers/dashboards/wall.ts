import { Controller } from "../../controller";

/** A button that fills the screen with the page, for a screen on the wall; hidden where the browser can't. */
export class WallController extends Controller<HTMLElement> {
  override connect(): void {
    this.element.hidden = !document.fullscreenEnabled;
    this.on(this.element, "click", () => {
      if (document.fullscreenElement) void document.exitFullscreen();
      else void document.documentElement.requestFullscreen();
    });
  }
}
