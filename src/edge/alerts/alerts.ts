import { levelOf, redactedText } from "../logs/index.ts";
import type { Alert, AlertLevel, AlertSink } from "../ports/index.ts";
import { Delivery, type DeliveryTerms, USUAL } from "./delivery.ts";

/** What happened, as whoever raises it says it. */
export type Raised = Pick<Alert, "level" | "type" | "text">;

/** Where alerts are raised. Nothing here waits, throws, or slows down whoever raises one. */
export interface Alerts {
  raise(what: Raised): void;
  /** The latest, oldest first. */
  readonly recent: readonly Alert[];
  /** Resolves when all is told, at the latest after so long. */
  close(waitMs?: number): Promise<void>;
}

export interface AlertsOptions {
  /** Least that is told. */
  readonly minLevel: AlertLevel;
  readonly run: string | null;
  readonly sinks: readonly AlertSink[];
  /** Every alert that is told, for the logs. */
  onRaised?(alert: Alert): void;
  /** A sink began to fail. */
  onFailure(text: string): void;
  /** Wall clock, Unix milliseconds. */
  readonly now?: () => number;
  readonly terms?: Partial<DeliveryTerms>;
}

/** How many a person may want to look back at. */
const RECENT_MAX = 100;
const CLOSE_MS_MAX = 2_000;

export function openAlerts(options: AlertsOptions): Alerts {
  const { minLevel, run, sinks, onRaised, onFailure, now = Date.now } = options;
  const terms = { ...USUAL, ...options.terms };
  const deliveries = sinks.map((sink) => new Delivery(sink, terms, onFailure));
  const recent: Alert[] = [];
  return {
    recent,
    raise: ({ level, type, text }) => {
      if (levelOf(level) < levelOf(minLevel)) return;
      // What an error says may hold what nobody else should read.
      const alert = { level, type, text: redactedText(text), at: now(), run, lost: 0 };
      recent.push(alert);
      if (recent.length > RECENT_MAX) recent.shift();
      onRaised?.(alert);
      for (const delivery of deliveries) delivery.add(alert);
    },
    close: async (waitMs = CLOSE_MS_MAX) => {
      await Promise.all(deliveries.map((delivery) => delivery.close(waitMs)));
    },
  };
}
