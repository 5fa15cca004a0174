import { existsSync, readdirSync, statSync } from "node:fs";
import { createRequire, isBuiltin } from "node:module";
import { basename, dirname, extname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { nearest } from "../problem/index.ts";
import { FILE_ENDINGS } from "./source.ts";

/** Where an import leads: code of the package, another file of the user's, or nowhere, with the way out. */
export type Target =
  | { readonly kind: "package"; readonly url: string }
  | { readonly kind: "file"; readonly file: string }
  | { readonly kind: "refused"; readonly message: string; readonly fix: string };

export const ALLOWED_IMPORTS = '"timonel", and your own files by a relative path: "./helpers.ts"';

/** What `specifier` in `importer` stands for. Only the package and relative files are open to a strategy. */
export function targetOf(specifier: string, importer: string): Target {
  if (/^\.\.?(\/|$)/.test(specifier)) return fileTarget(resolve(dirname(importer), specifier), importer);
  const url = packageUrl(specifier);
  if (url !== undefined) return { kind: "package", url };
  const message = "a strategy may not import this";
  return { kind: "refused", message, fix: howWithout(specifier, importer) };
}

/** By the name of the package, so that a strategy meets the very modules the engine runs on. */
export function packageUrl(specifier: string): string | undefined {
  if (specifier !== "timonel" && specifier !== "timonel/testing") return undefined;
  try {
    return pathToFileURL(createRequire(import.meta.url).resolve(specifier)).href;
  } catch {
    return undefined; // This version has no such door.
  }
}

/** TypeScript lets people write `./helpers.js` or `./helpers` for `./helpers.ts`. */
function fileTarget(path: string, importer: string): Target {
  const ending = extname(path);
  const spellings = [
    path,
    ...(/^\.m?js$/.test(ending) ? [path.replace(/js$/, "ts")] : []),
    ...FILE_ENDINGS.map((one) => path + one),
  ];
  const file = spellings.find((one) => statSync(one, { throwIfNoEntry: false })?.isFile());
  if (file === undefined) {
    const fix = nearestTo(path, importer) ?? "correct the path";
    return { kind: "refused", message: "no such file to import", fix };
  }
  if (FILE_ENDINGS.some((one) => file.endsWith(one))) return { kind: "file", file };
  const fix = `write what is in it as code: export const settings = { ... } in a file ending in .ts`;
  return { kind: "refused", message: "only code can be imported", fix };
}

function nearestTo(path: string, importer: string): string | undefined {
  const directory = dirname(path);
  if (!existsSync(directory)) return undefined;
  const files = readdirSync(directory).filter(
    (file) => FILE_ENDINGS.some((one) => file.endsWith(one)) && join(directory, file) !== importer,
  );
  const stems = files.sort().map((file) => basename(file, extname(file)));
  const typed = basename(path, extname(path));
  const near = nearest(basename(path), files) ?? files[stems.indexOf(nearest(typed, stems) ?? "")];
  if (near === undefined) return undefined;
  const folder = dirname(importer);
  return directory === folder ? `did you mean "./${near}"?` : `did you mean ${near} in ${directory}?`;
}

function howWithout(specifier: string, importer: string): string {
  const beside = FILE_ENDINGS.map((one) => specifier.replace(/\.m?[jt]s$/, "") + one).find((file) =>
    existsSync(join(dirname(importer), file)),
  );
  if (beside !== undefined) return `your own file is meant by a path: "./${beside}"`;
  if (/^[\w@/-]*timonel/i.test(specifier) || nearest(specifier, ["timonel"]) !== undefined) {
    return 'did you mean "timonel"?';
  }
  if (isBuiltin(specifier)) {
    return "remove it: prices come through `feeds`, settings through `params`; a strategy reaches no file and no network";
  }
  if (/^[a-z]+:|^\//i.test(specifier))
    return "put the file beside the strategy and import it by a relative path";
  return "copy the function you need into a file of yours and import that by a relative path";
}
