import type { StatusDocument, TradingState } from "../../core/views/index.ts";
import { layoutWidth, type Paint, painter, type TerminalOptions, type Tone, toneOf } from "./ansi.ts";
import { count, dateTime, duration, fixed, money, short, signedMoney, withSign } from "./format.ts";
import { bullet, type Column, cut, leftOut, type Pair, pairs, plainText, table, titled } from "./layout.ts";

const POSITIONS_MAX = 20;
const ALERTS_MAX = 3;

const STATE_TONE: Readonly<Record<TradingState, Tone>> = {
  ACTIVE: "good",
  REDUCING: "warn",
  HALTED: "alarm",
};

const LEFT = "nobody plays it now";

/**
 * The block that `status` prints and that a paper run keeps on the screen: capital, positions, totals, alerts. `isLeft`: it
 * is not over, but its process is gone, so it is in no state.
 */
export function renderStatus(status: StatusDocument, options: TerminalOptions, isLeft = false): string {
  const width = layoutWidth(options);
  const paint = painter(options.color);
  const sections = [
    titleLines(status, isLeft, paint, width),
    pairs(paint, capitalPairs(status), activityPairs(status), width),
    positionLines(status, paint, width),
    waitingLines(status, paint, width),
    notWholeLines(status, paint, width),
    stoppedLines(status, isLeft, paint, width),
    brokenLines(status, paint, width),
    alertLines(status, paint, width),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function titleLines(
  { mode, run, running, state, marketHours }: StatusDocument,
  isLeft: boolean,
  paint: Paint,
  width: number,
): string[] {
  const marked = isLeft ? LEFT : state;
  const rest = isLeft ? "" : `, ${running ? "running" : "ended"}${marketHours ? "" : ", market closed"}`;
  const right = `${marked}${rest}`;
  const title = cut(plainText(`${mode} run ${run}`), width - right.length - 2);
  const blank = " ".repeat(width - title.length - right.length);
  return [
    `${paint("bold", title)}${blank}${paint(isLeft ? "warn" : STATE_TONE[state], marked)}${rest}`,
    paint("dim", "─".repeat(width)),
  ];
}

function capitalPairs({ capital, totals, running }: StatusDocument): Pair[] {
  const initial = Number(capital.initial);
  const profit = Number(capital.pnl);
  const share = initial === 0 ? "" : `  ${withSign(`${fixed((profit / initial) * 100, 2)} %`)}`;
  return [
    { label: "Capital", text: `${money(Number(capital.current))} ${capital.currency}`, tone: "bold" },
    { label: "Started with", text: `${money(initial)} ${capital.currency}` },
    { label: "Profit", text: `${signedMoney(profit)}${share}`, tone: toneOf(profit) },
    signedPair(running ? "Today" : "Last day", capital.pnlToday),
    signedPair("Realised", totals.realizedPnl),
    signedPair("Unrealised", totals.unrealizedPnl),
  ];
}

function activityPairs({ statistics, totals, latencyMs }: StatusDocument): Pair[] {
  return [
    { label: "Signals", text: counted(statistics.signalsGenerated) },
    { label: "Orders placed", text: counted(statistics.ordersPlaced) },
    { label: "Positions opened", text: counted(statistics.positionsOpened) },
    { label: "Positions closed", text: counted(statistics.positionsClosed) },
    { label: "Exposure", text: money(Number(totals.exposure)) },
    { label: "Net exposure", text: money(Number(totals.netExposure)) },
    ...(latencyMs.p50 === null || latencyMs.p99 === null
      ? []
      : [{ label: "Latency, 99 %", text: `${duration(latencyMs.p50)}, ${duration(latencyMs.p99)}` }]),
  ];
}

const signedPair = (label: string, amount: string): Pair => ({
  label,
  text: signedMoney(Number(amount)),
  tone: toneOf(Number(amount)),
});

function positionLines({ positions, totals }: StatusDocument, paint: Paint, width: number): string[] {
  if (positions.length === 0) return [paint("dim", "  no open position")];
  const rows = positions.slice(0, POSITIONS_MAX).map((position) => {
    const profit = Number(position.pnl);
    return [
      { text: plainText(position.symbol) },
      { text: position.side },
      { text: short(Number(position.quantity)) },
      { text: short(Number(position.entry)) },
      { text: short(Number(position.current)) },
      { text: signedMoney(profit), tone: toneOf(profit) },
      { text: withSign(`${fixed(position.pnlPercent, 2)} %`), tone: toneOf(profit) },
    ];
  });
  const summary = `  ${count(totals.positions)} open, ${count(totals.winning)} winning, ${count(totals.losing)} losing`;
  return [
    ...table(
      paint,
      titled(["Position", "Side", "Quantity", "Entry", "Last", "Profit", "Return"]),
      rows,
      width,
    ),
    ...leftOut(paint, positions.length - rows.length),
    paint("dim", summary),
  ];
}

/** What waits for whoever reads this. */
function waitingLines({ waiting }: StatusDocument, paint: Paint, width: number): string[] {
  if (waiting.length === 0) return [];
  const rows = waiting
    .slice(0, POSITIONS_MAX)
    .map(({ id, symbol, wants, expiresAt, why }) => [
      { text: String(id) },
      { text: plainText(symbol) },
      { text: plainText(wants) },
      { text: dateTime(expiresAt) },
      { text: plainText(why) },
    ]);
  return [
    ...table(paint, WAITING, rows, width),
    ...leftOut(paint, waiting.length - rows.length),
    paint("dim", "  timonel approve ID, or timonel reject ID"),
  ];
}

const WAITING: readonly Column[] = [
  { title: "Waits", align: "right" },
  { title: "Symbol", align: "left" },
  { title: "Wants", align: "left" },
  { title: "Until (UTC)", align: "left" },
  { title: "Why", align: "left" },
];

/** Data that nobody vouches for. */
function notWholeLines({ notWhole }: StatusDocument, paint: Paint, width: number): string[] {
  if (notWhole.length === 0) return [];
  const shown = notWhole.slice(0, POSITIONS_MAX);
  return [
    ...shown.flatMap(({ symbol, since, found, expected }) => {
      const text = `${symbol} not whole since ${dateTime(since)} UTC: found ${found}, expected ${expected}`;
      return bullet(paint, "warn", "!", text, width);
    }),
    ...leftOut(paint, notWhole.length - shown.length),
    paint("dim", "  no entries until a bar comes whole; exits and protection go on"),
  ];
}

/** Nothing else shows that a strategy is not asked any more: the run itself goes on. */
function stoppedLines(
  { stoppedSymbols, brokenStrategies, running }: StatusDocument,
  isLeft: boolean,
  paint: Paint,
  width: number,
): string[] {
  const byOthers = stoppedSymbols.filter((one) => !brokenStrategies.some(({ symbol }) => symbol === one));
  const [first, ...more] = byOthers;
  if (first === undefined) return [];
  const symbols = byOthers.join(", ");
  if (!running && !isLeft) return bullet(paint, "warn", "!", `stopped when it ended: ${symbols}`, width);
  const text = `stopped: ${symbols}; no strategy is asked there, what is held stays protected`;
  const start = `  timonel start ${more.length === 0 ? first : "SYMBOL"}`;
  return [
    ...bullet(paint, "warn", "!", text, width),
    paint("dim", isLeft ? `${start}, once the run is taken up` : start),
  ];
}

/** Strategies that stopped themselves: nothing that one types starts them again. */
function brokenLines({ brokenStrategies, running }: StatusDocument, paint: Paint, width: number): string[] {
  if (brokenStrategies.length === 0) return [];
  const shown = brokenStrategies.slice(0, POSITIONS_MAX);
  return [
    ...shown.flatMap(({ symbol, strategy, found, since }) => {
      const text = `${symbol} stopped since ${dateTime(since)} UTC: its strategy ${strategy} broke its contract: ${found}`;
      return bullet(paint, "alarm", "!", plainText(text), width);
    }),
    ...leftOut(paint, brokenStrategies.length - shown.length),
    ...(running
      ? [paint("dim", "  it adds no more risk, its protection stays; mend it, and run it again")]
      : []),
  ];
}

/** The newest ones; the whole history is in the logs. */
const alertLines = ({ alerts }: StatusDocument, paint: Paint, width: number): string[] =>
  alerts.slice(-ALERTS_MAX).flatMap((text) => bullet(paint, "warn", "!", text, width));

/** Null: nobody wrote it down. */
const counted = (value: number | null): string => (value === null ? "n/a" : count(value));
