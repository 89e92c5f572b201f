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

/** Hold a list at its field, above everything and outside the flow of the page, until the returned function is called.
 *
 * A list in the flow makes the page longer; when a press somewhere else closes it, the page jumps back under the
 * pointer and the press is released on something else, so the click is lost.
 */
export function holdBeside(list: HTMLElement, field: Element): () => void {
  const ending = new AbortController();
  const place = (): void => {
    list.style.inlineSize = `${field.getBoundingClientRect().width}px`;
    placeBeside(list, field);
  };
  list.popover = "manual";
  list.showPopover();
  const sizes = new ResizeObserver(place);
  sizes.observe(list);
  const { signal } = ending;
  window.addEventListener("resize", place, { signal });
  document.addEventListener("scroll", place, { signal, capture: true, passive: true });
  return () => {
    ending.abort();
    sizes.disconnect();
    if (list.isConnected && list.matches(":popover-open")) list.hidePopover();
  };
}
