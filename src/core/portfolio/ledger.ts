import { type Amount, assert, type Brand, NO_AMOUNT } from "../base/index.ts";

/** Place of an asset in the ledger. */
export type AssetId = Brand<number, "AssetId">;

/**
 * Who can own an asset. `wallet` is ours; `market` is everybody we trade with; `venue` takes fees;
 * `outside` is where deposits come from; `funding` is who gets or pays what holding a position costs; `issuer` is the
 * company behind a share, which splits it and pays dividends.
 */
export const ACCOUNTS = ["wallet", "market", "venue", "outside", "funding", "issuer"] as const;
export type Account = (typeof ACCOUNTS)[number];

const WIDTH = ACCOUNTS.length;

/** One movement: `amount` of an asset leaves one account and arrives in another. */
export type LedgerListener = (asset: string, from: Account, to: Account, amount: Amount) => void;

/**
 * Double-entry ledger in exact integers. The only way to write is a transfer, so every asset sums to zero over all
 * accounts after every entry by construction; `isBalanced` checks it all the same.
 */
export class Ledger {
  readonly #assets: string[] = [];
  readonly #idOf = new Map<string, AssetId>();
  readonly #balances: bigint[] = [];
  /** Told about every transfer; set by whoever records the run. */
  listener: LedgerListener | undefined;

  /** The id of an asset, made on first use. */
  asset(name: string): AssetId {
    const known = this.#idOf.get(name);
    if (known !== undefined) return known;
    const id = this.#assets.length as AssetId; // A brand is born.
    this.#assets.push(name);
    this.#idOf.set(name, id);
    for (let i = 0; i < WIDTH; i++) this.#balances.push(0n);
    return id;
  }

  /** A negative amount moves the other way: a rebate is a negative fee. */
  transfer(asset: AssetId, from: Account, to: Account, amount: Amount): void {
    if (amount === NO_AMOUNT) return;
    const base = asset * WIDTH;
    const source = base + ACCOUNTS.indexOf(from);
    const target = base + ACCOUNTS.indexOf(to);
    this.#balances[source] = (this.#balances[source] as bigint) - amount;
    this.#balances[target] = (this.#balances[target] as bigint) + amount;
    if (this.listener !== undefined) this.listener(this.#assets[asset] as string, from, to, amount);
  }

  balance(asset: AssetId, account: Account): Amount {
    const balance = this.#balances[asset * WIDTH + ACCOUNTS.indexOf(account)];
    assert(balance !== undefined, "the ledger has no asset", asset);
    return balance as Amount;
  }

  /** Names of all assets seen so far. */
  get assets(): readonly string[] {
    return this.#assets;
  }

  snapshot() {
    return { assets: [...this.#assets], balances: [...this.#balances] };
  }

  /** Of a ledger that was begun with the same assets: their ids stay. */
  restore({ assets, balances }: LedgerSnapshot): void {
    for (const name of assets) this.asset(name);
    balances.forEach((balance, place) => {
      this.#balances[place] = balance;
    });
  }

  /** Whether each asset sums to zero over all accounts. */
  isBalanced(): boolean {
    for (let id = 0; id < this.#assets.length; id++) {
      let sum = 0n;
      for (let i = 0; i < WIDTH; i++) sum += this.#balances[id * WIDTH + i] as bigint;
      if (sum !== 0n) return false;
    }
    return true;
  }
}

export type LedgerSnapshot = ReturnType<Ledger["snapshot"]>;
