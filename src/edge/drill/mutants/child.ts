/** A process that drills with planted bugs in it, one seed after the other. A process, for a bug may take it down. */
import { register } from "node:module";
import type { Planting } from "./load-hook.ts";
import { type Edit, MutantMisplaced } from "./mutant.ts";

/** What it is told: first of all what is planted, then seeds. */
export type ChildOrder =
  | { readonly kind: "plant"; readonly edits: readonly Edit[] }
  /** `reduced`: as for `--reduced`; empty: all of its storm. */
  | { readonly kind: "drill"; readonly seed: string; readonly reduced: string };

/** What became of a seed. */
export type SeedCourse =
  /** Nothing broke. `hash`: of everything that was written, sent and filled. */
  | { readonly kind: "sound"; readonly hash: string }
  /** `by`: the invariant that broke first; `crash` where the drill itself came to no end, `hang` where it came to none in time. */
  | { readonly kind: "caught"; readonly by: string; readonly what: string };

/** The last is a problem of the list, not of a seed. */
export type ChildAnswer = SeedCourse | { readonly kind: "misplaced"; readonly what: string };

let planting: Planting | undefined;

/** From here on modules are handed out with the bugs, so nothing of the program may have been loaded before. */
function plant(edits: readonly Edit[]): void {
  if (edits.length === 0) return;
  const urls = edits.map(({ file }) => new URL(`../../../../${file}`, import.meta.url).href);
  planting = { edits, urls, loaded: new SharedArrayBuffer(4 * edits.length) };
  register<Planting>(new URL("./load-hook.js", import.meta.url), { data: planting });
}

/** What no drill has loaded cannot be found by it. */
function requireLoaded({ edits, loaded }: Planting): void {
  edits.forEach(({ file }, i) => {
    if (Atomics.load(new Int32Array(loaded), i) === 0)
      throw new MutantMisplaced(`a bug is planted in dist/${file}, which no drill loads`);
  });
}

async function course(seed: string, reduced: string): Promise<ChildAnswer> {
  try {
    const { drill } = await import("../drill.ts");
    const { readReduction } = await import("../shrink/reduced-text.ts");
    const reduction = reduced === "" ? {} : readReduction(reduced, seed);
    const { violations, hash } = await drill(seed, reduction, { untilBroken: true });
    if (planting !== undefined) requireLoaded(planting);
    const [first] = violations;
    if (first === undefined) return { kind: "sound", hash };
    return { kind: "caught", by: first.invariant, what: first.what };
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    // By its name: one that the thread of the loader threw has lost its class on the way.
    if (error instanceof Error && error.name === "MutantMisplaced") return { kind: "misplaced", what };
    if (what.startsWith("a bug cannot be planted")) return { kind: "misplaced", what };
    return { kind: "caught", by: "crash", what };
  }
}

process.on("message", (order: ChildOrder) => {
  if (order.kind === "plant") plant(order.edits);
  else void course(order.seed, order.reduced).then((answer) => process.send?.(answer));
});
