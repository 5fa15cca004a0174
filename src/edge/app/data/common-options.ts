import { type RawOptions, textOf } from "../cli/cli-values.ts";
import type { ConfigOverride } from "../config/index.ts";

/** What every verb of `timonel data` is told. */
export interface CommonOptions {
  readonly config: string | undefined;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly color: boolean;
  /** `--store`, as a config key. */
  readonly overrides: readonly ConfigOverride[];
}

export function commonOptions(values: RawOptions): CommonOptions {
  const store = textOf(values["store"]);
  return {
    config: textOf(values["config"]),
    json: values["json"] === true,
    quiet: values["quiet"] === true,
    color: values["color"] !== false,
    overrides: store === undefined ? [] : [{ key: "store.directory", text: store, where: "--store" }],
  };
}
