/**
 * Columns of numbers as short text: differences of scaled whole numbers, a byte or two each, in base64. Read and written by
 * the same file, so that the page and its maker cannot disagree. Uses nothing that a browser lacks.
 */

/** Beyond it whole numbers are not exact any more. */
const WHOLE_MAX = Number.MAX_SAFE_INTEGER;

/** Packs numbers rounded to `decimals`; NaN (and what is too large to be exact) becomes "no value". */
export function packed(values: ArrayLike<number>, decimals: number): string {
  const scale = 10 ** decimals;
  const bytes: number[] = [];
  let before = 0;
  for (let i = 0; i < values.length; i++) {
    const whole = Math.round((values[i] as number) * scale);
    const change = whole - before;
    if (!(Math.abs(whole) <= WHOLE_MAX / 8)) {
      bytes.push(0);
      continue;
    }
    before = whole;
    pushVarint(bytes, 1 + (change < 0 ? -2 * change - 1 : 2 * change));
  }
  return base64Of(bytes);
}

/** What `packed` wrote, as rounded. Damaged text gives fewer numbers, never an endless loop. */
export function unpacked(text: string, decimals: number): Float64Array {
  const scale = 10 ** decimals;
  const binary = atob(text);
  const values: number[] = [];
  let before = 0;
  let place = 0;
  while (place < binary.length) {
    let code = 0;
    let weight = 1;
    let byte: number;
    do {
      byte = binary.charCodeAt(place++);
      code += (byte % 128) * weight;
      weight *= 128;
    } while (byte >= 128 && place < binary.length);
    if (code > 0) before += code % 2 === 1 ? (code - 1) / 2 : -code / 2;
    values.push(code === 0 ? Number.NaN : before / scale);
  }
  return Float64Array.from(values);
}

/** Bits in front of the seventh come in the bytes after it. No shifts: they end at 32 bits. */
function pushVarint(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
}

function base64Of(bytes: readonly number[]): string {
  const chunk = 8_192; // Arguments of one call are limited.
  let binary = "";
  for (let i = 0; i < bytes.length; i += chunk) binary += String.fromCharCode(...bytes.slice(i, i + chunk));
  return btoa(binary);
}
