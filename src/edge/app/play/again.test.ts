import { expect, test } from "vitest";
import { commandAgain } from "./again.ts";

test("what only changes what is shown is left out", () => {
  const argv = [
    "backtest",
    "--json",
    "--html",
    "page.html",
    "--strategy",
    "ema-cross",
    "--quiet",
    "--html=b.html",
  ];
  expect(commandAgain(argv)).toBe("timonel backtest --strategy ema-cross");
});

test("a shell reads every word as it was", () => {
  expect(commandAgain(["backtest", "--data", "my data/it's $HOME.csv", "--param", "fast=12"])).toBe(
    "timonel backtest --data 'my data/it'\\''s $HOME.csv' --param fast=12",
  );
});
