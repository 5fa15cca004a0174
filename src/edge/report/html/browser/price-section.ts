import { count, dateTime, signedMoney, signedPercent } from "../../format.ts";
import { lengthName } from "../aggregate.ts";
import type { PageData } from "../page-data.ts";
import { el, part } from "./dom.ts";
import { PriceChart } from "./price-chart.ts";
import type { MarkedTrade } from "./trade-marks.ts";

/** Brings a trade of the list into sight. */
export type ShowTrade = (row: number) => void;

/** The chart of one instrument at a time, its tabs and its buttons. @returns how others bring a trade into sight */
export function startPrices(data: PageData): ShowTrade {
  const section = part("prices");
  const host = part("price-chart");
  if (section === undefined || host === undefined) return () => undefined;
  const reading = part("price-reading");
  const legend = part("price-legend");
  const told = part("price-trade");
  const tabs = [...section.querySelectorAll<HTMLButtonElement>('[role="tab"]')];
  let chart: PriceChart | undefined;
  let open = -1;
  let marked: readonly MarkedTrade[] = [];
  let chosen = -1;

  const drawLegend = (): void => {
    const of = chart;
    if (of === undefined || legend === undefined) return;
    legend.replaceChildren(
      ...of.legend.map(({ name, colour, isShown }, i) => {
        const key = el("i", { class: "key", style: `background:${colour}`, "aria-hidden": "true" });
        const button = el(
          "button",
          { type: "button", "aria-pressed": isShown ? "true" : "false" },
          key,
          name,
        );
        button.addEventListener("click", () => {
          of.toggle(i);
          button.setAttribute("aria-pressed", of.legend[i]?.isShown === true ? "true" : "false");
        });
        return button;
      }),
    );
  };

  const drawLog = (): void =>
    part("price-log")?.setAttribute("aria-pressed", chart?.isLog === true ? "true" : "false");

  const openTab = (instrument: number): void => {
    const of = data.charts[instrument];
    if (of === undefined || instrument === open) return;
    open = instrument;
    chosen = -1;
    tabs.forEach((tab, i) => {
      tab.setAttribute("aria-selected", i === instrument ? "true" : "false");
      tab.tabIndex = i === instrument ? 0 : -1;
    });
    chart?.remove();
    host.replaceChildren();
    host.setAttribute(
      "aria-label",
      `Prices of ${of.instrument} with trades. Arrow keys move, plus and minus zoom, Home shows everything.`,
    );
    host.setAttribute("aria-labelledby", tabs[instrument]?.id ?? "");
    if (tabs.length > 0) host.removeAttribute("aria-label");
    marked = markedTrades(data, instrument);
    chart = new PriceChart(host, of, marked, (words) => reading?.replaceChildren(...words));
    drawLegend();
    drawLog();
    if (told !== undefined) told.textContent = barWords(of.timeframe, of.intervalMs, marked.length);
  };

  const choose = (place: number): void => {
    const trade = marked[place];
    if (trade === undefined || chart === undefined) return;
    chosen = place;
    chart.choose(trade);
    if (told !== undefined) told.textContent = tradeWords(data, trade);
  };

  tabs.forEach((tab, i) => {
    tab.addEventListener("click", () => openTab(i));
    tab.addEventListener("keydown", (event) => {
      const to = { ArrowLeft: i - 1, ArrowRight: i + 1, Home: 0, End: tabs.length - 1 }[event.key];
      const next = to === undefined ? undefined : tabs[(to + tabs.length) % tabs.length];
      if (next === undefined) return;
      event.preventDefault();
      next.focus();
      next.click();
    });
  });
  const onButton = (id: string, act: () => void): void => part(id)?.addEventListener("click", act);
  onButton("price-all", () => chart?.all());
  onButton("price-in", () => chart?.zoom(0.5));
  onButton("price-out", () => chart?.zoom(2));
  onButton("price-previous", () => choose(chosen <= 0 ? marked.length - 1 : chosen - 1));
  onButton("price-next", () => choose(chosen + 1 < marked.length ? chosen + 1 : 0));
  onButton("price-log", () => {
    if (chart !== undefined) chart.isLog = !chart.isLog;
    drawLog();
  });
  host.addEventListener("keydown", (event) => {
    const act = {
      ArrowLeft: () => chart?.pan(-0.15),
      ArrowRight: () => chart?.pan(0.15),
      "+": () => chart?.zoom(0.7),
      "=": () => chart?.zoom(0.7),
      "-": () => chart?.zoom(1.4),
      Home: () => chart?.all(),
    }[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  });
  openTab(0);

  return (row) => {
    const instrument = data.trades[row]?.[1];
    if (instrument === undefined) return;
    openTab(instrument);
    choose(marked.findIndex((trade) => trade.row === row));
    section.scrollIntoView({ block: "start" });
    host.focus({ preventScroll: true });
  };
}

const barWords = (timeframe: string, intervalMs: number, trades: number): string => {
  const carried = lengthName(intervalMs);
  const finest = carried === timeframe ? timeframe : `${carried}, made of ${timeframe}`;
  return `${count(trades)} trades on bars down to ${finest}`;
};

function tradeWords(data: PageData, { row, isShort }: MarkedTrade): string {
  const trade = data.trades[row];
  const side = isShort ? "short" : "long";
  if (trade === undefined) return `Still open: ${side}`;
  const [id, , , , entryTime, , , , , , pnl, returned, , , reason] = trade;
  const result = `${signedMoney(Number(pnl))} ${data.currency} (${signedPercent(returned)})`;
  return `Trade ${id}: ${side} from ${dateTime(entryTime)}, ${result}, left by ${data.exitReasons[reason] ?? ""}`;
}

/** Trades of one instrument in order of entry, those still open last. */
function markedTrades(data: PageData, instrument: number): readonly MarkedTrade[] {
  const closed = data.trades.flatMap((trade, row): MarkedTrade[] => {
    const [, own, isShort, , from, entry, to, exit, , , pnl] = trade;
    if (own !== instrument) return [];
    const isGain = Number(pnl) > 0;
    return [
      {
        row,
        from,
        to,
        entry: Number(entry),
        exit: Number(exit),
        isShort: isShort === 1,
        isGain,
        isOpen: false,
      },
    ];
  });
  const end = data.equity.at(-1)?.[0] ?? 0;
  const open = data.open
    .filter((one) => one.instrument === instrument)
    .map(({ isShort, isGain, entryTime, entryPrice, markPrice }) => ({
      ...{
        row: -2,
        from: entryTime,
        to: end,
        entry: entryPrice,
        exit: markPrice,
        isShort,
        isGain,
        isOpen: true,
      },
    }));
  return [...closed, ...open];
}
