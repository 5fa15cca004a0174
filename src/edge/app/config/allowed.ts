import type { KeySpec, Unit } from "./keys.ts";

const UNIT_WORDS: Readonly<Record<Unit, string>> = {
  ratio: "a ratio",
  exposure: "a share of equity",
  bps: "a number of basis points",
  ms: "a whole number of milliseconds",
  seconds: "a number of seconds",
  minutes: "a number of minutes",
  atr: "a number of average true ranges",
  times: "a number",
  count: "a whole number",
  money: "an amount",
  units: "a quantity in units",
};

/** Without an exponent: 1e-8 is nothing that people read. */
const plain = (value: number): string =>
  value !== 0 && Math.abs(value) < 1e-6 ? value.toFixed(8) : String(value);

/** The allowed values in words: `a ratio above 0 up to 1 (0.02 is 2 %), or off`. */
export function allowedBy(spec: KeySpec): string {
  switch (spec.kind) {
    case "number": {
      const from = `${spec.above === true ? "above" : "from"} ${plain(spec.min)}`;
      const to = `${spec.below === true ? "and below" : "up to"} ${spec.max}`;
      const hint = spec.unit === "ratio" || spec.unit === "exposure" ? " (0.02 is 2 %)" : "";
      const word = spec.nullWord === undefined ? "" : `, or ${spec.nullWord}`;
      return `${UNIT_WORDS[spec.unit]} ${from} ${to}${hint}${word}`;
    }
    case "choice":
      return spec.choices.join(", ");
    case "boolean":
      return "true or false";
    case "list":
    case "text":
      return spec.allowed;
  }
}
