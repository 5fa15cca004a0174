"""hftbacktest: a recorded Binance feed through its exchange, limit orders at the best price every so many rows.

The feed is converted by its own converter and lies in memory; the loop is compiled, as its documentation asks.
"""
import sys

import numpy as np
from hftbacktest import GTC, LIMIT, BacktestAsset, HashMapMarketDepthBacktest
from hftbacktest.data.utils import binancefutures
from importlib.metadata import version
from numba import njit

from serve import serve

_, FEED, PASSES, ORDERS_EVERY = sys.argv[:4]
TICK, LOT = 0.1, 0.001
RESTING_MAX = 4
LOTS = 50
END_OF_DATA = 1
FOREVER = 3_600_000_000_000
ROWS_MAX = 4_000_000


@njit
def play(hbt, every):
    rows = orders = oldest = 0
    while hbt.wait_next_feed(False, FOREVER) != END_OF_DATA:
        rows += 1
        if rows % every != 0:
            continue
        depth = hbt.depth(0)
        if orders - oldest >= RESTING_MAX:
            oldest += 1
            if oldest in hbt.orders(0):
                hbt.cancel(0, oldest, False)
            hbt.clear_inactive_orders(0)
        orders += 1
        if orders % 2 == 1:
            hbt.submit_buy_order(0, orders, depth.best_bid, LOTS * LOT, GTC, LIMIT, False)
        else:
            hbt.submit_sell_order(0, orders, depth.best_ask, LOTS * LOT, GTC, LIMIT, False)
    depth = hbt.depth(0)
    return rows, orders, hbt.state_values(0).num_trades, depth.best_bid_tick, depth.best_ask_tick


def prepare(_):
    return binancefutures.convert(FEED, buffer_size=ROWS_MAX)


def opened(data):
    asset = (
        BacktestAsset()
        .data(data)
        .linear_asset(1.0)
        .constant_order_latency(0, 0)
        .risk_adverse_queue_model()
        .no_partial_fill_exchange()
        .trading_value_fee_model(0.0002, 0.0004)
        .tick_size(TICK)
        .lot_size(LOT)
    )
    return HashMapMarketDepthBacktest([asset])


def run(data):
    for _ in range(int(PASSES)):
        hbt = opened(data)
        found = play(hbt, int(ORDERS_EVERY))
        hbt.close()
    return found


def answer(data, found):
    rows, orders, fills, bid, ask = (int(value) for value in found)
    return {"rows": len(data), "heard": rows, "orders": orders, "fills": fills, "bestBidTick": bid, "bestAskTick": ask}


serve(version("hftbacktest"), prepare, run, answer)
