import { Controller } from "../../controller";
import { prefersStillness } from "../../page";

/** A chart of ECharts. `data-options` are its options as JSON; a colour may be a token, "--accent".
 * A click on a point with `url` in its data opens the records behind it. Redrawn when the theme or the width changes.
 */
export class ChartController extends Controller<HTMLElement> {
  override connect(): Promise<void> {
    return this.draw();
  }

  private async draw(): Promise<void> {
    const { makeChart } = await import("../../heavy/echarts");
    if (this.signal.aborted) return;
    const source = this.element.dataset.options ?? "{}";
    let chart = makeChart(this.element, JSON.parse(source), prefersStillness());
    const again = (): void => {
      chart.dispose();
      chart = makeChart(this.element, JSON.parse(source), true);
    };
    const sizes = new ResizeObserver(() => chart.resize());
    sizes.observe(this.element);
    this.on(document, "theme:changed", again);
    this.on(matchMedia("(prefers-color-scheme: dark)"), "change", again);
    this.signal.addEventListener("abort", () => {
      sizes.disconnect();
      chart.dispose();
    });
  }
}
