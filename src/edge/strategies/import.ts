import { fileURLToPath } from "node:url";
import type { Strategy } from "../../core/strategy/index.ts";
import { cannotLoad } from "./cannot-load.ts";
import { chooseByName, chooseOfFile, hasStrategy } from "./choose.ts";
import { refuseIfAny } from "./findings.ts";
import { checkShape } from "./shape.ts";
import type { StrategySource } from "./source.ts";

/**
 * Loads a strategy's module and takes the strategy out of it: the one it exports under its name, or of a user's file
 * the one it is about. A user's file is read and checked first; what came of that is noted in `source`, and whoever
 * imports the same source again, in this thread or another, gets the same code without a second look.
 * @throws UserProblem, exit 2, when the module cannot be loaded, reaches outside, or exports no such strategy
 */
export async function importStrategy(source: StrategySource): Promise<Strategy> {
  const file = fileURLToPath(source.url);
  if (source.isUserFile && source.code === undefined) return importUserFile(file, source);
  let exports: Readonly<Record<string, unknown>>;
  try {
    exports = (await import(source.code ?? source.url)) as typeof exports; // Looked at field by field below.
  } catch (error) {
    throw cannotLoad(file, error);
  }
  return checked(chooseByName(exports, source.name, file), file);
}

async function importUserFile(file: string, source: StrategySource): Promise<Strategy> {
  const { prepare } = await import("./prepare.ts"); // Here, so that a strategy that ships does not pay for it.
  const { declarationIn } = await import("./declaration.ts");
  const { url, exports, parsed } = await prepare(file);
  const found = chooseOfFile(exports, file);
  const strategy = checked(found, file, await declarationIn(parsed, found));
  source.name = strategy.name;
  source.code = url;
  return strategy;
}

/**
 * What a user's file exports, for whoever expects something else of it than a strategy. It is read and checked like any
 * other. `url` holds the checked code. @throws UserProblem, exit 2, when it cannot be loaded or reaches outside
 */
export async function importExports({ url: source }: StrategySource): Promise<{
  readonly url: string;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly hasStrategy: boolean;
}> {
  const { prepare } = await import("./prepare.ts");
  const { url, exports } = await prepare(fileURLToPath(source));
  return { url, exports, hasStrategy: hasStrategy(exports) };
}

function checked(found: object, file: string, placeOfKey: (key?: string) => string = () => file): Strategy {
  refuseIfAny(checkShape(found, placeOfKey));
  return found as Strategy; // Just checked, key by key.
}
