/** Builds one script, one stylesheet, the fonts and the icon sprite into the folder that Django collects.
 *
 * Names of the entry are stable: Django's manifest storage hashes them. Heavy rarities are chunks of their own with a
 * hash in the name, because they are asked for at run time by a name that Django does not rewrite.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { licences } from "./scripts/licences.mjs";
import { sprite } from "./scripts/sprite.mjs";

const shipped = JSON.parse(readFileSync(new URL("package.json", import.meta.url), "utf8"));
const local = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig(({ mode }) => ({
  base: "./",
  plugins: [
    sprite(local("../artel/platform/ui/icons.txt"), local("node_modules/@tabler/icons/icons")),
    licences(Object.keys(shipped.dependencies), local("node_modules")),
  ],
  publicDir: local("public"),
  css: { preprocessorOptions: { scss: { quietDeps: true } } },
  build: {
    outDir: local("../artel/static/artel"),
    emptyOutDir: true,
    sourcemap: true,
    minify: mode !== "development",
    cssCodeSplit: false,
    modulePreload: false,
    assetsInlineLimit: 0,
    target: "es2022",
    cssTarget: ["chrome125", "firefox125", "safari17.5"],
    rollupOptions: {
      input: { app: local("src/app.ts") },
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "chunks/[name]-[hash].js",
        assetFileNames: (asset) =>
          asset.names.some((name) => name.endsWith(".css")) ? "app.css" : "fonts/[name][extname]",
      },
    },
  },
  test: { environment: "happy-dom", include: ["src/**/*.test.ts"] },
}));
