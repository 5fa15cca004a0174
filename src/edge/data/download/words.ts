/** A time for people: `0.5 s`, `12 s`, `3 min`, `2 h`. */
export function duration(ms: number): string {
  if (ms < 10_000) return `${Math.round(ms / 100) / 10} s`;
  if (ms < 120_000) return `${Math.round(ms / 1_000)} s`;
  if (ms < 7_200_000) return `${Math.round(ms / 60_000)} min`;
  return `${Math.round(ms / 3_600_000)} h`;
}

/** `8,760`. */
export const thousands = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ",");
