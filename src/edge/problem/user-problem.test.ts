import { describe, expect, test } from "vitest";
import { nearest, UserProblem } from "./index.ts";

describe("a problem a person can act on", () => {
  test("says where, what, what is allowed and how to fix it, in one line", () => {
    const problem = new UserProblem({
      exitCode: 5,
      where: "data/x.csv.gz:17:5",
      message: "high 99 is below low 101",
      allowed: "high >= open, close, low",
      fix: "correct the row",
    });
    expect(problem.message).toBe(
      "data/x.csv.gz:17:5: high 99 is below low 101; allowed: high >= open, close, low; fix: correct the row",
    );
    expect(problem.exitCode).toBe(5);
    expect(problem.name).toBe("UserProblem");
    expect(problem).toBeInstanceOf(Error);
  });

  test("leaves out what it does not know, and keeps the parts for JSON", () => {
    const problem = new UserProblem({
      exitCode: 2,
      message: "no strategy given",
      found: "nothing",
    });
    expect(problem.message).toBe("no strategy given; found: nothing");
    expect(problem.details.message).toBe("no strategy given");
  });
});

test("what stood in a file cannot move the cursor of whoever reads about it", () => {
  const problem = new UserProblem({ exitCode: 5, message: "no header", found: "\u001b[2J\0\r\n" });
  expect(problem.message).toBe("no header; found: \\x1b[2J\\x00\\x0d\\x0a");
});

describe("nearest", () => {
  test("finds the slip of the hand", () => {
    expect(nearest("clsoe", ["open", "high", "low", "close"])).toBe("close");
    expect(nearest("BTC/USD", ["ETH/USDT", "BTC/USDT"])).toBe("BTC/USDT");
    expect(nearest("Max_Drawdwon", ["max_exposure", "max_drawdown"])).toBe("max_drawdown");
  });

  test("says nothing when nothing is near", () => {
    expect(nearest("strategy", ["low", "b"])).toBeUndefined();
    expect(nearest("x", [])).toBeUndefined();
  });

  test("takes the first of two equally near ones", () => {
    expect(nearest("aa", ["ab", "ac"])).toBe("ab");
  });
});
