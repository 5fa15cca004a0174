/** Against the implementation of Node, and the vectors of FIPS 180-4. */
import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Sha256 } from "./index.ts";

const ours = (...pieces: readonly string[]): string => {
  const hash = new Sha256();
  for (const piece of pieces) hash.update(piece);
  return hash.digest();
};
const theirs = (text: string): string => createHash("sha256").update(text).digest("hex");

test("the vectors of the standard", () => {
  expect(ours("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  expect(ours("")).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  expect(ours("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")).toBe(
    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
  );
});

test("every length around the ends of a block", () => {
  for (let length = 0; length < 200; length++) {
    const text = "x".repeat(length);
    expect(ours(text), `${length} bytes`).toBe(theirs(text));
  }
});

test("any text in any pieces, also beyond ASCII, and lone surrogates", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary", maxLength: 90 }), { maxLength: 6 }), (pieces) => {
      expect(ours(...pieces)).toBe(theirs(pieces.join("")));
    }),
    { numRuns: 500, seed: 20_240_105 },
  );
  expect(ours("\ud800x")).toBe(theirs("\ud800x"));
  expect(ours("a\udc00")).toBe(theirs("a\udc00"));
});
