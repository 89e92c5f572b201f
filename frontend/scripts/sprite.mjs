/** Vite plugin: one SVG sprite of the Tabler outline icons named in a text file, one name per line. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Return the names of a list file; blank lines and lines after `#` do not count. */
export function readNames(list) {
  return readFileSync(list, "utf8")
    .split("\n")
    .map((line) => line.replace(/#.*/, "").trim())
    .filter(Boolean);
}

/** Return one `<symbol>`; throws when the set has no such icon. */
function symbol(name, folder) {
  const source = readFileSync(join(folder, "outline", `${name}.svg`), "utf8");
  const body = source
    .slice(source.indexOf(">", source.indexOf("<svg")) + 1, source.lastIndexOf("</svg>"))
    .replace(/\s*\n\s*/g, "")
    .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*\/>/, "");
  return `<symbol id="${name}" viewBox="0 0 24 24">${body}</symbol>`;
}

export function sprite(list, folder) {
  return {
    name: "artel-sprite",
    buildStart() {
      this.addWatchFile(list);
    },
    generateBundle() {
      const symbols = readNames(list).map((name) => symbol(name, folder));
      const source = `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
      this.emitFile({ type: "asset", fileName: "icons.svg", source });
    },
  };
}
