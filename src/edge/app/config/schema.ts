import * as z from "zod";
import { fits } from "./fits.ts";
import { KEYS, type KeySpec, type NumberKey, SYMBOL_KEYS } from "./keys.ts";

/**
 * The strict schema of one config file, built from the tables of keys. Every key is optional: defaults come in after all
 * layers are merged. This is the only file that loads zod; a run without a config file never does.
 */
export const FILE_SCHEMA = z.strictObject({
  include: z.array(z.string()).optional(),
  ...shapeOf(KEYS),
  symbols: z.record(z.string(), symbolSchema().nullable()).nullish(),
});

function symbolSchema() {
  const params = z.record(z.string(), z.union([z.number(), z.boolean(), z.string()])).nullish();
  return z.strictObject({ ...shapeOf(SYMBOL_KEYS), params });
}

/** Nests `account.balance` and `account.currency` into one strict `account`. */
function shapeOf(table: Readonly<Record<string, KeySpec>>): Record<string, z.ZodType> {
  const sections = new Map<string, Record<string, KeySpec>>();
  const shape: Record<string, z.ZodType> = {};
  for (const [path, spec] of Object.entries(table)) {
    const dot = path.indexOf(".");
    if (dot === -1) {
      shape[path] = leaf(spec).optional();
      continue;
    }
    const name = path.slice(0, dot);
    sections.set(name, { ...sections.get(name), [path.slice(dot + 1)]: spec });
  }
  // A section whose keys are all commented out is `null` to YAML, and says nothing.
  for (const [name, keys] of sections) shape[name] = z.strictObject(shapeOf(keys)).nullish();
  return shape;
}

/** One value. Exported so that a test can hold it to the check that environment and command line use. */
export function leaf(spec: KeySpec): z.ZodType {
  switch (spec.kind) {
    case "number":
      return spec.nullWord === undefined
        ? range(spec)
        : z.union([range(spec), z.literal(spec.nullWord), z.null()]);
    case "choice":
      return z.enum(spec.choices);
    case "boolean":
      return z.boolean();
    case "list":
      return z.unknown().refine((value) => fits(spec, value));
    case "text":
      return spec.pattern === undefined ? z.string().refine(spec.fits) : z.string().regex(spec.pattern);
  }
}

function range(spec: NumberKey): z.ZodType {
  const whole = spec.whole === true ? z.int() : z.number();
  const from = spec.above === true ? whole.gt(spec.min) : whole.gte(spec.min);
  return spec.below === true ? from.lt(spec.max) : from.lte(spec.max);
}
