import { dirname, isAbsolute, join, resolve } from "node:path";
import { type ConfigFile, readConfigFile } from "./config-file.ts";
import { problemsIn } from "./issues.ts";
import { type Layer, layerOf } from "./layers.ts";
import { withRatios } from "./percent-aliases.ts";
import type { Problem } from "./problems.ts";

/** The config file and what it includes, in order: later ones win. */
export interface ConfigFiles {
  readonly layers: readonly Layer[];
  readonly problems: readonly Problem[];
  readonly notices: readonly string[];
  readonly names: readonly string[];
}

/** Reads a file, then the files it includes, each with its own includes. Every file is checked by itself. */
export function readConfigFiles(name: string): ConfigFiles {
  const files: ConfigFile[] = [];
  const problems: Problem[] = [];
  const open: string[] = [];
  const aliases: string[] = [];

  const read = (path: string, includedAt: string | undefined): void => {
    const id = resolve(path);
    if (open.includes(id)) {
      problems.push({
        where: includedAt ?? path,
        key: "include",
        message: "includes itself",
        found: path,
        ...NO_CIRCLE,
      });
      return;
    }
    const { file: written, problems: unreadable } = readConfigFile(path);
    problems.push(
      ...unreadable.map((problem) =>
        problem.where === path ? atInclude(problem, path, includedAt) : problem,
      ),
    );
    if (written === undefined) return;
    const { file, notices } = withRatios(written);
    aliases.push(...notices);
    files.push(file);
    problems.push(...problemsIn(file));
    open.push(id);
    for (const [i, include] of includesOf(file).entries()) {
      // Relative to the file that includes it, and shown the way a person would open it from here.
      const target = isAbsolute(include) ? include : join(dirname(path), include);
      read(target, file.valueAt(["include", String(i)]));
    }
    open.pop();
  };
  read(name, undefined);

  const layers = files.map(layerOf);
  problems.push(...layers.flatMap((layer) => layer.problems));
  const all = layers.map(({ layer }) => layer);
  return {
    layers: all,
    problems,
    notices: [...aliases, ...shadowed(all)],
    names: files.map((file) => file.name),
  };
}

const NO_CIRCLE = {
  allowed: "files that do not include each other in a circle",
  fix: "remove it from include",
};

const includesOf = ({ raw }: ConfigFile): string[] =>
  Array.isArray(raw["include"])
    ? raw["include"].filter((item): item is string => typeof item === "string")
    : [];

/** A file that cannot be read is the fault of the line that names it. */
function atInclude(problem: Problem, path: string, includedAt: string | undefined): Problem {
  if (includedAt === undefined) return problem;
  return { ...problem, where: includedAt, key: "include", found: JSON.stringify(path) };
}

/** Somebody edits a value in one file while another file decides: worth a sentence. */
function shadowed(layers: readonly Layer[]): string[] {
  const notices: string[] = [];
  const earlier = new Map<string, { readonly value: unknown; readonly where: string }>();
  for (const { leaves } of layers) {
    for (const [key, leaf] of leaves) {
      const before = earlier.get(key);
      if (before !== undefined && before.value !== leaf.value) {
        notices.push(`${key}: ${leaf.where} takes the place of ${before.where}, because later files win`);
      }
      earlier.set(key, leaf);
    }
  }
  return notices;
}
