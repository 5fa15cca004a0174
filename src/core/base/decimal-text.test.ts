import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  AMOUNT_DIGITS,
  amount,
  decimalsOf,
  formatAmount,
  formatDecimal,
  formatPrice,
  formatQuantity,
  formatRatio,
  PRICE_DIGITS,
  parseDecimal,
  price,
  QUANTITY_DIGITS,
  quantity,
  RATIO_DIGITS,
  ratio,
} from "./index.ts";

const digits = fc.integer({ min: 0, max: 20 });
const value = fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n });
const powerOfTen = (exponent: number): bigint => 10n ** BigInt(exponent);

describe("what is written can be read back", () => {
  test("at every scale", () => {
    fc.assert(
      fc.property(value, digits, (count, scale) => {
        expect(parseDecimal(formatDecimal(count, scale), scale)).toEqual({ ok: true, value: count });
      }),
    );
  });

  test("in the shortest text: no exponent, no zeros that say nothing, no minus before zero", () => {
    fc.assert(
      fc.property(value, digits, (count, scale) => {
        const text = formatDecimal(count, scale);
        expect(text).toMatch(/^-?(?:0|[1-9]\d*)(?:\.\d*[1-9])?$/);
        expect(text).not.toBe("-0");
      }),
    );
  });

  test("with the scale that each kind of number has", () => {
    expect([PRICE_DIGITS, QUANTITY_DIGITS, AMOUNT_DIGITS, RATIO_DIGITS]).toEqual([12, 8, 20, 12]);
    expect([price("1"), quantity("1"), amount("1"), ratio("1")]).toEqual([
      1_000_000_000_000n,
      100_000_000n,
      100_000_000_000_000_000_000n,
      1_000_000_000_000n,
    ]);
    expect(formatPrice(price("0.000000000001"))).toBe("0.000000000001");
    expect(formatQuantity(quantity("-0.00000001"))).toBe("-0.00000001");
    expect(formatAmount(amount("0.00000000000000000001"))).toBe("0.00000000000000000001");
    expect(formatRatio(ratio("0.0004"))).toBe("0.0004");
  });
});

describe("every spelling of one number", () => {
  test("is the same number: exponents, zeros in front and behind, a plus sign", () => {
    const exponent = fc.integer({ min: -8, max: 8 });
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 15n }), exponent, (count, shift) => {
        const expected = { ok: true, value: count * powerOfTen(8 + shift) };
        expect(parseDecimal(`${count}e${shift}`, 8)).toEqual(expected);
        expect(parseDecimal(`+000${count}.000E${shift}`, 8)).toEqual(expected);
        expect(parseDecimal(`-${count}.e${shift}`, 8)).toEqual({ ok: true, value: -expected.value });
      }),
    );
  });

  test.each([
    ["0.5", 50_000_000n],
    [".5", 50_000_000n],
    ["5e-1", 50_000_000n],
    ["1e-5", 1_000n],
    ["1.50E+1", 1_500_000_000n],
    ["-0", 0n],
    ["0e-999", 0n],
    ["0.123456780000", 12_345_678n],
  ])("%s", (text, expected) => {
    expect(parseDecimal(text, 8)).toEqual({ ok: true, value: expected });
  });

  test("also when hundreds of zeros stand behind the point", () => {
    expect(parseDecimal(`1.${"0".repeat(500)}`, 8)).toEqual({ ok: true, value: 100_000_000n });
    expect(parseDecimal(`1${"0".repeat(500)}e-500`, 8)).toEqual({ ok: true, value: 100_000_000n });
  });
});

describe("what does not fit", () => {
  test("is refused, never rounded: one decimal too many", () => {
    fc.assert(
      fc.property(
        value,
        fc.integer({ min: 0, max: 19 }),
        fc.integer({ min: 1, max: 9 }),
        (count, scale, last) => {
          const text = formatDecimal(count * 10n + (count < 0n ? -1n : 1n) * BigInt(last), scale + 1);
          const error = { kind: "BadDecimal", text, reason: `more than ${scale} decimals` };
          expect(parseDecimal(text, scale)).toEqual({ ok: false, error });
        },
      ),
    );
  });

  test.each(["", " ", ".", "-", "+.", "e5", "1 ", " 1", "1\n", "1,5", "1_000", "0x10", "1e", "1e5.5"])(
    "%j is no decimal number",
    (text) => {
      const error = { kind: "BadDecimal", text, reason: "not a decimal number" };
      expect(parseDecimal(text, 8)).toEqual({ ok: false, error });
    },
  );

  test.each(["NaN", "Infinity", "--1", "1.2.3", "1e1000", "١"])("%s is no decimal number", (text) => {
    expect(parseDecimal(text, 8)).toMatchObject({ ok: false });
  });

  test("is refused when an exponent makes it too large to be money", () => {
    expect(parseDecimal("1e99", 8)).toMatchObject({ ok: false, error: { reason: "too large" } });
  });

  test("makes a literal throw, with the text in the message", () => {
    expect(() => price("0.0000000000001")).toThrow(/^0.0000000000001: more than 12 decimals$/);
    expect(() => quantity("much")).toThrow(RangeError);
  });
});

describe("the decimals that a number uses", () => {
  test("are those of its written form", () => {
    fc.assert(
      fc.property(value, digits, (count, scale) => {
        expect(decimalsOf(count, scale)).toBe(formatDecimal(count, scale).split(".")[1]?.length ?? 0);
      }),
    );
  });

  test.each([
    ["0", 0],
    ["100", 0],
    ["1", 0],
    ["0.5", 1],
    ["0.25", 2],
    ["10.00000001", 8],
  ])("%s uses %d", (text, used) => expect(decimalsOf(quantity(text), QUANTITY_DIGITS)).toBe(used));
});
