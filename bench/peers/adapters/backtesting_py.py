"""backtesting.py: one `Backtest.run()`, orders at the next open, which is its default."""
import pandas as pd
from backtesting import Backtest, Strategy, __version__

from serve import ema, read_columns, serve

FAST, SLOW = 12, 26


class EmaCross(Strategy):
    def init(self):
        self.fast = self.I(ema, self.data.Close, FAST)
        self.slow = self.I(ema, self.data.Close, SLOW)

    def next(self):
        if len(self.data) <= SLOW:
            return
        wants = self.fast[-1] > self.slow[-1]
        if wants and not self.position:
            self.buy(size=1)
        elif not wants and self.position:
            self.position.close()


def prepare(path):
    columns = read_columns(path)
    index = pd.to_datetime(columns.pop("time"), unit="ms")
    frame = pd.DataFrame({name.title(): values for name, values in columns.items()}, index=index)
    return Backtest(frame, EmaCross, cash=1_000_000, commission=0.0004, finalize_trades=False)


def answer(_, stats):
    names = ["EntryBar", "EntryPrice", "ExitBar", "ExitPrice", "PnL"]
    trades = stats["_trades"][names].to_numpy(dtype=float)
    return {"trades": trades.tolist(), "finalEquity": float(stats["_equity_curve"]["Equity"].iloc[-1])}


serve(__version__, prepare, lambda backtest: backtest.run(), answer)
