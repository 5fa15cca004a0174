import type { insideRunner, RunFacts } from "../runner/index.ts";

/** What a process runs that drills drive: loaded once. */
export type Inside = Awaited<ReturnType<typeof insideRunner>>;

export const DIRECTORY = "/run";
export const JOURNAL = `${DIRECTORY}/journal`;
export const RUN = "drill";
export const ADDRESS = "/venue";
export const ACCOUNT = "drill";

/** What a run is made of: the same in every life of its process. */
export const FACTS: RunFacts = {
  schema: "timonel.run-journal/1",
  run: RUN,
  configHash: "drill",
  dataHash: "drill",
  venue: true,
};
