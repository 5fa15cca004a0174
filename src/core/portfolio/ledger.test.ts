import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Amount, amount, InvariantBroken } from "../base/index.ts";
import { ACCOUNTS, type Account, type AssetId, Ledger } from "./index.ts";

const account = fc.constantFrom(...ACCOUNTS);
const transfer = fc.record({
  asset: fc.constantFrom("USDT", "BTC", "BNB"),
  from: account,
  to: account,
  amount: fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }) as fc.Arbitrary<Amount>,
});

const sumOf = (ledger: Ledger, asset: string): bigint =>
  ACCOUNTS.reduce((sum, account) => sum + ledger.balance(ledger.asset(asset), account), 0n);

describe("a ledger", () => {
  test("neither makes nor loses a unit: after every entry each asset sums to zero", () => {
    fc.assert(
      fc.property(fc.array(transfer, { maxLength: 60 }), (transfers) => {
        const ledger = new Ledger();
        for (const { asset, from, to, amount } of transfers) {
          ledger.transfer(ledger.asset(asset), from, to, amount);
          for (const name of ledger.assets) expect(sumOf(ledger, name)).toBe(0n);
          expect(ledger.isBalanced()).toBe(true);
        }
      }),
    );
  });

  test("moves what was said between the two accounts that were named, and touches nothing else", () => {
    fc.assert(
      fc.property(fc.array(transfer, { maxLength: 40 }), (transfers) => {
        const ledger = new Ledger();
        const expected = new Map<string, bigint>();
        const add = (asset: string, account: Account, amount: bigint): unknown =>
          expected.set(`${asset} ${account}`, (expected.get(`${asset} ${account}`) ?? 0n) + amount);
        for (const { asset, from, to, amount } of transfers) {
          ledger.transfer(ledger.asset(asset), from, to, amount);
          add(asset, from, -amount);
          add(asset, to, amount);
        }
        for (const asset of ledger.assets) {
          for (const account of ACCOUNTS)
            expect(ledger.balance(ledger.asset(asset), account)).toBe(
              expected.get(`${asset} ${account}`) ?? 0n,
            );
        }
      }),
    );
  });

  test("takes a negative amount for a movement the other way", () => {
    const ledger = new Ledger();
    const usdt = ledger.asset("USDT");
    ledger.transfer(usdt, "wallet", "venue", amount("-0.25"));
    expect([ledger.balance(usdt, "wallet"), ledger.balance(usdt, "venue")]).toEqual([
      amount("0.25"),
      amount("-0.25"),
    ]);
  });

  test("knows an asset by one id, in the order of first use", () => {
    const ledger = new Ledger();
    const [usdt, btc] = [ledger.asset("USDT"), ledger.asset("BTC")];
    expect(ledger.asset("USDT")).toBe(usdt);
    expect(btc).not.toBe(usdt);
    expect(ledger.assets).toEqual(["USDT", "BTC"]);
    expect(ledger.balance(btc, "wallet")).toBe(0n);
  });

  test("has no balance of an asset that it never saw", () => {
    expect(() => new Ledger().balance(3 as AssetId, "wallet")).toThrow(InvariantBroken);
  });
});

describe("whoever listens", () => {
  test("is told of every movement in order, and of nothing that did not move", () => {
    const ledger = new Ledger();
    const heard: string[] = [];
    ledger.listener = (asset, from, to, moved) => heard.push(`${moved} ${asset} ${from} > ${to}`);
    const [usdt, btc] = [ledger.asset("USDT"), ledger.asset("BTC")];
    ledger.transfer(usdt, "outside", "wallet", 100n as Amount);
    ledger.transfer(usdt, "wallet", "venue", 0n as Amount);
    ledger.transfer(btc, "market", "wallet", -7n as Amount);
    expect(heard).toEqual(["100 USDT outside > wallet", "-7 BTC market > wallet"]);
  });

  test("can rebuild the balances from what it heard", () => {
    fc.assert(
      fc.property(fc.array(transfer, { maxLength: 40 }), (transfers) => {
        const [ledger, copy] = [new Ledger(), new Ledger()];
        ledger.listener = (asset, from, to, moved) => copy.transfer(copy.asset(asset), from, to, moved);
        for (const { asset, from, to, amount } of transfers)
          ledger.transfer(ledger.asset(asset), from, to, amount);
        for (const asset of copy.assets) {
          for (const account of ACCOUNTS)
            expect(copy.balance(copy.asset(asset), account)).toBe(
              ledger.balance(ledger.asset(asset), account),
            );
        }
      }),
    );
  });
});
