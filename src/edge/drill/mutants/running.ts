import { GAPS } from "./answers.ts";
import type { Mutant } from "./mutant.ts";

const EAR = "src/edge/runner/venue-ear.js";
const RUNNER = "src/edge/runner/venue-runner.js";
const PAPER = "src/edge/runner/paper-run.js";
const OUTBOX = "src/edge/runner/venue-outbox.js";
const GUARD = "src/core/market/bar-guard.js";
const JOURNAL = "src/edge/journal/journal.js";

/** Bugs in the loop: what is heard, written, taken up after a crash, and obeyed. */
export const RUNNING_MUTANTS: readonly Mutant[] = [
  {
    id: "M4",
    what: "orders leave before the decision is durable",
    file: RUNNER,
    find: "if (this.#outbox.isEmpty)\n            return;\n        this.#of.journal?.flush();",
    replace: "if (this.#outbox.isEmpty)\n            return;",
  },
  {
    id: "M5",
    what: "the journal says that it is durable, and has written nothing",
    file: JOURNAL,
    find: "flush() {\n        this.commit();",
    replace: "flush() {",
  },
  {
    id: "M11",
    what: "an order that is in no list of the venue counts as cancelled",
    file: EAR,
    find: 'this.#of.ask({ kind: "check", order: one.order, id: this.#of.sent.idOf(one.order) });',
    replace: 'this.hear({ kind: "OrderCancelled", order: one.order, at: this.#of.run.now });',
  },
  {
    id: "M18",
    what: "who takes a run up does not ask what became of its orders",
    file: RUNNER,
    find: "this.#doubt(order);",
    replace: ";",
  },
  {
    id: "M19",
    what: "strategies are asked about what happened while nobody was here",
    file: EAR,
    find: "this.#of.written.answers.fallBehind(this.#of.run.number < mail.newest);",
    replace: "this.#of.written.answers.fallBehind(false);",
  },
  {
    id: "M22",
    what: "what is damaged in the middle of the journal is passed over",
    file: "src/edge/journal/walk.js",
    find: `if (typeof group === "string")
                throw damage(at, group);`,
    replace: `if (typeof group === "string")
                break;`,
    without: [
      {
        file: "src/edge/journal/walk.js",
        find: "if (header === undefined || first - 1 !== head.lastSequence || !chain.equals(head.chain))",
        replace: "if (header === undefined)",
      },
    ],
  },
  {
    id: "M23",
    what: "neither checksum nor chain of the journal is looked at",
    file: "src/edge/journal/group.js",
    find: "if (crc !== bytes.readUInt32LE(at + CRC_AT))",
    replace: "if (false)",
    without: [
      {
        file: "src/edge/journal/group.js",
        find: "return chain.equals(claimed) ? chain : undefined;",
        replace: "return chain;",
      },
    ],
  },
  {
    id: "M24",
    what: "who takes a run up goes on behind an event that was played in part",
    file: RUNNER,
    find: 'this.#of.tell({ kind: "trading", after: run.heardWhole });',
    replace: 'this.#of.tell({ kind: "trading", after: run.number });',
  },
  {
    id: "M25",
    what: "an order that is over ends without the fills that were missed",
    file: EAR,
    find: "for (const fill of found?.fills ?? [])",
    replace: "for (const fill of [])",
    without: [GAPS],
  },
  {
    id: "M26",
    what: "a fill that comes after the end of its order is dropped",
    file: EAR,
    find: 'return event.kind !== "OrderFilled" && this.#working(event.order) === undefined;',
    replace: "return this.#working(event.order) === undefined;",
  },
  {
    id: "M29",
    what: "a stop that was decided before a crash, and did not leave, is forgotten",
    file: RUNNER,
    find: 'else if (order.request.role === "entry")\n                this.#dropEntry(order.request.id);',
    replace:
      'else if (order.request.role === "entry")\n                this.#dropEntry(order.request.id);\n            else\n                this.#outbox.withdraw(order.request.id);',
  },
  {
    id: "M35",
    what: "a bar that has not closed counts as closed",
    file: GUARD,
    find: "if (!bar.isClosed) {",
    replace: "if (false) {",
  },
  {
    id: "M36",
    what: "a bar that comes twice counts twice",
    file: GUARD,
    find: "if (last?.time === time)",
    replace: "if (false)",
  },
  {
    id: "M41",
    what: "who halts is forgotten when the process dies: commands are not written down",
    file: PAPER,
    find: 'return { kind: "known" };\n        this.#log.write({ kind: "command", command });',
    replace: 'return { kind: "known" };',
  },
  {
    id: "M45",
    what: "what somebody else fills in the account does not count",
    file: EAR,
    find: "this.hear(outsideOf(news), number);",
    replace: ";",
  },
  {
    id: "M47",
    what: "a fee is taken in the currency of the account, whatever it was paid in",
    file: "src/core/portfolio/portfolio.js",
    find: "fill.feeAsset === this.currency ? this.#currencyId : ledger.asset(fill.feeAsset)",
    replace: "this.#currencyId",
  },
  {
    id: "M49",
    what: "a command that comes twice is obeyed twice",
    file: PAPER,
    find: "if (!this.#obeyed.note(command))",
    replace: "this.#obeyed.note(command);\n        if (false)",
  },
  {
    id: "N40",
    what: "what was decided before a crash leaves again when it is walked again",
    file: OUTBOX,
    find: "if (!this.#isOld())",
    replace: "if (true)",
  },
  {
    id: "N41",
    what: "names of orders change when a run is taken up",
    file: RUNNER,
    find: "before.log?.before?.session?.epoch ?? own",
    replace: "own",
  },
  {
    id: "N42",
    what: "the newest event counts a second time when it is told again",
    file: EAR,
    find: 'number > known || (number === known && news.kind === "time")',
    replace: "number >= known",
  },
  {
    id: "N43",
    what: "everything that is told again counts again",
    file: EAR,
    find: 'else if (number > known || (number === known && news.kind === "time"))',
    replace: "else",
  },
  {
    id: "N44",
    what: "a cancel that the venue refused counts as one that it did",
    file: EAR,
    find: 'this.hear({ kind: "CancelRefused", order: id, at });',
    replace: 'this.hear({ kind: "OrderCancelled", order: id, at });',
  },
  {
    id: "N45",
    what: "a cancel that was lost is not asked for again",
    file: EAR,
    find: 'else if (outcome.kind !== "ACCEPTED" && order.pending === "cancel")\n                    this.#of.outbox.cancelOrder(id);',
    replace: "",
  },
  {
    id: "N46",
    what: "an order that was over here and lives at the venue is left there",
    file: EAR,
    find: "this.#undead.add(order);\n        this.#of.outbox.cancelOrder(order);",
    replace: "this.#undead.add(order);",
  },
  {
    id: "N47",
    what: "an amendment without an answer stays pending",
    file: EAR,
    find: 'if (outcome.kind !== "ACCEPTED" && order.pending === "replace")',
    replace: 'if (outcome.kind === "REJECTED" && order.pending === "replace")',
  },
  {
    id: "N48",
    what: "nobody looks for an order whose outcome is unknown",
    file: EAR,
    find: 'this.hear({ kind: "OrderOutcomeLost", order: id, at });\n                this.look(id);',
    replace: 'this.hear({ kind: "OrderOutcomeLost", order: id, at });',
  },
  {
    id: "N55",
    what: "an emergency is over as soon as nothing is held, whatever still waits for a fill",
    file: "src/edge/runner/venue-emergency.js",
    find: "return this.#engine.openPositions().length === 0 && workingOrders.length === 0;",
    replace: "return this.#engine.openPositions().length === 0;",
  },
  {
    id: "N56",
    what: "an emergency that a process died over is not carried through",
    file: RUNNER,
    find: "if (run.isEnded)\n            this.#emergency = this.#begunEmergency(undefined);",
    replace: "",
  },
  {
    id: "N57",
    what: "what protects is not asked for again before the next bar closes",
    file: "src/edge/runner/protection-retry.js",
    find: "if (now < this.#dueAt)",
    replace: "if (now >= 0)",
  },
  {
    id: "N58",
    what: "what an entry fills after it was taken back stays when its position is left",
    file: "src/core/engine/desk.js",
    find: "this.#withdrawn.get(request.id)?.(fill.at);",
    replace: "",
  },
  {
    id: "N59",
    what: "a strategy takes back the exits of others with its own orders",
    file: "src/core/engine/order-names.js",
    find: '(request.role === "exit" && OWN_EXITS.has(context.exitReason))',
    replace: 'request.role === "exit"',
  },
  {
    id: "N60",
    what: "an order that was filled at the venue for less than was asked is waited for",
    file: EAR,
    find: "if (found !== undefined && isLive(found.status))",
    replace: 'if (found !== undefined && (isLive(found.status) || found.status === "FILLED"))',
  },
  {
    id: "N49",
    what: "records of the journal are counted one too few",
    file: "src/edge/journal/segment-writer.js",
    find: "this.#next += count;",
    replace: "this.#next += count - (count > 3 ? 1 : 0);",
  },
  {
    id: "N51",
    what: "the head of the journal is not moved on",
    file: JOURNAL,
    find: "this.#writer.publish();",
    replace: ";",
  },
  {
    id: "N52",
    what: "an order of which nobody knows any more is left as it is",
    file: EAR,
    find: 'if (status === "UNKNOWN")\n                        this.hear({ kind: "OrderProvenAbsent"',
    replace: 'if (status === "SUBMITTED")\n                        this.hear({ kind: "OrderProvenAbsent"',
  },
];
