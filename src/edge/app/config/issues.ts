import type { ConfigFile } from "./config-file.ts";
import { faultOf, shown } from "./fault.ts";
import { specOf } from "./keys.ts";
import type { Problem } from "./problems.ts";
import { FILE_SCHEMA } from "./schema.ts";
import { namesAt, unknownKey } from "./unknown-key.ts";

/** Everything in one file that does not fit the schema, each at its line and column. */
export function problemsIn(file: ConfigFile): Problem[] {
  const parsed = FILE_SCHEMA.safeParse(file.raw);
  if (parsed.success) return [];
  return parsed.error.issues.flatMap((issue) => {
    const path = issue.path.map(String);
    if (issue.code === "unrecognized_keys") return issue.keys.map((key) => problemOfKey(file, path, key));
    return problemsOfList(file, path) ?? [problemOfValue(file, path, issue.message)];
  });
}

/** Each fault of a list where it stands; undefined for what is no such list. */
function problemsOfList(file: ConfigFile, path: readonly string[]): readonly Problem[] | undefined {
  const spec = specOf(path);
  if (spec?.kind !== "list" || spec.faultsIn === undefined) return undefined;
  const key = path.join(".");
  return spec.faultsIn(valueAt(file.raw, path)).map(({ message, found, path: within = [], isKey }) => ({
    where: (isKey === true ? file.keyAt : file.valueAt)([...path, ...within]),
    key,
    message,
    found: shown(found),
    allowed: spec.allowed,
    fix: spec.fix,
  }));
}

function problemOfKey(file: ConfigFile, section: readonly string[], key: string): Problem {
  const path = [...section, key];
  return {
    where: file.keyAt(path),
    key: path.join("."),
    ...unknownKey(section, key, valueAt(file.raw, path)),
  };
}

function problemOfValue(file: ConfigFile, path: readonly string[], message: string): Problem {
  const value = valueAt(file.raw, path);
  const place = { where: file.valueAt(path), key: path.join("."), found: shown(value) };
  const spec = specOf(path);
  const fault = spec === undefined ? undefined : faultOf(spec, value);
  if (fault !== undefined) return { ...place, ...fault };
  if (path[0] === "include") return { ...place, message: "not a list of files", ...INCLUDE };
  if (path[0] === "symbols" && path.length === 1)
    return { ...place, message: "not a group of symbols", ...SYMBOLS };
  if (path[2] === "params") return { ...place, message: "not a parameter value", ...PARAMS };
  const names = namesAt(path).join(", ");
  // A leaf without a fault of its own would mean that the schema and `fits` differ: then the schema's words are all we have.
  if (names === "") return { ...place, message, allowed: "another value", fix: "see docs/CONFIG.md" };
  return {
    ...place,
    message: "not a group of keys",
    allowed: names,
    fix: "write its keys below it, indented",
  };
}

const INCLUDE = { allowed: "a list of file names", fix: "write include: [risk_limits.yaml]" };
const SYMBOLS = {
  allowed: "symbols such as BTC/USDT, with their keys below them",
  fix: "write BTC/USDT: { timeframe: 1h }",
};
const PARAMS = { allowed: "a number, true or false, or text", fix: "write params: { name: value }" };

function valueAt(raw: unknown, path: readonly string[]): unknown {
  let value = raw;
  for (const word of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, word)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[word]; // An own key of an object, by the line above.
  }
  return value;
}
