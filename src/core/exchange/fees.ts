import { type Amount, contractsToBase, type Quantity, shareUp, type UnixMs } from "../base/index.ts";
import { type FeeModel, type Fill, type Instrument, perShareFee } from "../domain/index.ts";

const DAY_MS = 86_400_000;
/** Days before today whose trades count for a tier. */
const VOLUME_DAYS = 30;

/** What an order has traded and paid so far: a fee with a minimum is one of the order, not of each fill. */
export interface OrderCosts {
  quantity: bigint;
  value: bigint;
  fees: bigint;
}

/** What is charged now. */
interface Charge {
  readonly quantity: Quantity;
  /** Price x quantity in the quote asset. */
  readonly value: Amount;
  readonly liquidity: Fill["liquidity"];
  readonly at: UnixMs;
}

/** Works out fees. It remembers the account's own volume, which venues with tiers go by. */
export class FeeDesk {
  readonly #volume = new TrailingVolume();

  /** The fee of a fill; `costs` of its order move on. */
  charge({ fees, contractSize }: Instrument, costs: OrderCosts, fill: Charge): Amount {
    costs.quantity += fill.quantity;
    costs.value += fill.value;
    const fee = this.#feeOf(fees, costs, fill, contractSize);
    costs.fees += fee;
    return fee;
  }

  #feeOf(model: FeeModel, costs: OrderCosts, fill: Charge, contractSize: Quantity): Amount {
    switch (model.kind) {
      case "percent":
        return shareUp(fill.value, model[fill.liquidity]);
      case "tiers": {
        const volume = this.#volume.before(fill.at);
        let tier = model.tiers[0];
        for (const one of model.tiers) if (one.volume <= volume) tier = one;
        this.#volume.add(fill.value);
        return tier === undefined ? (0n as Amount) : shareUp(fill.value, tier[fill.liquidity]);
      }
      case "per-share": {
        const units = contractsToBase(costs.quantity as Quantity, contractSize);
        const due = perShareFee(model, units, costs.value as Amount) - costs.fees;
        return (due > 0n ? due : 0n) as Amount; // The cap of all may be below what a first part has paid.
      }
    }
  }
}

/** Value traded on the 30 UTC days before today: venues work out tiers once a day. */
class TrailingVolume {
  /** Value by day, in a ring; `#today` has its own place. */
  readonly #days: bigint[] = Array.from({ length: VOLUME_DAYS + 1 }, () => 0n);
  #today = 0;
  #before = 0n;

  before(at: UnixMs): bigint {
    const day = Math.floor(at / DAY_MS);
    if (day - this.#today > VOLUME_DAYS) {
      this.#days.fill(0n);
      this.#before = 0n;
      this.#today = day;
    }
    while (this.#today < day) {
      this.#before += this.#onDay(this.#today);
      this.#today++;
      this.#before -= this.#onDay(this.#today); // The oldest day makes place for today.
      this.#days[this.#today % (VOLUME_DAYS + 1)] = 0n;
    }
    return this.#before;
  }

  add(value: Amount): void {
    this.#days[this.#today % (VOLUME_DAYS + 1)] = this.#onDay(this.#today) + value;
  }

  #onDay(day: number): bigint {
    return this.#days[day % (VOLUME_DAYS + 1)] as bigint; // In range by the modulus.
  }
}
