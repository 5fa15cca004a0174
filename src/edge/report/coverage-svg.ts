import type { Coverage } from "../data/index.ts";
import { shadeOf } from "./coverage-text.ts";
import { date } from "./format.ts";

const ROW = 30;
const BAR = 14;
const LABEL = 190;
const WIDTH = 900;
const SHARE = 70;
/** Ink of a stretch by how full it is. */
const OPACITY = [0, 0.25, 0.45, 0.7, 0.9] as const;

/**
 * Coverage of several series as one SVG fragment: a row each, a rectangle a stretch of time, darker where more bars are
 * there; missing stretches are outlined and halts are marked by colour and by a line. It takes its colours from the page it
 * stands in: `currentColor`, and `--coverage-missing` and `--coverage-halt` where that defines them.
 */
export function coverageSvg(
  series: readonly { readonly name: string; readonly coverage: Coverage }[],
): string {
  const height = series.length * ROW + 6;
  const title = `Coverage of ${series.length} series`;
  const rows = series.map((one, i) => rowSvg(one.name, one.coverage, i * ROW + 4)).join("");
  return (
    `<svg class="coverage" role="img" aria-label="${title}" viewBox="0 0 ${WIDTH} ${height}" width="100%" ` +
    `xmlns="http://www.w3.org/2000/svg" fill="currentColor" font-family="inherit" font-size="12">` +
    `<title>${title}</title>${rows}</svg>`
  );
}

function rowSvg(name: string, coverage: Coverage, top: number): string {
  const { from, to, due, present, halts } = coverage;
  const step = (WIDTH - LABEL - SHARE) / Math.max(1, due.length);
  const cells = due.map((bars, cell) => {
    const shade = shadeOf(bars, present[cell] ?? 0);
    if (shade === undefined) return "";
    const isHalted = halts.includes(cell);
    const begin = from + ((to - from) * cell) / due.length;
    const words = `${date(begin)}: ${present[cell] ?? 0} of ${bars} bars${isHalted ? ", halt" : ""}`;
    const fill = isHalted ? "var(--coverage-halt, #b45309)" : shade === 0 ? "none" : "currentColor";
    const stroke = shade === 0 ? ` stroke="var(--coverage-missing, #c2410c)"` : "";
    const opacity = isHalted || shade === 0 ? 1 : OPACITY[shade];
    return (
      `<rect x="${fixed(LABEL + cell * step)}" y="${top}" width="${fixed(Math.max(step - 0.6, 0.6))}" height="${BAR}" ` +
      `fill="${fill}" fill-opacity="${opacity}"${stroke}><title>${escaped(words)}</title></rect>`
    );
  });
  const all = due.reduce((sum, bars) => sum + bars, 0);
  const there = present.reduce((sum, bars) => sum + bars, 0);
  const share = all === 0 ? "" : `${(Math.floor((there / all) * 10_000) / 100).toFixed(2)} %`;
  const base = top + BAR - 3;
  const dates = `<text x="${LABEL}" y="${top + BAR + 10}" font-size="9" opacity="0.7">${date(from)}</text>`;
  const end = `<text x="${WIDTH - SHARE}" y="${top + BAR + 10}" font-size="9" opacity="0.7" text-anchor="end">${date(to)}</text>`;
  return (
    `<text x="0" y="${base}">${escaped(name)}</text>${cells.join("")}${dates}${end}` +
    `<text x="${WIDTH}" y="${base}" text-anchor="end">${share}</text>`
  );
}

const fixed = (value: number): string => String(Number(value.toFixed(2)));

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
