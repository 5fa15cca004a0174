import type { PageData } from "../page-data.ts";

const HEAD =
  "id,instrument,side,quantity,entry_time,entry_price,exit_time,exit_price,fees,funding,pnl,return_on_entry,mfe,mae,exit_reason,strategy";

/** Trades as comma-separated values: decimals with every digit, moments as ISO 8601, in the order of the list. */
export function asCsv(data: PageData, rows: readonly number[]): string {
  const lines = rows.flatMap((row) => {
    const trade = data.trades[row];
    if (trade === undefined) return [];
    const [id, instrument, isShort, quantity, from, entry, to, exit, fees, funding, pnl, ...rest] = trade;
    const [returned, mfe, mae, reason, strategy] = rest;
    const names = [data.exitReasons[reason], data.strategies[strategy]].map(cell);
    const moments = [from, to].map((at) => new Date(at).toISOString());
    const side = isShort === 1 ? "short" : "long";
    return [
      [id, cell(data.instruments[instrument]), side, quantity, moments[0], entry, moments[1], exit]
        .concat(fees, funding, pnl, returned, mfe, mae, names)
        .join(","),
    ];
  });
  return `${[HEAD, ...lines].join("\n")}\n`;
}

/** In quotes where it needs them; a name that a spreadsheet would take for a formula is told to be text. */
function cell(text = ""): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
