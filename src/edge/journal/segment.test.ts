/** What the first group of a segment says, and what is taken for it. */
import { describe, expect, test } from "vitest";
import { GROUP_HEADER, groupAt, newChain } from "./group.ts";
import { checkSegmentBytes, parseSegmentHeader, segmentFile, segmentHeader } from "./segment.ts";

const FACTS = { run: "run-1", build: "test", segment: 3, bytes: 16_384, first: 7 };
const HEADER = { schema: "timonel.journal/1", ...FACTS, previous: "00" };
const parsed = (header: unknown) => parseSegmentHeader(Buffer.from(JSON.stringify(header)), "000003.seg");

test("a segment has from 8 KiB to 1 GiB, and whole bytes", () => {
  for (const bytes of [8_192, 16_384, 1_073_741_824]) expect(checkSegmentBytes(bytes)).toBe(bytes);
  for (const bytes of [8_191, 1_073_741_825, 10_000.5, Number.NaN, Number.POSITIVE_INFINITY])
    expect(() => checkSegmentBytes(bytes)).toThrow(
      `segmentBytes is ${bytes}; allowed: a whole number from 8192`,
    );
});

test("segments are named by six digits, and by more where it takes more", () => {
  expect([1, 999_999, 1_000_000].map(segmentFile)).toEqual(["000001.seg", "999999.seg", "1000000.seg"]);
});

describe("the header of a segment", () => {
  test("is a group of 4 KiB that says whose it is and what it follows", () => {
    const chain = newChain().fill(7);
    const before = Buffer.from(chain);
    const group = segmentHeader(FACTS, chain);
    expect(group.length).toBe(4_096);
    const found = groupAt(group, 0, group.length, { kind: 1, segment: 3, first: 7, chain: before });
    expect(found).toEqual({ end: 4_096, count: 0, chain });
    expect(chain.equals(before)).toBe(false);
    const payload = group.subarray(GROUP_HEADER);
    expect(parseSegmentHeader(payload, "x")).toEqual({ ...HEADER, previous: "07".repeat(32) });
    expect(payload.at(-1)).toBe(0x20); // Padded with spaces, so that it is JSON to its end.
  });

  test("has room for a run and a build of so many bytes, and not of one more", () => {
    const room = 4_096 - 64;
    const text = JSON.stringify({ ...HEADER, previous: newChain().toString("hex"), run: "" });
    const most = "x".repeat(room - text.length);
    expect(segmentHeader({ ...FACTS, run: most }, newChain())).toHaveLength(4_096);
    expect(() => segmentHeader({ ...FACTS, run: `${most}x` }, newChain())).toThrow(/too long/);
    expect(() => segmentHeader({ ...FACTS, run: `${most.slice(1)}é` }, newChain())).toThrow(/too long/);
  });

  test("is none where anything is missing, or is something else", () => {
    expect(parsed(HEADER)).toEqual(HEADER);
    for (const key of Object.keys(HEADER)) {
      expect(parsed({ ...HEADER, [key]: undefined }), key).toBeUndefined();
      expect(parsed({ ...HEADER, [key]: null }), key).toBeUndefined();
    }
    for (const key of ["segment", "bytes", "first"])
      expect(parsed({ ...HEADER, [key]: "3" }), key).toBeUndefined();
    for (const other of [null, 7, "text", []]) expect(parsed(other)).toBeUndefined();
    expect(parseSegmentHeader(Buffer.from("{"), "x")).toBeUndefined();
    expect(parsed({ ...HEADER, schema: "something/2" })).toBeUndefined();
  });

  test("of a newer version is said to be that", () => {
    expect(() => parsed({ ...HEADER, schema: "timonel.journal/2" })).toThrow(
      "000003.seg: the journal was written by a newer version; found: timonel.journal/2; allowed: timonel.journal/1",
    );
  });
});
