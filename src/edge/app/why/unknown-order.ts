import type { StoryRange } from "../../../core/views/index.ts";
import { UserProblem } from "../../problem/index.ts";
import type { WhyOptions } from "./why-program.ts";

/** What to say of a number that nothing came of. `word` is what named the run, where something did. */
export function unknownOrder(
  run: string,
  { name, run: word }: Pick<WhyOptions, "name" | "run">,
  range: StoryRange,
): UserProblem {
  const { orders, trades, signals, refused, below, above } = range;
  const upTo = (what: string, count: number): string =>
    count === 0 ? `no ${what}` : `${what} 1 to ${count}`;
  const kind = name.kind === "moment" ? "order" : name.kind;
  const prefix = kind === "order" ? "" : `${kind}:`;
  const most = { order: orders, trade: trades, signal: signals };
  const first = refused.first.map((one) => `signal:${one}`).join(", ");
  const hint = refused.total === 0 ? "" : ` (${refused.total} refused, such as ${first})`;
  const isWithin = above !== undefined;
  const beside = [below, above].filter((one) => one !== undefined);
  // Not every number up to the greatest has an order: beside a gap only its neighbours are sure.
  const ofKind = isWithin ? `${kind} ${beside.join(" or ")}` : upTo(kind, most[kind]);
  const others = (["order", "trade", "signal"] as const).map((one) =>
    one === kind ? ofKind : upTo(one, most[one]),
  );
  const asked = name.kind === "moment" ? 0 : name.number;
  const nearest = beside.sort((a, b) => Math.abs(a - asked) - Math.abs(b - asked))[0] ?? most[kind];
  return new UserProblem({
    exitCode: 2,
    where: "command line",
    message: isWithin ? `no ${kind} came of that number in ${run}` : `there is no such ${kind} in ${run}`,
    found: name.kind === "moment" ? name.instrument : `${prefix}${name.number}`,
    allowed: `${others.join(", ")}${hint}`,
    fix:
      nearest === 0
        ? "see `timonel report`"
        : `write timonel why ${word === undefined || word === "last" ? "" : `${word} `}${prefix}${nearest}`,
  });
}
