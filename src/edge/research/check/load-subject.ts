import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { BarColumns } from "../../../core/market/index.ts";
import type { Strategy } from "../../../core/strategy/index.ts";
import { UserProblem } from "../../problem/index.ts";
import { importStrategy, type StrategySource } from "../../strategies/index.ts";
import type { Maker } from "./play-decisions.ts";
import type { SubjectCode } from "./task.ts";

/**
 * A strategy to check: one that a module exports, or one that a factory, `(columns) => strategy`, makes of the bars of its
 * instrument. @throws UserProblem, exit 2, when the module exports neither
 */
export async function loadSubject(
  source: StrategySource,
  columns: BarColumns,
): Promise<{ readonly strategy: Strategy; readonly code: SubjectCode }> {
  try {
    return { strategy: await importStrategy(source), code: { kind: "strategy" } };
  } catch (error) {
    const name = error instanceof UserProblem ? functionNamedIn(error) : undefined;
    if (name === undefined) throw error;
    const url = await prepareFactory(source, name);
    const { factory } = (await import(url)) as { readonly factory: Maker }; // Named by the loader as a function.
    const strategy = made(factory, columns, fileURLToPath(source.url));
    source.name = strategy.name;
    return { strategy, code: { kind: "factory", url } };
  }
}

/** The loader names what a file without a strategy exports: `exports peek (a function)`. */
const functionNamedIn = ({ details: { message, found = "" } }: UserProblem): string | undefined =>
  message === "the file exports no strategy" ? /([\w$]+) \(a function\)/.exec(found)?.[1] : undefined;

/**
 * The checked code of a file with a factory. The loader of strategies checks, strips and rewrites a file and all that it
 * imports; it is given a file that does nothing but pass the factory on, beside a strategy that it can accept.
 */
async function prepareFactory({ url }: StrategySource, name: string): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), "timonel-check-"));
  try {
    const target = relative(directory, fileURLToPath(url)).replaceAll("\\", "/");
    const file = join(directory, "factory.mjs");
    writeFileSync(
      file,
      `import { bars, none, strategy } from "timonel";
export { ${name} as factory } from ${JSON.stringify(target)};
export const host = strategy({ name: "host", version: "1.0.0", params: {}, feeds: { main: bars() }, indicators: () => ({}), onBar: () => none });
`,
    );
    const host: StrategySource = { name: "host", url: pathToFileURL(file).href, isUserFile: true };
    await importStrategy(host);
    return host.code as string; // The loader notes it.
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function made(factory: Maker, columns: BarColumns, file: string): Strategy {
  const refuse = (found: string): UserProblem =>
    new UserProblem({
      exitCode: 2,
      where: file,
      message: "the factory makes no strategy",
      found,
      allowed:
        "export const mine = (columns) => strategy({ name, version, params, feeds, indicators, onBar })",
    });
  let strategy: unknown;
  try {
    strategy = factory(columns);
  } catch (error) {
    throw refuse(`it threw ${String(error).replaceAll(/\s*\n\s*/g, " ")}`);
  }
  if (typeof strategy !== "object" || strategy === null) throw refuse(typeof strategy);
  const fields = strategy as Readonly<Record<string, unknown>>; // Any object has fields.
  const due = ["name", "version", "params", "feeds", "indicators", "onBar"];
  const missing = due.filter((key) => fields[key] === undefined);
  if (missing.length > 0) throw refuse(`no ${missing.join(", no ")}`);
  return strategy as Strategy; // Has every key of the contract.
}
