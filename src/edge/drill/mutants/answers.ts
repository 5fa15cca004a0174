import type { Edit, Mutant } from "./mutant.ts";

const OUTCOME = "src/edge/venues/simulated/outcome.js";
const CLIENT = "src/edge/venues/simulated/client.js";
const CONNECTOR = "src/edge/venues/simulated/connector.js";
const BRIDGE = "src/edge/runner/venue-bridge.js";

/** Events that are missing are not asked for: the lists of the venue alone tell of them. */
export const GAPS: Edit = {
  file: "src/edge/venues/simulated/stream.js",
  find: "if (no > this.last + 1) {",
  replace: "if (false) {",
};

/** That an order was not found counts at any time. */
const WINDOW: Edit = {
  file: BRIDGE,
  find: 'found.kind === "absent" && this.#of.now() >= provenFrom',
  replace: 'found.kind === "absent"',
};

/** Bugs in what is made of a venue's answers, or of their absence. */
export const ANSWER_MUTANTS: readonly Mutant[] = [
  {
    id: "M1",
    what: "a request without an answer counts as rejected",
    file: OUTCOME,
    find: 'return { kind: "UNKNOWN", why: raw.why, raw: raw.raw, order: undefined };',
    replace: 'return { kind: "REJECTED", rejection: undefined, order: undefined };',
  },
  {
    id: "M2",
    what: "a submit without an answer is sent again under a new name",
    file: BRIDGE,
    find: "return this.#venue.submit({ id: request.id, request: request.request, after: request.after });",
    replace: `return this.#venue.submit({ id: request.id, request: request.request, after: request.after }).then((outcome) =>
      outcome.kind === "UNKNOWN"
        ? this.#venue.submit({ id: request.id + "0", request: request.request, after: request.after })
        : outcome);`,
  },
  {
    id: "M3",
    what: "a submit without an answer is sent again under the same name",
    file: BRIDGE,
    find: "return this.#venue.submit({ id: request.id, request: request.request, after: request.after });",
    replace: `return this.#venue.submit({ id: request.id, request: request.request, after: request.after }).then((outcome) =>
      outcome.kind === "UNKNOWN"
        ? this.#venue.submit({ id: request.id, request: request.request, after: request.after })
        : outcome);`,
  },
  {
    id: "M8",
    what: "an order that was not found once is over",
    file: BRIDGE,
    find: "absences < 2 && !this.#isClosed;",
    replace: "absences < 1 && !this.#isClosed;",
    without: [WINDOW],
  },
  {
    id: "M9",
    what: "absence is proven before the venue can have admitted the order",
    ...WINDOW,
  },
  {
    id: "M16",
    what: "a gap in the stream is passed over",
    ...GAPS,
  },
  {
    id: "M17",
    what: "the lists of the venue are never asked for",
    file: BRIDGE,
    find: "this.#timer = setInterval(() => void this.#list(), this.#of.compareEveryMs);",
    replace: "",
    without: [GAPS],
  },
  {
    id: "M21",
    what: "an answer about another order counts as one about this",
    file: OUTCOME,
    find: "if (order.id !== id)",
    replace: "if (false)",
  },
  {
    id: "M38",
    what: "the silence of a stream is measured on another clock than its signs of life",
    file: CONNECTOR,
    find: "performance.now() - this.#heardAt",
    replace: "Number(process.hrtime.bigint() / 1000000n) - this.#heardAt",
  },
  {
    id: "M39",
    what: "nobody looks at the epoch before something leaves",
    file: BRIDGE,
    find: "if (epoch > 0 && epoch <= this.#of.epoch)",
    replace: "if (true)",
  },
  {
    id: "M44",
    what: "a cancel that came to nothing is asked for again without a pause",
    file: BRIDGE,
    find: 'if (request.kind === "cancel" && !isAnswered(outcome))',
    replace: "if (false)",
  },
  {
    id: "N1",
    what: "an error of the venue counts as a rejection",
    file: OUTCOME,
    find: 'return { kind: "UNKNOWN", why, raw, order: undefined };',
    replace:
      'return { kind: "REJECTED", rejection: { kind: "VenueRefused", code, message }, order: undefined };',
  },
  {
    id: "N2",
    what: "an answer that cannot be read counts as one that was never asked for",
    file: OUTCOME,
    find: 'return { kind: "UNKNOWN", why: "garbage", raw: raw.raw, order: undefined };',
    replace: 'return { kind: "NOT_SENT", why: "garbage" };',
  },
  {
    id: "N4",
    what: "the stream is asked for from one event too late",
    file: CONNECTOR,
    find: '{ op: "subscribe", from: stream.last }',
    replace: '{ op: "subscribe", from: stream.last + 1 }',
  },
  {
    id: "N5",
    what: "requests that were on a connection that broke are never answered",
    file: "src/edge/venues/simulated/link.js",
    find: 'settle({ kind: "lost", why: lost, raw });',
    replace: "",
  },
  {
    id: "N6",
    what: "requests that were on a connection that broke count as never sent",
    file: "src/edge/venues/simulated/link.js",
    find: 'settle({ kind: "lost", why: lost, raw });',
    replace: 'settle({ kind: "not sent", why });',
  },
  {
    id: "N7",
    what: "a stop goes to the venue with the side of the other direction",
    file: CLIENT,
    find: "order: writeTerms(terms),",
    replace:
      'order: writeTerms(request.role === "stop-loss" ? { ...terms, side: terms.side === "buy" ? "sell" : "buy" } : terms),',
  },
  {
    id: "N8",
    what: "an order may arrive an hour after it was asked for",
    file: CLIENT,
    find: `op: "submit",
            validUntil: this.#now() + this.admissionMs,`,
    replace: `op: "submit",
            validUntil: this.#now() + 3_600_000,`,
  },
  {
    id: "M33",
    what: "the terms that the venue has taken are not held against those that were asked for",
    file: "src/edge/runner/venue-ear.js",
    find: 'if (other === undefined || order.pending === "cancel")',
    replace: "if (true)",
  },
  {
    id: "M32",
    what: "the reduce-only flag is lost on the way to the venue",
    file: "src/edge/venues/simulated/wire-order.js",
    find: "...(terms.reduceOnly && { reduceOnly: true }),",
    replace: "",
  },
];
