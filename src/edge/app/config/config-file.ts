import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
  type YAMLError,
} from "yaml";
import type { Problem } from "./problems.ts";

/** A YAML file as plain data, and where each of its keys and values stands. */
export interface ConfigFile {
  /** As somebody wrote it: what messages show. */
  readonly name: string;
  readonly directory: string;
  readonly raw: Readonly<Record<string, unknown>>;
  /** `timonel.yaml:3:5`; of the nearest thing above when the path itself has no place of its own. */
  keyAt(path: readonly string[]): string;
  valueAt(path: readonly string[]): string;
}

/** What could be read, and what is wrong with the file as YAML. This and schema.ts are loaded only when there is a file. */
export function readConfigFile(name: string): {
  readonly file?: ConfigFile;
  readonly problems: readonly Problem[];
} {
  let text: string;
  try {
    text = readFileSync(name, "utf8");
  } catch (error) {
    return { problems: [unreadable(name, error)] };
  }
  if (text.includes("\0"))
    return { problems: [{ where: name, key: "", message: "not a text file in UTF-8", ...NO_TEXT }] };
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    merge: true,
    stringKeys: true,
    logLevel: "error",
    prettyErrors: false,
  });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${name}:${line}:${col}`;
  };
  const problems = document.errors.map((error) => syntaxProblem(error, at(error.pos[0]), text));
  problems.push(...unresolvedAliases(document, at));
  // A key written twice leaves the rest readable; after any other error the rest is guesswork.
  if (problems.some(({ message }) => message !== TWICE)) return { problems };
  const raw = plainData(document);
  if (raw instanceof Error)
    return {
      problems: [{ where: at(0), key: "", message: `not valid YAML: ${raw.message}`, ...adviceFor(raw) }],
    };
  if (raw === null) return { file: emptyFile(name), problems };
  if (typeof raw !== "object" || Array.isArray(raw)) {
    const found = Array.isArray(raw) ? "a list" : JSON.stringify(raw);
    return { problems: [{ where: at(0), key: "", message: "not a group of keys", found, ...WHOLE_FILE }] };
  }
  const place = (path: readonly string[], part: "key" | "value"): string =>
    at(offsetOf(document, path, part));
  const file: ConfigFile = {
    name,
    directory: dirname(resolve(name)),
    raw: raw as Readonly<Record<string, unknown>>, // Neither null nor a list: a map of keys.
    keyAt: (path) => place(path, "key"),
    valueAt: (path) => place(path, "value"),
  };
  return { file, problems };
}

/** Anchors that multiply each other are refused by the library: a small text must not fill the memory. */
function plainData(document: Document): unknown {
  try {
    return document.toJS();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
const adviceFor = ({ message }: Error): Pick<Problem, "found" | "allowed" | "fix"> =>
  message.includes("alias count")
    ? { found: "anchors within anchors", allowed: "at most 100 uses of one", fix: "write the values out" }
    : { found: "a value that cannot be read", allowed: "YAML 1.2", fix: "write the values out" };
const NO_TEXT = {
  found: "bytes of zero",
  allowed: "YAML in UTF-8",
  fix: "save it as UTF-8 in your editor, or correct the path",
};

const TWICE = "written twice";
const WHOLE_FILE = { allowed: "keys such as account and symbols", fix: "see docs/CONFIG.md" };

const emptyFile = (name: string): ConfigFile => {
  const start = () => `${name}:1:1`;
  return { name, directory: dirname(resolve(name)), raw: {}, keyAt: start, valueAt: start };
};

function unreadable(name: string, error: unknown): Problem {
  const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
  const reason = { ENOENT: "no such file", EISDIR: "a directory", EACCES: "not readable" }[code] ?? code;
  return { where: name, key: "", message: `cannot read the config: ${reason}`, ...UNREADABLE };
}
const UNREADABLE = { found: "nothing to read", allowed: "a readable YAML file", fix: "correct the path" };

function syntaxProblem(error: YAMLError, where: string, text: string): Problem {
  const common = { where, key: "", allowed: "YAML 1.2, indented by spaces" };
  const line = text.slice(error.pos[0]).split("\n", 1)[0]?.trimEnd() ?? "";
  if (error.code === "DUPLICATE_KEY") {
    const key = line.replace(/:(\s.*)?$/, "").replaceAll(/^["']|["']$/g, "");
    return {
      ...common,
      key,
      message: TWICE,
      found: `${key} again`,
      allowed: "each key once",
      fix: "remove one of the two",
    };
  }
  if (error.code === "MULTIPLE_DOCS")
    return {
      ...common,
      message: "holds several documents",
      found: "---",
      allowed: "one config a file",
      fix: "remove the line, or put the rest into a file of its own and include it",
    };
  const fix = line.includes("\t") ? "replace the tab by spaces" : "correct the YAML at this place";
  return {
    ...common,
    message: `not valid YAML: ${error.message}`,
    found: JSON.stringify(line.slice(0, 40)),
    fix,
  };
}

function unresolvedAliases(document: Document, at: (offset: number) => string): Problem[] {
  const problems: Problem[] = [];
  visit(document, {
    Alias(_key, alias) {
      if (alias.resolve(document) !== undefined) return;
      const found = `*${alias.source}`;
      const fix = `write &${alias.source} where the value is first written, or remove ${found}`;
      const allowed = "an anchor written further up";
      problems.push({
        where: at(alias.range?.[0] ?? 0),
        key: "",
        message: "unknown anchor",
        found,
        allowed,
        fix,
      });
    },
  });
  return problems;
}

/** Follows a path through maps, lists and aliases, and stops at the last thing that has a place. */
function offsetOf(document: Document, path: readonly string[], part: "key" | "value"): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const [depth, word] of path.entries()) {
    const target: unknown = isAlias(node) ? node.resolve(document) : node;
    const isLast = depth === path.length - 1;
    let next: unknown;
    if (isMap(target)) {
      const pair = target.items.find(({ key }) => isScalar(key) && String(key.value) === word);
      if (pair === undefined) return offset;
      next = part === "value" || !isLast ? (pair.value ?? pair.key) : pair.key;
    } else if (isSeq(target)) {
      next = target.items[Number(word)];
    }
    if (next === undefined) return offset;
    offset = (next as Node).range?.[0] ?? offset; // Parsed documents hold nodes only.
    node = next;
  }
  return offset;
}
