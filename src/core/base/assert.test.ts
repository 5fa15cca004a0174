import { describe, expect, test } from "vitest";
import { assert, err, InvariantBroken, ok, type Result, unreachable } from "./index.ts";

describe("a broken invariant", () => {
  test("stops the program with what was claimed", () => {
    expect(() => assert(false, "one is not above two")).toThrow(new InvariantBroken("one is not above two"));
    expect(new InvariantBroken("x")).toMatchObject({ name: "InvariantBroken" });
    expect(new InvariantBroken("x")).toBeInstanceOf(Error);
  });

  test("is not what a true claim is", () => {
    expect(() => assert(true, "never said")).not.toThrow();
  });

  test("is what a case is that nobody thought of, and it names the value", () => {
    expect(() => unreachable("sideways" as never)).toThrow(/"sideways"/);
    expect(() => unreachable({ kind: "NewEvent" } as never)).toThrow(InvariantBroken);
  });
});

describe("what the compiler learns", () => {
  test("from a claim that held", () => {
    const length = (text: string | undefined): number => {
      assert(text !== undefined, "a text is due");
      return text.length; // Would not compile one line higher.
    };
    expect(length("four")).toBe(4);
    expect(() => length(undefined)).toThrow(InvariantBroken);
  });

  test("from an answer that says whether it is a yes", () => {
    const half = (value: number): Result<number, string> => (value % 2 === 0 ? ok(value / 2) : err("odd"));
    const tell = (answer: Result<number, string>): number | string =>
      answer.ok ? answer.value : answer.error;
    expect([tell(half(8)), tell(half(7))]).toEqual([4, "odd"]);
    // @ts-expect-error a value is there only after the question
    expect(half(8).value).toBe(4);
  });
});
