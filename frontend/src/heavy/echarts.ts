/** ECharts with the charts we draw; a chunk of its own. */
import { BarChart, FunnelChart, LineChart, PieChart } from "echarts/charts";
import { AriaComponent, DatasetComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { type ECharts, init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([
  BarChart,
  FunnelChart,
  LineChart,
  PieChart,
  AriaComponent,
  DatasetComponent,
  GridComponent,
  LegendComponent,
  TooltipComponent,
  SVGRenderer,
]);

/** Replace names of tokens by the colours they have now: custom properties hold both themes until they are used. */
function painted(value: unknown, probe: HTMLElement): unknown {
  if (typeof value === "string" && value.startsWith("--")) {
    probe.style.color = `var(${value})`;
    return getComputedStyle(probe).color;
  }
  if (Array.isArray(value)) return value.map((each) => painted(each, probe));
  if (value && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, painted(each, probe)]));
  }
  return value;
}

const AXES = ["xAxis", "yAxis"];

interface Axis {
  type?: string;
  axisLabel?: Record<string, unknown>;
}

/** Numbers of axes and tooltips as the reader's language writes them, in the `unit` of the options. */
function worded(options: Record<string, unknown>): Record<string, unknown> {
  const { unit, ...rest } = options;
  const { lang } = document.documentElement;
  const brief = new Intl.NumberFormat(lang, { notation: "compact", maximumFractionDigits: 1 });
  const whole = new Intl.NumberFormat(lang, { maximumFractionDigits: 2 });
  for (const name of AXES) {
    const axis = rest[name] as Axis | undefined;
    if (axis?.type === "value")
      axis.axisLabel = { ...axis.axisLabel, formatter: (value: number) => brief.format(value) };
  }
  const said = (value: unknown): string => `${whole.format(Number(value))}${unit ? `\u00a0${unit}` : ""}`;
  return { ...rest, said };
}

export function makeChart(element: HTMLElement, options: Record<string, unknown>, isStill: boolean): ECharts {
  const { said, ...given } = worded(structuredClone(options));
  const probe = document.createElement("i");
  element.append(probe);
  const colours = ["--accent", "--stage-2", "--stage-3", "--stage-4", "--stage-5", "--stage-6", "--stage-1"];
  const base = {
    color: colours,
    animation: !isStill,
    aria: { enabled: true },
    textStyle: { fontFamily: getComputedStyle(element).fontFamily, fontSize: 12, color: "--ink-2" },
    tooltip: {
      trigger: "item",
      renderMode: "richText",
      backgroundColor: "--raised",
      borderColor: "--line-strong",
      textStyle: { color: "--ink", fontSize: 12 },
      valueFormatter: said,
    },
  };
  const whole = painted({ ...base, ...given }, probe) as Record<string, unknown>;
  probe.remove();
  const chart = init(element, undefined, { renderer: "svg" });
  chart.setOption(whole);
  chart.on("click", (point) => {
    const url = (point.data as { url?: string } | undefined)?.url;
    if (url) location.assign(url);
  });
  return chart;
}
