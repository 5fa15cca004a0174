/** Claims that hold of every run on an exchange that does as it should: both sides agree about the orders. */
import { type Claim, must } from "./claims.ts";

export const AGREED: Readonly<Record<string, Claim>> = {
  "what the engine thinks is live is what rests on the exchange": ({ run, audit, look }) => ({
    between: () => {
      const resting = run.instruments.flatMap(({ id }) =>
        run.exchange.openOrders(id).map((order) => order.id),
      );
      if (resting.length > 0) look();
      must([...audit.live.keys()].sort().join() === resting.sort().join(), "live", resting);
    },
  }),

  "the exchange refuses nothing that was approved, but for stops the market has passed": ({
    audit,
    look,
  }) => ({
    end: () => {
      for (const answer of audit.answers) {
        if (answer.kind === "OrderAccepted") look();
        if (answer.kind !== "OrderRejected") continue;
        must(answer.rejection.kind === "StopWouldTriggerAtOnce", answer.rejection.kind);
      }
    },
  }),
};
