/** Places a floating thing beside what opened it, inside the window. Positions are set by script: the policy of the
 * site forbids style attributes, and anchor positioning is not in every browser yet. */

const GAP = 4;
const EDGE = 8;

export function placeBeside(floating: HTMLElement, opener: Element): void {
  const { style } = floating;
  Object.assign(style, { position: "fixed", margin: "0", inset: "auto", maxBlockSize: "" });
  const from = opener.getBoundingClientRect();
  const size = floating.getBoundingClientRect();
  const below = innerHeight - from.bottom - GAP - EDGE;
  const above = from.top - GAP - EDGE;
  const isAbove = size.height > below && above > below;
  const room = isAbove ? above : below;
  const height = Math.min(size.height, room);
  const isRtl = document.dir === "rtl";
  const fitsForward = from.left + size.width + EDGE <= innerWidth;
  const left = isRtl || !fitsForward ? from.right - size.width : from.left;
  style.left = `${Math.max(EDGE, Math.min(left, innerWidth - size.width - EDGE))}px`;
  style.top = `${isAbove ? from.top - GAP - height : from.bottom + GAP}px`;
  style.maxBlockSize = `${room}px`;
}
