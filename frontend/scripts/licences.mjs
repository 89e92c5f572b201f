/** Vite plugin: the licences of everything that is shipped inside the built files, in one text beside them. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

function licence(name, folder) {
  const place = join(folder, name);
  const { version, license } = JSON.parse(readFileSync(join(place, "package.json"), "utf8"));
  const file = readdirSync(place).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file ? readFileSync(join(place, file), "utf8").trim() : license;
  return `${name} ${version} (${license})\n\n${text}\n`;
}

export function licences(names, folder) {
  return {
    name: "artel-licences",
    generateBundle() {
      const source = names.map((name) => licence(name, folder)).join(`\n${"-".repeat(78)}\n\n`);
      this.emitFile({ type: "asset", fileName: "licences.txt", source });
    },
  };
}
