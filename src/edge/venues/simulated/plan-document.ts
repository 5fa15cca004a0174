import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { z } from "zod";
import { amount, ratio } from "../../../core/base/index.ts";
import { defineInstrument, type Instrument, type InstrumentId } from "../../../core/domain/index.ts";
import { PLAIN_FILLS, USUAL_MARGIN } from "../../../core/exchange/index.ts";
import { instrumentFor, type LoadedBars, loadBars } from "../../data/index.ts";
import { UserProblem } from "../../problem/index.ts";
import type { VenueOptions } from "./plan.ts";

const decimal = z.string().regex(/^\d+(\.\d{1,12})?$/, 'write it as a decimal text, such as "0.001"');
const scalar = z.union([z.string(), z.number(), z.boolean()]);

const DOCUMENT = z.strictObject({
  address: z.string(),
  account: z.strictObject({
    name: z.string().min(1),
    currency: z.string().min(1),
    balance: decimal,
    leverage: z.number().min(1).default(1),
  }),
  data: z
    .array(
      z.strictObject({
        file: z.string(),
        symbol: z.string().optional(),
        venue: z.string().optional(),
        timeframe: z.string().optional(),
        maker: decimal.optional(),
        taker: decimal.optional(),
      }),
    )
    .min(1),
  speed: z.union([z.number().positive(), z.literal("max")]).optional(),
  margin: z.enum(["isolated", "cross"]).default("isolated"),
  fills: z
    .strictObject({
      limitFill: z.enum(["through", "touch"]).default("through"),
      slippageBps: z.number().min(0).default(0),
      volumeShareMax: z.number().positive().max(1).optional(),
      feesIn: z.enum(["quote", "received"]).default("quote"),
    })
    .optional(),
  seed: z.string().optional(),
  faults: z.array(z.record(z.string(), scalar)).optional(),
  backlogMax: z.number().int().positive().optional(),
  beatMs: z.number().int().positive().optional(),
  truthFile: z.string().optional(),
});
type Document = z.infer<typeof DOCUMENT>;

/**
 * Reads the plan of a venue that lives on its own; files are relative to it. docs/VENUE-PROTOCOL.md names its keys.
 * @throws UserProblem, exit 2 or 5, naming the key or the file that is wrong
 */
export function readPlan(file: string): VenueOptions {
  const document = parse(file);
  const here = dirname(resolve(file));
  const loaded = document.data.map((one) => ({ ...one, bars: loadBars(resolve(here, one.file), one) }));
  loaded.sort((a, b) => (a.bars.symbol < b.bars.symbol ? -1 : 1)); // By symbol, as everywhere.
  const { account, margin, fills, speed, address, data: _data, truthFile, ...rest } = document;
  return {
    ...rest,
    address,
    speed: speed === "max" ? Number.POSITIVE_INFINITY : speed,
    truthFile: truthFile === undefined ? undefined : resolve(here, truthFile),
    plan: {
      account: { ...account, balance: amount(account.balance) },
      instruments: loaded.map((one, id) => instrumentOf(one, id as InstrumentId, account.leverage > 1)),
      series: loaded.map(({ bars: { columns, intervalMs, closes, quotes } }, id) => ({
        ...{ instrument: id as InstrumentId, columns, intervalMs, closes, quotes }, // A brand is born: the place in the list.
      })),
      margin: { ...USUAL_MARGIN, mode: margin },
      fills: {
        ...PLAIN_FILLS,
        limitFill: fills?.limitFill ?? "through",
        slippage: { kind: "fixed-bps", bps: fills?.slippageBps ?? 0 },
        volumeShareMax: fills?.volumeShareMax ?? Number.POSITIVE_INFINITY,
        ...(fills?.feesIn === "received" && { feesIn: fills.feesIn }),
      },
    },
  };
}

function instrumentOf(
  one: Document["data"][number] & { readonly bars: LoadedBars },
  id: InstrumentId,
  hasMargin: boolean,
): Instrument {
  const { instrument } = instrumentFor({ ...one.bars, hasMargin });
  const { fees } = instrument;
  if (fees.kind !== "percent") return defineInstrument({ ...instrument, id });
  const maker = one.maker === undefined ? fees.maker : ratio(one.maker);
  const taker = one.taker === undefined ? fees.taker : ratio(one.taker);
  return defineInstrument({ ...instrument, id, fees: { ...fees, maker, taker } });
}

function parse(file: string): Document {
  let raw: unknown;
  try {
    raw = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new UserProblem({
      exitCode: 2,
      where: file,
      message: `the plan of the venue cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      fix: "name a JSON file as docs/VENUE-PROTOCOL.md shows it",
    });
  }
  const parsed = DOCUMENT.safeParse(raw);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new UserProblem({
    exitCode: 2,
    where: file,
    message: `${issue?.path.join(".") || "the plan"}: ${issue?.message}`,
    fix: "see docs/VENUE-PROTOCOL.md for the keys of a plan",
  });
}
