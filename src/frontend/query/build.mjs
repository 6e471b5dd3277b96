// Writes page.js and page.css, which every visit needs, and editor.js and editor.css, which come later.
import { build } from "esbuild";

const out = process.env.OUT ?? "../../trama/publish/static/query";
const common = {
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  outdir: out,
  charset: "utf8",
  legalComments: "none",
};
await build({ ...common, entryPoints: ["src/page.ts", "src/page.css"], external: ["./editor.js"] });
await build({
  ...common,
  entryPoints: ["src/editor.ts", "src/editor.css"],
  banner: { js: "/* Yasqe, MIT: Triply, Zazuko; CodeMirror, MIT: Marijn Haverbeke and others. */" },
});
