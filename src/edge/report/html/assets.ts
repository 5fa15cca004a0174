import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/** The parts of a page that are the same for every run. */
export interface PageAssets {
  /** Our script, joined into one. */
  readonly script: string;
  /** The chart library with its licence notice, which must stay with it. */
  readonly library: string;
}

/** The compiled script lies beside this file. */
const SCRIPT = new URL("browser/main.js", import.meta.url);

/** Reads them. `entry`: where the compiled script begins, for who runs from sources. */
export const pageAssets = (entry: URL = SCRIPT): PageAssets => ({
  script: `"use strict";\n${joined(entry, new Map())}`,
  library: chartLibrary(),
});

const IMPORT = /^import \{([^}]*)\} from "([^"]+)";\n/gm;
const EXPORT = /^export (?=(?:const|class|function|async function) (\w+))/gm;

/**
 * A module behind everything that it imports, each in a function of its own that answers with what it exports. The compiler
 * writes imports and exports in one form only, so a bundler would have nothing else to do. `names`: of modules so far.
 */
function joined(module: URL, names: Map<string, string>): string {
  const code = readFileSync(module, "utf8");
  let before = "";
  const imports = Array.from(code.matchAll(IMPORT), ([, what = "", specifier = ""]) => {
    const from = new URL(specifier, module);
    if (!names.has(from.href)) before += joined(from, names);
    return `const {${what.replaceAll(" as ", ": ")}} = ${names.get(from.href)};\n`;
  });
  const exports = Array.from(code.matchAll(EXPORT), ([, name]) => name);
  const name = `module${names.size}`;
  names.set(module.href, name);
  const own = code
    .replace(IMPORT, "")
    .replace(EXPORT, "")
    .replace(/^export \{\};\n/gm, "")
    .replace(/^\/\/# sourceMappingURL=.*$/gm, "");
  return `${before}const ${name} = (() => {\n${imports.join("")}${own}return { ${exports.join(", ")} };\n})();\n`;
}

/** The build of the chart library that defines one global and needs no loader. */
function chartLibrary(): string {
  const { resolve } = createRequire(import.meta.url);
  const file = resolve("lightweight-charts/package.json").replace(
    /package\.json$/,
    "dist/lightweight-charts.standalone.production.js",
  );
  return readFileSync(file, "utf8");
}
