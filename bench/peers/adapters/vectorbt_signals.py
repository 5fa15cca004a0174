"""vectorbt: `Portfolio.from_signals` over whole columns, the open of the next bar as the price of an order."""
import numpy as np
import pandas as pd
import vectorbt as vbt

from serve import read_columns, serve

FAST, SLOW = 12, 26


def prepare(path):
    columns = read_columns(path)
    index = pd.to_datetime(columns["time"], unit="ms")
    return {name: pd.Series(columns[name], index=index) for name in ("open", "close")}


def run(bars):
    close = bars["close"]
    fast = vbt.MA.run(close, FAST, ewm=True)
    slow = vbt.MA.run(close, SLOW, ewm=True)
    wants = fast.ma.to_numpy() > slow.ma.to_numpy()
    entries = np.zeros(len(wants), dtype=bool)
    exits = np.zeros(len(wants), dtype=bool)
    entries[SLOW + 1 :] = wants[SLOW:-1]
    exits[SLOW + 1 :] = ~wants[SLOW:-1]
    portfolio = vbt.Portfolio.from_signals(
        close,
        pd.Series(entries, index=close.index),
        pd.Series(exits, index=close.index),
        price=bars["open"],
        size=1.0,
        fees=0.0004,
        init_cash=1_000_000.0,
        freq="1min",
    )
    return portfolio.trades.values, portfolio.value()


def answer(_, result):
    trades, equity = result
    closed = trades[trades["status"] == 1]
    names = ("entry_idx", "entry_price", "exit_idx", "exit_price", "pnl")
    rows = np.column_stack([closed[name].astype(float) for name in names])
    return {"trades": rows.tolist(), "finalEquity": float(equity.iloc[-1])}


serve(vbt.__version__, prepare, run, answer)
