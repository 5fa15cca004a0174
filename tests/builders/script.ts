/** Strategies that do as they are told: at the n-th closed bar, this. */
import type { Intent } from "../../src/core/domain/index.ts";
import type { Feed } from "../../src/core/indicators/index.ts";
import { bars, none, type PositionView, type Strategy, strategy } from "../../src/core/strategy/index.ts";

export interface ScriptContext {
  readonly feeds: { readonly main: Feed };
  readonly position: PositionView;
  readonly now: number;
}

/** What to want, by the number of bars that have closed. */
export type Script = Readonly<Record<number, Intent | ((context: ScriptContext) => Intent)>>;

export const scripted = (script: Script, name: string = "script"): Strategy =>
  every(name, (context) => {
    const line = script[context.feeds.main.bars];
    return typeof line === "function" ? line(context) : (line ?? none);
  });

/** Asked at the close of every bar. */
export const every = (name: string, decide: (context: ScriptContext) => Intent): Strategy =>
  strategy({
    name,
    version: "1.0.0",
    params: {},
    feeds: { main: bars() },
    indicators: () => ({}),
    onBar: decide,
  });

/** What a careless author may return. */
export const careless = (returned: unknown): Strategy => every("careless", () => returned as Intent);
