/** Fails the build when a page would load too much script, or when a chunk would load the entry a second time. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const folder = fileURLToPath(new URL("../../artel/static/artel/", import.meta.url));
const budget = { "app.js": 60, "app.css": 30 };
const problems = [];

for (const [name, limit] of Object.entries(budget)) {
  const size = gzipSync(readFileSync(folder + name)).length / 1024;
  console.log(`${name}: ${size.toFixed(1)} KB gzip of ${limit}`);
  if (size > limit) problems.push(`${name} is over its budget of ${limit} KB`);
}
for (const chunk of readdirSync(`${folder}chunks`).filter((name) => name.endsWith(".js"))) {
  const text = readFileSync(`${folder}chunks/${chunk}`, "utf8");
  console.log(`chunks/${chunk}: ${(gzipSync(text).length / 1024).toFixed(1)} KB gzip`);
  // Django serves the entry under a hashed name; a chunk asking for "../app.js" would run everything twice.
  if (/["']\.\.\/app\.js["']/.test(text)) problems.push(`${chunk} imports the entry`);
}
if (problems.length) {
  console.error(problems.join("\n"));
  process.exit(1);
}
