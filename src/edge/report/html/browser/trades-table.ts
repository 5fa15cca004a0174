import {
  count,
  dateTime,
  duration,
  money,
  percent,
  short,
  signedMoney,
  signedPercent,
} from "../../format.ts";
import type { PageData, PageTrade } from "../page-data.ts";
import { el, part } from "./dom.ts";
import type { ShowTrade } from "./price-section.ts";
import { asCsv } from "./trades-csv.ts";

/** Rows in the document at once, however many trades there are. */
const PAGE_ROWS = 25;

/** How the cells of a column are made and ordered. Columns stand in the order of the markup's headings. */
interface TradeColumn {
  readonly text: (trade: PageTrade, data: PageData) => string;
  readonly order: (trade: PageTrade, data: PageData) => number | string;
  readonly tone?: (trade: PageTrade) => number;
}

const sideOf = (trade: PageTrade): string => (trade[2] === 1 ? "short" : "long");
const nameIn = (names: readonly string[], place: number): string => names[place] ?? "";

const COLUMNS: Readonly<Record<string, TradeColumn>> = {
  id: { text: ([id]) => String(id), order: ([id]) => id },
  instrument: {
    text: (trade, data) => nameIn(data.instruments, trade[1]),
    order: (trade, data) => nameIn(data.instruments, trade[1]),
  },
  side: { text: sideOf, order: sideOf },
  entered: { text: (trade) => dateTime(trade[4]), order: (trade) => trade[4] },
  held: { text: (trade) => duration(trade[6] - trade[4]), order: (trade) => trade[6] - trade[4] },
  quantity: { text: (trade) => short(Number(trade[3])), order: (trade) => Number(trade[3]) },
  entry: { text: (trade) => short(Number(trade[5])), order: (trade) => Number(trade[5]) },
  exit: { text: (trade) => short(Number(trade[7])), order: (trade) => Number(trade[7]) },
  profit: {
    text: (trade) => signedMoney(Number(trade[10])),
    order: (trade) => Number(trade[10]),
    tone: (trade) => Number(trade[10]),
  },
  return: {
    text: (trade) => signedPercent(trade[11]),
    order: (trade) => trade[11],
    tone: (trade) => trade[11],
  },
  costs: {
    text: (trade) => money(Number(trade[8]) + Number(trade[9])),
    order: (trade) => Number(trade[8]) + Number(trade[9]),
  },
  mfe: { text: (trade) => percent(trade[12]), order: (trade) => trade[12] },
  mae: { text: (trade) => percent(trade[13]), order: (trade) => trade[13] },
  reason: {
    text: (trade, data) => nameIn(data.exitReasons, trade[14]),
    order: (trade, data) => nameIn(data.exitReasons, trade[14]),
  },
  strategy: {
    text: (trade, data) => nameIn(data.strategies, trade[15]),
    order: (trade, data) => nameIn(data.strategies, trade[15]),
  },
};

/** The list of trades: filters, an order, and a page of rows. */
export function startTrades(data: PageData, showTrade: ShowTrade): void {
  const section = part("trades");
  const body = section?.querySelector("tbody");
  if (section === undefined || body === undefined || body === null) return;
  const headings = [...section.querySelectorAll<HTMLTableCellElement>("th[data-column]")];
  const fields = [...section.querySelectorAll<HTMLInputElement | HTMLSelectElement>("[data-filter]")];
  let sortedBy = "id";
  let isDescending = false;
  let page = 0;
  let rows: readonly number[] = [];

  const chosenRows = (): readonly number[] => {
    const wants = new Map(
      fields.map((field) => [field.dataset["filter"] ?? "", field.value.trim().toLowerCase()]),
    );
    const found: number[] = [];
    data.trades.forEach((trade, row) => {
      if (fits(trade, data, wants)) found.push(row);
    });
    return found;
  };

  const draw = (): void => {
    const pages = Math.max(Math.ceil(rows.length / PAGE_ROWS), 1);
    page = Math.min(Math.max(page, 0), pages - 1);
    const from = page * PAGE_ROWS;
    const shown = rows.slice(from, from + PAGE_ROWS);
    body.replaceChildren(...shown.map((row) => rowOf(row, data, headings, showTrade)));
    if (shown.length === 0)
      body.append(
        el(
          "tr",
          {},
          el("td", { colspan: headings.length, class: "nothing" }, "No trade fits these filters."),
        ),
      );
    const profit = rows.reduce((sum, row) => sum + Number(data.trades[row]?.[10] ?? 0), 0);
    setText(
      "trades-count",
      `${rangeWords(from, shown.length, rows.length)} · ${signedMoney(profit)} ${data.currency}`,
    );
    setText("trades-page", `Page ${count(page + 1)} of ${count(pages)}`);
    disable("trades-first", page === 0);
    disable("trades-previous", page === 0);
    disable("trades-next", page === pages - 1);
    disable("trades-last", page === pages - 1);
  };

  const renew = (): void => {
    rows = sortedRows(chosenRows(), data, sortedBy, isDescending);
    page = 0;
    for (const heading of headings) {
      const isOwn = heading.dataset["column"] === sortedBy;
      heading.setAttribute("aria-sort", isOwn ? (isDescending ? "descending" : "ascending") : "none");
    }
    draw();
  };

  for (const heading of headings)
    heading.querySelector("button")?.addEventListener("click", () => {
      const own = heading.dataset["column"] ?? "id";
      isDescending = own === sortedBy ? !isDescending : isNumeric(own, data);
      sortedBy = own;
      renew();
    });
  for (const field of fields) field.addEventListener("input", renew);
  const onPage = (id: string, to: () => number): void =>
    part(id)?.addEventListener("click", () => {
      page = to();
      draw();
    });
  onPage("trades-first", () => 0);
  onPage("trades-previous", () => page - 1);
  onPage("trades-next", () => page + 1);
  onPage("trades-last", () => Number.MAX_SAFE_INTEGER);
  part("trades-clear")?.addEventListener("click", () => {
    for (const field of fields) field.value = "";
    renew();
  });
  part("trades-save")?.addEventListener("click", () => save(asCsv(data, rows)));
  renew();
}

function fits(trade: PageTrade, data: PageData, wants: ReadonlyMap<string, string>): boolean {
  for (const [filter, want] of wants) {
    if (want === "") continue;
    if (filter === "result") {
      if (Number(trade[10]) > 0 !== (want === "won")) return false;
    } else if (filter === "words") {
      const words = ["id", "instrument", "side", "entered", "reason", "strategy"];
      if (!words.some((name) => COLUMNS[name]?.text(trade, data).toLowerCase().includes(want))) return false;
    } else if (COLUMNS[filter]?.text(trade, data).toLowerCase() !== want) return false;
  }
  return true;
}

/** Largest first where size is what one asks for. */
const isNumeric = (column: string, data: PageData): boolean => {
  const [first] = data.trades;
  return column !== "id" && first !== undefined && typeof COLUMNS[column]?.order(first, data) === "number";
};

function sortedRows(
  rows: readonly number[],
  data: PageData,
  column: string,
  isDescending: boolean,
): readonly number[] {
  const order = COLUMNS[column]?.order;
  if (order === undefined) return rows;
  const keyed = rows.map((row) => ({ row, key: order(data.trades[row] as PageTrade, data) })); // Rows are places in it.
  const way = isDescending ? -1 : 1;
  keyed.sort((a, b) => (a.key < b.key ? -way : a.key > b.key ? way : a.row - b.row));
  return keyed.map(({ row }) => row);
}

function rowOf(
  row: number,
  data: PageData,
  headings: readonly HTMLTableCellElement[],
  showTrade: ShowTrade,
): HTMLTableRowElement {
  const trade = data.trades[row] as PageTrade; // Rows are places in it.
  const cells = headings.map((heading) => {
    const name = heading.dataset["column"] ?? "";
    const column = COLUMNS[name];
    const text = column?.text(trade, data) ?? "";
    const tone = column?.tone?.(trade) ?? 0;
    const look = `${heading.className} ${tone > 0 ? "gain" : tone < 0 ? "loss" : ""}`.trim();
    if (name !== "id") return el("td", { class: look }, text);
    const button = el(
      "button",
      { type: "button", class: "link", "aria-label": `Show trade ${text} in the chart` },
      text,
    );
    button.addEventListener("click", () => showTrade(row));
    return el("td", { class: look }, button);
  });
  return el("tr", {}, ...cells);
}

const rangeWords = (from: number, shown: number, all: number): string =>
  all === 0 ? "No trades" : `${count(from + 1)} to ${count(from + shown)} of ${count(all)} trades`;

function setText(id: string, text: string): void {
  const host = part(id);
  if (host !== undefined) host.textContent = text;
}

const disable = (id: string, isOff: boolean): void => void part(id)?.toggleAttribute("disabled", isOff);

/** Hands a file to whoever reads: made here, nothing is fetched. */
function save(text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  el("a", { href: url, download: "trades.csv" }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
