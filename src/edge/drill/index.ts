/** The seeded fault simulation: the real runner, journal, venue and client in a storm, on a clock that is virtual. */
export { drill } from "./drill.ts";
export { type DrillDocument, drillSeeds } from "./drill-seeds.ts";
export { MUTANTS } from "./mutants/list.ts";
export type { Mutant } from "./mutants/mutant.ts";
export { type MutantResult, type MutantsDocument, runMutants } from "./mutants/run-mutants.ts";
export { readReduction } from "./shrink/reduced-text.ts";
export { againWith, type ShrunkDocument, shrinkSeed } from "./shrink/shrink-seed.ts";
export type { Told } from "./timeline.ts";
