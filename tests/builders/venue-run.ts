/** A run at a venue that says what a test lets it say: the real runner and engine, in this process and its own time. */
import { amount, price, type UnixMs } from "../../src/core/base/index.ts";
import type { ClientOrderId, OrderNews } from "../../src/edge/ports/index.ts";
import { boardOn } from "../../src/edge/research/index.ts";
import type { RunnerAnswer, RunnerEnding, RunnerMail } from "../../src/edge/runner/messages.ts";
import { encodeRecord } from "../../src/edge/runner/record.ts";
import type { Outgoing } from "../../src/edge/runner/venue-messages.ts";
import { VenueRunner } from "../../src/edge/runner/venue-runner.ts";
import { journalInto, planOf, sessionOf, type Traded } from "./journaled-run.ts";

/** How the scripted venue behaves. Both hooks may put mail into the box. */
export interface Script {
  /** Something leaves for the venue. */
  onSend?(request: Outgoing, venue: VenueVoice): void;
  /** The run waits: the next word of the venue. Nothing left to say: throw, or the run would wait for ever. */
  onIdle(venue: VenueVoice, idle: number): void;
}

/** What the venue can say. Events get their numbers here. */
export interface VenueVoice {
  mail(mail: RunnerMail): void;
  /** The time of the data has come to here. */
  time(at: number): void;
  order(id: ClientOrderId, news: OrderNews): void;
  accepted(id: ClientOrderId): void;
  /** All of it, at a price. */
  filled(request: Extract<Outgoing, { kind: "submit" }>, at: string): void;
  interrupt(): void;
  /** Number of the newest event that it told. */
  readonly newest: number;
}

export interface VenuePlayed {
  readonly records: readonly string[];
  readonly ending: RunnerEnding;
  readonly told: readonly RunnerAnswer[];
  readonly sent: readonly Outgoing[];
}

const VENUE_RUN = "testruns";

/** Takes up what `old` holds, and trades at the scripted venue. `firstNumber`: of the next event that it tells. */
export function playAtVenue(
  lines: readonly Traded[],
  script: Script,
  {
    old = [],
    firstNumber = 1,
    epoch = 1,
  }: { old?: readonly string[]; firstNumber?: number; epoch?: number } = {},
): VenuePlayed {
  const plan = planOf(lines);
  const records = [...old];
  const session = sessionOf(lines, plan, epoch);
  records.push(encodeRecord({ kind: "entered", session }));
  const shared = new SharedArrayBuffer(64);
  const board = boardOn(shared);
  const box: RunnerMail[] = [];
  const told: RunnerAnswer[] = [];
  const sent: Outgoing[] = [];
  let clock = 0;
  let number = firstNumber;
  let idle = 0;
  const voice: VenueVoice = {
    mail: (mail) => void box.push(mail),
    time: (at) => box.push({ kind: "news", number: number++, news: { kind: "time", at: at as UnixMs } }),
    order: (id, news) =>
      box.push({
        kind: "news",
        number: number++,
        news: { kind: "order", id, isForeign: false, news, at: news.at },
      }),
    accepted: (id) => voice.order(id, { kind: "OrderAccepted", at: 0 as UnixMs }),
    filled: ({ id, request }, at) =>
      voice.order(id, {
        kind: "OrderFilled",
        at: 0 as UnixMs,
        fill: {
          id,
          number,
          instrument: request.instrument,
          side: request.side,
          price: price(at),
          quantity: request.quantity,
          fee: amount("0"),
          feeAsset: "USDT",
          liquidity: "taker",
          tradeId: `trade-${number}`,
          at: 0 as UnixMs,
        },
      }),
    interrupt: () => board.askStop(),
    get newest() {
      return number - 1;
    },
  };
  board.awaitMail = (_, ms) => {
    clock += ms;
    if (box.length === 0) script.onIdle(voice, idle++);
  };
  const runner = new VenueRunner(
    {
      order: {
        plan,
        board: shared,
        facts: {
          schema: "timonel.run-journal/1",
          run: "run",
          configHash: "config",
          dataHash: "data",
          venue: true,
        },
        session,
        journal: "",
        task: { kind: "trade", isNew: old.length === 0, statusEveryMs: 1e9, stops: false, daily: false },
      },
      board,
      strategies: lines.map(({ strategy }) => strategy),
      journal: journalInto(records),
      old: old.map((record, i) => ({ sequence: i + 1, record })),
      now: () => clock,
      tell: (answer) => {
        told.push(answer);
        if (answer.kind !== "send") return;
        sent.push(answer.request);
        script.onSend?.(answer.request, voice);
      },
      nextMail: () => box.shift(),
    },
    VENUE_RUN,
  );
  return { ending: runner.work(), records, told, sent };
}
