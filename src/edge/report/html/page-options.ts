import type { PageAssets } from "./assets.ts";

/** What a page says beyond the run itself. */
export interface PageOptions {
  /** The command that gives the same run again. */
  readonly command?: string | undefined;
  /** The config in force, as YAML. */
  readonly config?: string | undefined;
  /** A picture of where the data has holes: an SVG element made by this program, put in as it is. */
  readonly coverage?: string | undefined;
  /** Script and chart library; those that were shipped unless said otherwise. */
  readonly assets?: PageAssets | undefined;
}
