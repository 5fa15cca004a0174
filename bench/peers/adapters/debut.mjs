/**
 * Debut core: a bot over a transport in memory. A bot learns of a closed candle by the first tick of the next one and
 * trades at the price of the tick that is there: two ticks a candle, its open and its close, let orders fill at the open.
 * Its core keeps orders and no account, so fees and money are added up here.
 */
import { Averages, load, readColumns, serve } from "./serve.mjs";

const { Debut } = load("@debut/community-core");
const { version } = load("@debut/community-core/package.json");

const FEE = 0.0004;
const { bars, time, open, high, low, close, volume } = readColumns();
const ticks = [];
for (let bar = 0; bar < bars; bar++) {
  const [o, h, l, v] = [open[bar], high[bar], low[bar], volume[bar]];
  ticks.push({ time: time[bar], o, h: o, l: o, c: o, v: 0 }, { time: time[bar], o, h, l, c: close[bar], v });
}

class Memory {
  handler = async () => undefined;
  #orders = 0;

  async getInstrument({ ticker }) {
    const rules = { lot: 1, lotPrecision: 10, pipSize: 0.01, minNotional: 0, minQuantity: 0 };
    return { figi: "test", ticker, currency: "USDT", id: ticker, type: "SPOT", ...rules };
  }

  async subscribeToTick(_, handler) {
    this.handler = handler;
    return () => undefined;
  }

  subscribeOrderBook() {}

  /** One unit an order, whatever it is worth. */
  prepareLots() {
    return 1;
  }

  async placeOrder(order) {
    const commission = { value: order.price * FEE, currency: "USDT" };
    return { ...order, orderId: String(++this.#orders), executedLots: order.lots, commission };
  }
}

class EmaCross extends Debut {
  averages = new Averages();
  wants = undefined;
  closed = [];
  entry = undefined;

  async onCandle({ c }) {
    this.wants = this.averages.next(c);
  }

  async onTick() {
    const { wants } = this;
    if (wants === undefined) return;
    this.wants = undefined; // Decided once a candle, at its close; traded at the tick after it, the next open.
    const held = this.orders[0];
    if (wants && held === undefined) await this.createOrder("BUY");
    else if (!wants && held !== undefined) await this.closeOrder(held);
  }

  async onOrderOpened({ price }) {
    this.entry = [this.averages.bars, price];
  }

  async onOrderClosed({ price }) {
    const [bar, paid] = this.entry;
    this.entry = undefined;
    this.closed.push([bar, paid, this.averages.bars, price, price - paid - (price + paid) * FEE]);
  }
}

const options = {
  broker: "test",
  ticker: "BTCUSDT",
  currency: "USDT",
  instrumentType: "SPOT",
  interval: "1min",
  amount: 1,
  fee: FEE,
  sandbox: true,
};

await serve(
  version,
  async () => {
    const transport = new Memory();
    const bot = new EmaCross(transport, options);
    await bot.start();
    for (const tick of ticks) await transport.handler(tick);
    return bot;
  },
  ({ closed, entry }) => {
    const realised = closed.reduce((sum, [, , , , pnl]) => sum + pnl, 1_000_000);
    const held = entry === undefined ? 0 : close[bars - 1] - entry[1] - entry[1] * FEE;
    return { trades: closed, finalEquity: realised + held };
  },
);
