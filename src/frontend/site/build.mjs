// Builds the look of the pages into the folder named by OUT: site.css, site.js, theme.js and the fonts.
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as esbuild from "esbuild";
import * as sass from "sass";

const out = process.env.OUT;
const modules = "node_modules";
const fonts = ["400-normal", "400-italic", "600-normal", "700-normal"];

const styled = sass.compile("site.scss", {
  loadPaths: [join(modules, "bootstrap-italia/src/scss")],
  charset: false,
  quietDeps: true,
  silenceDeprecations: ["import", "global-builtin", "color-functions", "if-function"],
  logger: sass.Logger.silent,
});
const css = await esbuild.transform(styled.css, {
  loader: "css",
  minify: true,
  target: ["chrome100", "firefox100", "safari15"],
  legalComments: "none",
});
await mkdir(join(out, "fonts"), { recursive: true });
const says =
  "/*! Bootstrap Italia 2.18.3, BSD-3-Clause, and Trama, EUPL-1.2: see LICENSES.txt */\n";
await writeFile(join(out, "site.css"), says + css.code);

await esbuild.build({
  entryPoints: ["src/theme.ts", "src/site.ts"],
  outdir: out,
  bundle: true,
  minify: true,
  format: "iife",
  target: ["chrome100", "firefox100", "safari15"],
});

for (const font of fonts) {
  const file = `titillium-web-latin-${font}.woff2`;
  await cp(join(modules, "@fontsource/titillium-web/files", file), join(out, "fonts", file));
}
const licences = [];
for (const name of ["bootstrap-italia", "@fontsource/titillium-web"]) {
  licences.push(`${name}\n\n${await readFile(join(modules, name, "LICENSE"), "utf8")}`);
}
await writeFile(join(out, "LICENSES.txt"), licences.join("\n\n----\n\n"));
