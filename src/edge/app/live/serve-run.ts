import { type StatusDocument, statusOf } from "../../../core/views/index.ts";
import { type ControlServer, serveControl, socketPath } from "../../control/index.ts";
import { type Command, type LiveRun, type RunView, readCommand } from "../../runner/index.ts";

/** What may be asked of a run that goes on. */
export type ControlRequest =
  | { readonly ask: "look" }
  | { readonly ask: "command"; readonly command: Command };

/** How a run stands, as JSON can say it. */
export interface LiveView extends Pick<RunView, "orders" | "trades"> {
  readonly status: StatusDocument;
}

export interface ServedRun {
  readonly id: string;
  readonly mode: string;
  readonly directory: string;
  /** What a person was alerted of, oldest first. */
  alerts(): readonly string[];
  /** A command has reached the run. */
  onCommand(command: Command): void;
}

/** Lets the owner of this process speak to its run. */
export const serveRun = (
  run: LiveRun,
  { id, mode, directory, alerts, onCommand }: ServedRun,
): Promise<ControlServer> =>
  serveControl(socketPath(directory), async (request): Promise<unknown> => {
    const asked = (request ?? {}) as ControlRequest; // Whoever can open the socket is the owner; the shape is looked at below.
    switch (asked.ask) {
      case "look": {
        const { status, orders, trades } = await run.look();
        // What is in force comes last: it is what one looks for.
        const told = { ...status, alerts: [...alerts(), ...status.alerts] };
        return { status: statusOf({ ...told, run: id, mode }), orders, trades } satisfies LiveView;
      }
      case "command": {
        // What is no command must not reach the thread that trades.
        const command = readCommand(asked.command);
        if (command === undefined) throw new Error(`this is no command: ${JSON.stringify(asked.command)}`);
        onCommand(command);
        return run.command(command);
      }
      default:
        throw new Error(`a run knows no request ${JSON.stringify(request)}`);
    }
  });
