import { fileURLToPath } from "node:url";
import type { BarColumns } from "../../../core/market/index.ts";
import type { Strategy } from "../../../core/strategy/index.ts";
import { UserProblem } from "../../problem/index.ts";
import { importExports, importStrategy, type StrategySource } from "../../strategies/index.ts";
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
  if (source.isUserFile === true && source.code === undefined) {
    const { url, exports, hasStrategy } = await importExports(source);
    const factory = Object.entries(exports).find(([, value]) => typeof value === "function");
    if (!hasStrategy && factory !== undefined) {
      const [name, make] = factory;
      const strategy = made(make as Maker, columns, fileURLToPath(source.url)); // A function: tried at once.
      source.name = strategy.name;
      return { strategy, code: { kind: "factory", url, name } };
    }
  }
  return { strategy: await importStrategy(source), code: { kind: "strategy" } };
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
