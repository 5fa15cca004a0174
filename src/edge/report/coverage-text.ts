import type { Coverage } from "../data/index.ts";
import type { Paint } from "./ansi.ts";
import { date } from "./format.ts";
import { cut } from "./layout.ts";

/** From nothing to everything; a stretch that lacks a single bar is never shown as full. */
const SHADES = ["·", "░", "▒", "▓", "█"] as const;
const CLOSED = " ";
const HALT = "h";
const NAME_MAX = 26;

export const COVERAGE_LEGEND = "█ all bars  ▓ over 90 %  ▒ over half  ░ fewer  · none  h halt";

/** How full a stretch of time is, from 0 to 4; undefined where no bar is due. */
export function shadeOf(due: number, present: number): 0 | 1 | 2 | 3 | 4 | undefined {
  if (due === 0) return undefined;
  if (present >= due) return 4;
  if (present === 0) return 0;
  const share = present / due;
  if (share > 0.9) return 3;
  return share > 0.5 ? 2 : 1;
}

/** One line a series: its name, a cell for each stretch of time, its share of bars; below, from when to when. */
export function coverageLines(
  paint: Paint,
  series: readonly { readonly name: string; readonly coverage: Coverage }[],
  width: number,
): string[] {
  const names = Math.min(
    NAME_MAX,
    Math.floor(width / 3),
    Math.max(0, ...series.map(({ name }) => name.length)),
  );
  const room = Math.max(10, width - names - 13);
  return series.flatMap(({ name, coverage }) => {
    const cells = squeezed(coverage, room);
    const picture = cells
      .map(({ due, present, isHalted }) => {
        const shade = shadeOf(due, present);
        if (isHalted) return paint("warn", HALT);
        if (shade === undefined) return CLOSED;
        return paint(shade === 4 ? "good" : shade === 0 ? "bad" : "warn", SHADES[shade]);
      })
      .join("");
    const [due, present] = [sum(coverage.due), sum(coverage.present)];
    const share = due === 0 ? "" : shareText(present / due);
    const blank = " ".repeat(names);
    const from = date(coverage.from);
    const to = date(coverage.to).padStart(cells.length - from.length);
    const dates = cells.length > 2 * from.length ? `${from}${to}` : from;
    return [
      `  ${cut(name, names).padEnd(names)} │${picture}│ ${share.padStart(7)}`,
      paint("dim", `  ${blank}  ${dates}`),
    ];
  });
}

/** Never 100 % where a bar is missing. */
function shareText(share: number): string {
  if (share >= 1) return "100 %";
  const text = (share * 100).toFixed(2);
  return `${text === "100.00" ? "99.99" : text} %`;
}

const sum = (values: readonly number[]): number => values.reduce((total, each) => total + each, 0);

/** Joins neighbouring stretches until they fit. */
function squeezed({ due, present, halts }: Coverage, room: number) {
  const each = Math.ceil(due.length / room);
  return Array.from({ length: Math.ceil(due.length / each) }, (_, cell) => {
    const from = cell * each;
    return {
      due: sum(due.slice(from, from + each)),
      present: sum(present.slice(from, from + each)),
      isHalted: halts.some((halt) => halt >= from && halt < from + each),
    };
  });
}
