/** How each of LEAN's algorithms is played here, and how LEAN looks at it. */
import { HOUR } from "../../builders/instrument.ts";
import { DAYS, HOURS_ON_MINUTES, MINUTES, type Source } from "./lean.ts";
import type { View } from "./lean-statistics.ts";

export const LEAN: readonly {
  readonly algorithm: string;
  readonly source: Source;
  readonly view: View;
}[] = [
  { algorithm: "BasicTemplateAlgorithm", source: MINUTES, view: { idleDays: 0 } },
  // Theirs begins with two days on which nothing was held.
  { algorithm: "BasicTemplateDailyAlgorithm", source: DAYS, view: { idleDays: 2 } },
  { algorithm: "BasicTemplateHourlyAlgorithm", source: HOURS_ON_MINUTES, view: { idleDays: 0, every: HOUR } },
];
