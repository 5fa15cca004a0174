/** Openings that wait for a person: nothing opens without a yes, nothing that closes ever waits. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Audit } from "../../../tests/builders/audit.ts";
import { closes } from "../../../tests/builders/bars.ts";
import { HOUR, perpetual, START, spot } from "../../../tests/builders/instrument.ts";
import { type PlayTerms, prepare, type Run } from "../../../tests/builders/play.ts";
import {
  playThrough,
  prepareScenario,
  recklessScenarios,
  type Scenario,
  scenarios,
} from "../../../tests/builders/random-run.ts";
import type { Script } from "../../../tests/builders/script.ts";
import type { EngineEvent, Intent } from "../domain/index.ts";
import { amend, cancel, close, open, order, several } from "../strategy/index.ts";
import type { Automation } from "./automation.ts";
import type { Explanation } from "./explanation.ts";
import type { EngineListener } from "./listener.ts";

const semi = (hours = 100): Automation => ({ level: "semi", timeoutMs: hours * HOUR });
const long = open("long", { why: "up", stop: 90 });
const rest = order({ side: "buy", type: "limit", quantity: 1, limit: 80, tag: "dip", why: "dip" });
const instrument = perpetual();

/** Hears what is asked and what becomes of it, beside what every test hears. */
class Asked extends Audit implements EngineListener {
  readonly told: string[] = [];
  readonly explanations: Explanation[] = [];

  approval: NonNullable<EngineListener["approval"]> = ({ what, entry, detail }) =>
    void this.told.push(`${what} ${entry.id}: ${entry.wants}${detail === "" ? "" : `, ${detail}`}`);

  explained(explanation: Explanation): void {
    this.explanations.push(explanation);
  }
}

/** Hourly bars at these closes, one strategy, and a person who is asked. */
function played([first = 100, ...prices]: readonly number[], script: Script, terms: PlayTerms = {}) {
  const record = new Asked();
  const run = prepare(closes(first, ...prices), script, { instrument, automation: semi(), ...terms, record });
  record.watch(run);
  return { run, record, told: record.told };
}
const asked = (script: Script, terms: PlayTerms = {}) => played(Array(8).fill(100), script, terms);

const waiting = ({ engine }: Run) =>
  engine.waiting.map(({ id, wants, symbol, why }) => [id, symbol, wants, why]);

describe("an opening", () => {
  test("waits, and goes to risk with a yes", () => {
    const { run, record, told } = asked({ 1: long });
    run.play(3);
    expect(waiting(run)).toEqual([[1, "BTC/USDT:USDT", "open long", "up"]]);
    expect([record.orders, run.held()]).toEqual([[], "0"]);
    run.answer("ApprovalGiven", 1).play(1);
    expect(run.held()).toBe("100");
    expect(told).toEqual(["asked 1: open long", "approved 1: open long, me"]);
    expect(waiting(run)).toEqual([]);
  });

  test("is judged with the numbers of the moment of the yes, and what refuses it is told", () => {
    const { run, record } = asked({ 1: long }, { signals: { dataAgeMsMax: HOUR } });
    run.play(4).answer("ApprovalGiven", 1).play();
    expect(run.trades).toEqual([]);
    expect(record.refusals).toEqual(["StaleMarketData"]);
  });

  test("is sized by the equity of the moment of the yes", () => {
    const prices = [100, 100, 100, 50, 50, 50];
    const { run } = played(prices, { 1: long });
    run.play(2).answer("ApprovalGiven", 1).play(1);
    expect(run.held()).toBe("100");
    const { run: late } = played(prices, { 1: open("long", { why: "up", stop: 40 }) });
    late.play(5).answer("ApprovalGiven", 1).play(1);
    expect(late.held()).toBe("200"); // Half the price.
  });

  test("is gone with a no, and a yes comes too late", () => {
    const { run, record, told } = asked({ 1: long });
    run.play(2).answer("ApprovalDenied", 1).answer("ApprovalGiven", 1).play();
    expect([record.orders, record.refusals]).toEqual([[], ["ApprovalRejected"]]);
    expect(told).toEqual(["asked 1: open long", "rejected 1: open long, me"]);
  });

  test("expires on the clock of the data, at its last moment already", () => {
    const { run, record, told } = asked({ 1: long }, { automation: semi(2) });
    run.play(3);
    expect(run.engine.waiting).toMatchObject([{ askedAt: START + HOUR, expiresAt: START + 3 * HOUR }]);
    run.play(1).answer("ApprovalGiven", 1).play();
    expect([record.orders, record.refusals]).toEqual([[], ["ApprovalExpired"]]);
    expect(told.at(-1)).toBe("expired 1: open long");
  });

  test("is not approved by another number", () => {
    const { run, record } = asked({ 1: long });
    run.play(2).answer("ApprovalGiven", 2).answer("ApprovalDenied", 0).play();
    expect(record.orders).toEqual([]);
    expect(waiting(run)).toHaveLength(1);
  });

  test("nobody is asked about what is refused anyway", () => {
    const { run, record } = asked({ 1: long, 3: long });
    run.play(2).answer("ApprovalGiven", 1).play(2);
    expect([record.refusals, waiting(run)]).toEqual([["SameDirection"], []]);
  });
});

describe("what else is wanted meanwhile", () => {
  test.each<[string, Script, string]>([
    ["a close", { 2: close("no more") }, "the strategy closes"],
    ["taking it back", { 2: cancel("no more") }, "the strategy takes it back"],
    ["a later opening", { 2: open("short", { why: "down", stop: 110 }) }, "a later signal took its place"],
    ["a later order", { 2: rest }, "a later signal took its place"],
  ])("%s withdraws it", (_, script, because) => {
    const { run, record, told } = asked({ 1: long, ...script });
    run.play(3).answer("ApprovalGiven", 1).play(1);
    expect(record.orders).toEqual([]);
    expect(told).toContain(`withdrawn 1: open long, ${because}`);
    expect(record.refusals).toEqual(["ApprovalWithdrawn"]);
  });

  test("a tag takes back its own order only", () => {
    const { run, record } = asked({ 1: rest, 2: cancel("other", "other"), 3: cancel("own", "dip") });
    run.play(3);
    expect([record.refusals, waiting(run).length]).toEqual([["UnknownTag"], 1]);
    run.play(1);
    expect([record.refusals, waiting(run).length]).toEqual([["UnknownTag", "ApprovalWithdrawn"], 0]);
  });

  test.each(["TradingHalted", "FlattenAsked", "EmergencyCalled", "SymbolStopped"] as const)(
    "%s does too",
    (kind) => {
      const { run, record } = asked({ 1: long });
      run.play(2).command(kind).answer("ApprovalGiven", 1).play();
      expect([record.orders, waiting(run)]).toEqual([[], []]);
      expect(record.refusals).toEqual(["ApprovalWithdrawn"]);
    },
  );

  test("openings of one decision are one question", () => {
    const { run, record, told } = asked({
      1: several(rest, order({ side: "sell", type: "limit", quantity: 1, limit: 120, why: "top" })),
    });
    run.play(2);
    expect(waiting(run)).toEqual([
      [1, "BTC/USDT:USDT", "buy limit 1 at 80, sell limit 1 at 120", "dip; top"],
    ]);
    run.answer("ApprovalGiven", 1);
    expect(record.orders.map(({ side }) => side)).toEqual(["buy", "sell"]);
    expect(told).toHaveLength(3); // The question grew once.
  });

  test("more of an order that rests has to be asked for, less has not", () => {
    const { run } = asked({
      1: rest,
      3: amend("dip", { quantity: 0.5, why: "less" }),
      4: amend("dip", { quantity: 9, why: "more" }),
    });
    run.play(2).answer("ApprovalGiven", 1).play(2);
    expect(run.resting()).toEqual(["buy limit 0.5 @ 80"]);
    run.play(1);
    expect([run.resting(), waiting(run).length]).toEqual([["buy limit 0.5 @ 80"], 1]);
    run.answer("ApprovalGiven", 2);
    expect(run.resting()).toEqual(["buy limit 9 @ 80"]);
  });

  test("an addition whose position is gone is not asked about any more", () => {
    const more = order({ side: "buy", type: "market", quantity: 1, why: "more" });
    const terms: PlayTerms = { risk: { portfolio: { sameDirection: "allow" } } };
    const { run, record } = played([100, 100, 100, 80, 80, 80], { 1: long, 3: more }, terms);
    run.play(2).answer("ApprovalGiven", 1).play(2);
    expect(waiting(run)).toHaveLength(1);
    run.play(1); // The stop is hit.
    expect([run.held(), waiting(run)]).toEqual(["0", []]);
    expect(record.told.at(-1)).toContain("the position it was to add to is gone");
  });
});

test("an addition whose position has turned around is not asked about any more", () => {
  const up = order({ side: "buy", type: "market", quantity: 1, stop: 50, why: "up" });
  const down = order({ side: "sell", type: "stop", quantity: 2, trigger: 95, stop: 120, why: "turn" });
  const script = {
    1: up,
    3: down,
    5: up,
  };
  const terms: PlayTerms = { risk: { portfolio: { sameDirection: "allow" } } };
  const { run, told } = played([100, 100, 100, 100, 100, 94, 94, 94], script, terms);
  run.play(2).answer("ApprovalGiven", 1).play(2).answer("ApprovalGiven", 2).play(2);
  expect([run.held(), waiting(run).length]).toEqual(["1", 1]);
  run.play(1);
  expect([run.held(), waiting(run)]).toEqual(["-1", []]);
  expect(told.at(-1)).toContain("the position it was to add to is gone");
});

describe("closing never waits", () => {
  test("a reversal leaves at once, and its entry waits", () => {
    const { run } = asked({ 1: long, 3: open("short", { why: "down", stop: 110 }) });
    run.play(2).answer("ApprovalGiven", 1).play(1);
    expect(run.held()).toBe("100");
    run.play(1);
    expect([run.held(), waiting(run)]).toEqual(["0", [[2, "BTC/USDT:USDT", "open short", "down"]]]);
    run.answer("ApprovalGiven", 2).play(1);
    expect(run.held()).toBe("-109.991");
  });

  test("a reversal that is approved before its exit has filled leaves once", () => {
    const after = (event: EngineEvent, run: Run): void => approveAll(event, run);
    const script = { 1: long, 3: open("short", { why: "down", stop: 110 }) };
    const { run, record } = asked(script, { after });
    run.play();
    expect(run.held()).toBe("-109.995");
    expect(record.orders.filter(({ role }) => role === "exit")).toHaveLength(1);
    expect(record.refusals).toEqual([]);
  });

  test("a stop, a target and a direct order that reduces leave by themselves", () => {
    const sell = order({ side: "sell", type: "market", quantity: 40, why: "part" });
    const { run } = asked({ 1: long, 3: sell, 4: close("rest") });
    run.play(2).answer("ApprovalGiven", 1).play(2);
    expect(run.held()).toBe("60");
    run.play(1);
    expect(run.held()).toBe("0");
  });
});

test("what was approved is explained by what its strategy saw, and by whom it was approved", () => {
  const { run, record } = asked({ 1: long, 3: close("x"), 4: long });
  run.play(2).answer("ApprovalGiven", 1).play(3).answer("ApprovalDenied", 2).play();
  const [entry, , refused] = record.explanations;
  expect(entry).toMatchObject({
    signal: 1,
    at: START + HOUR,
    approval: { id: 1, askedAt: START + HOUR, by: "me" },
  });
  expect(entry?.basis?.bars[0]?.to).toBe(START + HOUR);
  expect(refused).toMatchObject({ signal: 3, approval: { id: 2, by: null }, verdict: { kind: "refused" } });
});

const MOMENTS: readonly EngineEvent["kind"][] = ["TimeClosed", "OrderFilled"];

/** A person who says yes within the same moment. */
function approveAll(event: EngineEvent, { engine }: Run): void {
  if (MOMENTS.includes(event.kind))
    for (const { id } of engine.waiting) engine.step({ kind: "ApprovalGiven", id, by: "me", at: event.at });
}

/** Only one market wants anything: nothing of another comes between a question and its answer. */
const alone = (scenario: Scenario, market: number): Scenario => ({
  ...scenario,
  markets: scenario.markets.map((one, i) => (i === market ? one : { ...one, wishes: [] })),
});

describe("whatever a strategy wants", () => {
  test("every question approved at once gives the trades of level full", () => {
    let trades = 0;
    const property = fc.property(fc.oneof(scenarios, recklessScenarios), fc.nat(2), (scenario, market) => {
      const one = alone(scenario, market);
      const full = prepareScenario(one).run;
      playThrough(one, full);
      const answered = prepareScenario(one, new Audit(), { automation: semi(), after: approveAll }).run;
      playThrough(one, answered);
      const told = ({ engine: { portfolio } }: Run) => portfolio.trades.map(({ id: _, ...trade }) => trade);
      expect(told(answered)).toEqual(told(full));
      expect(answered.engine.portfolio.cash).toBe(full.engine.portfolio.cash);
      trades += full.engine.portfolio.trades.length;
    });
    fc.assert(property, { numRuns: 100 });
    expect(trades).toBeGreaterThan(50);
  });

  test("nothing opens without a yes, and what is open is left as always", () => {
    let opened = 0;
    const property = fc.property(
      fc.oneof(scenarios, recklessScenarios),
      fc.array(fc.boolean(), { minLength: 1, maxLength: 20 }),
      (scenario, answers) => {
        const record = new Asked();
        const { run } = prepareScenario(scenario, record, { automation: semi(3) });
        const approved = new Set<number>();
        playThrough(scenario, run, () => {
          for (const { id } of run.engine.waiting) {
            const says = answers[id % answers.length];
            if (says === true) approved.add(id);
            if (id % 3 !== 0) run.answer(says === true ? "ApprovalGiven" : "ApprovalDenied", id);
          }
        });
        const entries = record.orders.filter(({ role }) => role === "entry").length;
        const yes = record.told.filter((line) => line.startsWith("approved")).length;
        expect(entries).toBeLessThanOrEqual(yes); // One decision of these strategies is one order.
        if (approved.size === 0) expect(record.orders).toEqual([]);
        opened += entries;
        // A close is answered in the moment in which it was wanted: by an order, or because there is nothing to close.
        const exits = record.explanations.filter(({ kind }) => kind === "close");
        expect(exits.every(({ approval }) => approval === undefined)).toBe(true);
      },
    );
    fc.assert(property, { numRuns: 60 });
    expect(opened).toBeGreaterThan(50);
  });

  test("a close is never held: nothing that waits is one", () => {
    const kinds: readonly Intent["kind"][] = ["open", "order", "amend"];
    const { run, record } = asked({ 1: long, 2: close("x"), 3: close("x") });
    run.play();
    expect(record.told.filter((line) => line.startsWith("asked"))).toHaveLength(1);
    expect(kinds).not.toContain("close");
    expect(record.refusals).toEqual(["ApprovalWithdrawn", "NothingToClose"]);
  });
});

test("what is bought with cash waits as well", () => {
  const { run } = asked({ 1: long }, { instrument: spot() } as PlayTerms);
  run.play(2).answer("ApprovalGiven", 1).play(1);
  expect(run.held()).toBe("100");
});
