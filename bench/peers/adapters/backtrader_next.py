"""backtrader: `Cerebro.run()` over a pandas feed, market orders at the next open, which is its default."""
import backtrader as bt
import pandas as pd

from serve import read_columns, serve

FAST, SLOW = 12, 26


class FirstEma(bt.Indicator):
    """The average as the task defines it; the package's own begins with a simple mean."""

    lines = ("average",)
    params = (("length", 1),)

    def __init__(self):
        self.alpha = 2 / (self.p.length + 1)

    def nextstart(self):
        self.lines.average[0] = self.data[0]

    def next(self):
        before = self.lines.average[-1]
        self.lines.average[0] = before + self.alpha * (self.data[0] - before)


class EmaCross(bt.Strategy):
    def __init__(self):
        self.fast = FirstEma(self.data.close, length=FAST)
        self.slow = FirstEma(self.data.close, length=SLOW)
        self.closed = []
        self.equity = []
        self.entry = None

    def notify_order(self, order):
        if order.status != order.Completed:
            return
        done = order.executed
        bar = len(self) - 1  # Told at the bar at whose open it was filled.
        if order.isbuy():
            self.entry = (bar, done.price)
        else:
            self.closed.append([*self.entry, bar, done.price])

    def notify_trade(self, trade):
        if trade.isclosed:
            self.closed[-1].append(trade.pnlcomm)

    def next(self):
        self.equity.append(self.broker.getvalue())
        if len(self) <= SLOW:
            return
        wants = self.fast[0] > self.slow[0]
        if wants and not self.position:
            self.buy(size=1)
        elif not wants and self.position:
            self.close()


def prepare(path):
    columns = read_columns(path)
    index = pd.to_datetime(columns.pop("time"), unit="ms")
    return pd.DataFrame(columns, index=index)


def run(frame):
    cerebro = bt.Cerebro(stdstats=False)
    cerebro.adddata(bt.feeds.PandasData(dataname=frame))
    cerebro.addstrategy(EmaCross)
    cerebro.broker.setcash(1_000_000.0)
    cerebro.broker.setcommission(commission=0.0004)
    return cerebro.run()[0]


def answer(_, strategy):
    return {"trades": strategy.closed, "finalEquity": strategy.equity[-1]}


serve(bt.__version__, prepare, run, answer)
