/** Runs on the thread that loads modules: hands some of them out edited. Nothing is written to the disk. */
import type { InitializeHook, LoadHook } from "node:module";
import { type Edit, edited } from "./mutant.ts";

/** What the thread is told. */
export interface Planting {
  readonly edits: readonly Edit[];
  /** Of the modules of the edits, in their order. */
  readonly urls: readonly string[];
  /** A number for each edit: 1 once its module was loaded. */
  readonly loaded: SharedArrayBuffer;
}

let planting: Planting | undefined;

export const initialize: InitializeHook<Planting> = (told) => {
  planting = told;
};

export const load: LoadHook = async (url, context, nextLoad) => {
  const module = await nextLoad(url, context);
  if (planting?.urls.includes(url) !== true) return module;
  const { edits, urls, loaded } = planting;
  const { source: given } = module;
  let source = typeof given === "string" ? given : new TextDecoder().decode(given);
  edits.forEach((edit, i) => {
    if (urls[i] !== url) return;
    source = edited(edit, source);
    Atomics.store(new Int32Array(loaded), i, 1);
  });
  return { ...module, source };
};
