import {
  type LiveTable,
  ordersTable,
  positionsTable,
  renderLiveTable,
  renderStatus,
  tradesTable,
} from "../../report/index.ts";
import type { Terminal } from "../cli/terminal.ts";
import type { RunsPlace } from "../finished/runs-place.ts";
import { lookAt } from "./ask-run.ts";
import { findLive } from "./find-live.ts";
import type { LiveOptions } from "./live-program.ts";
import type { LiveView } from "./serve-run.ts";

export type LookVerb = "status" | "positions" | "orders" | "trades";

/** Shows how a run stands: one that goes on. @returns the exit code */
export async function lookCommand(
  verb: LookVerb,
  options: LiveOptions,
  { directory }: RunsPlace,
  terminal: Terminal,
): Promise<number> {
  const view = await lookAt(findLive(directory, options.run));
  if (options.json) terminal.print(JSON.stringify(documentOf(verb, view)));
  else if (verb === "status") terminal.print(renderStatus(view.status, terminal.out));
  else terminal.print(renderLiveTable(tableOf(verb, view), terminal.out));
  return 0;
}

function documentOf(verb: LookVerb, { status, orders, trades }: LiveView): object {
  const { run } = status;
  switch (verb) {
    case "status":
      return status;
    case "positions":
      return { schema: "timonel.positions/1", run, positions: status.positions };
    case "orders":
      return { schema: "timonel.orders/1", run, orders };
    case "trades":
      return { schema: "timonel.trades/1", run, trades };
  }
}

function tableOf(verb: Exclude<LookVerb, "status">, { status, orders, trades }: LiveView): LiveTable {
  switch (verb) {
    case "positions":
      return positionsTable(status.positions);
    case "orders":
      return ordersTable(orders);
    case "trades":
      return tradesTable(trades);
  }
}
