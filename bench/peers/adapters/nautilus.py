"""NautilusTrader: `BacktestEngine.run()`, a bar at each close for the strategy and a quote at each open for its orders.

A market order of this engine meets the market as it stands. To be filled at the next open it is on its way for half a
millisecond, and one millisecond after each close a quote with the open of the next bar on both sides arrives.
"""
from decimal import Decimal

import nautilus_trader
from nautilus_trader.backtest.engine import BacktestEngine, BacktestEngineConfig
from nautilus_trader.backtest.models import LatencyModel
from nautilus_trader.config import LoggingConfig, RiskEngineConfig
from nautilus_trader.model.currencies import BTC, USDT
from nautilus_trader.model.data import Bar, BarType, QuoteTick
from nautilus_trader.model.enums import AccountType, OmsType, OrderSide
from nautilus_trader.model.identifiers import InstrumentId, Symbol, Venue
from nautilus_trader.model.instruments import CurrencyPair
from nautilus_trader.model.objects import Money, Price, Quantity
from nautilus_trader.trading.strategy import Strategy

from serve import read_columns, serve

FAST, SLOW = 12, 26
MINUTE = 60_000_000_000
MILLISECOND = 1_000_000
VENUE = Venue("BENCH")
INSTRUMENT = CurrencyPair(
    instrument_id=InstrumentId(Symbol("BTCUSDT"), VENUE),
    raw_symbol=Symbol("BTCUSDT"),
    base_currency=BTC,
    quote_currency=USDT,
    price_precision=2,
    size_precision=0,
    price_increment=Price.from_str("0.01"),
    size_increment=Quantity.from_str("1"),
    maker_fee=Decimal("0.0004"),
    taker_fee=Decimal("0.0004"),
    ts_event=0,
    ts_init=0,
)
BARS = BarType.from_str(f"{INSTRUMENT.id}-1-MINUTE-LAST-EXTERNAL")
UNIT = Quantity.from_str("1")
DEEP = Quantity.from_str("1000000")


class EmaCross(Strategy):
    def __init__(self):
        super().__init__()
        self.bar = -1
        self.fast = self.slow = 0.0
        self.holds = False
        self.entry = None
        self.closed = []

    def on_start(self):
        self.subscribe_bars(BARS)

    def on_bar(self, bar):
        self.bar += 1
        close = bar.close.as_double()
        if self.bar == 0:
            self.fast = self.slow = close
        else:
            self.fast += 2 / (FAST + 1) * (close - self.fast)
            self.slow += 2 / (SLOW + 1) * (close - self.slow)
        if self.bar < SLOW:
            return
        wants = self.fast > self.slow
        if wants and not self.holds:
            self.submit_order(self.order_factory.market(INSTRUMENT.id, OrderSide.BUY, UNIT))
        elif not wants and self.holds:
            self.submit_order(self.order_factory.market(INSTRUMENT.id, OrderSide.SELL, UNIT))

    def on_order_filled(self, event):
        bar, price, fee = self.bar + 1, event.last_px.as_double(), event.commission.as_double()
        self.holds = event.order_side == OrderSide.BUY
        if self.holds:
            self.entry = (bar, price, fee)
            return
        entered, paid, entry_fee = self.entry
        self.closed.append([entered, paid, bar, price, price - paid - entry_fee - fee])


def prepare(path):
    columns = read_columns(path)
    first = int(columns["time"][0]) * 1_000_000
    data = []
    rows = zip(*(columns[name].tolist() for name in ("open", "high", "low", "close", "volume")))
    for place, (opened, high, low, close, volume) in enumerate(rows):
        starts = first + place * MINUTE
        ends = starts + MINUTE
        opens = starts + MILLISECOND
        prices = [Price(value, 2) for value in (opened, high, low, close)]
        size = Quantity(volume, 0)
        data.append(QuoteTick(INSTRUMENT.id, prices[0], prices[0], DEEP, DEEP, opens, opens))
        data.append(Bar(BARS, *prices, size, ends, ends))
    return data, columns["close"][-1]


def run(prepared):
    data, last = prepared
    quiet = LoggingConfig(bypass_logging=True)
    engine = BacktestEngine(BacktestEngineConfig(logging=quiet, risk_engine=RiskEngineConfig(bypass=True)))
    engine.add_venue(
        venue=VENUE,
        oms_type=OmsType.NETTING,
        account_type=AccountType.CASH,
        base_currency=None,
        starting_balances=[Money(1_000_000, USDT)],
        latency_model=LatencyModel(base_latency_nanos=MILLISECOND // 2),
        bar_execution=False,
    )
    engine.add_instrument(INSTRUMENT)
    engine.add_data(data, validate=False, sort=False)
    strategy = EmaCross()
    engine.add_strategy(strategy)
    engine.run()
    account = engine.cache.account_for_venue(VENUE)
    held = account.balance_total(BTC)
    equity = account.balance_total(USDT).as_double() + (held.as_double() * last if held else 0)
    closed = strategy.closed
    engine.dispose()
    return {"trades": closed, "finalEquity": float(equity)}


serve(nautilus_trader.__version__, prepare, run, lambda _, result: result)
