"""What every adapter in Python shares: the data, the clock, and the words exchanged with the bench.

The bench starts an adapter with the data file as its argument, writes a line for each thing it wants and reads one
line of JSON on descriptor 3 for each: `run` plays the task once and answers how long it took, `answer` says what the
last run came to. Standard output is left to the peer, which may print what it likes.
"""
import gc
import json
import os
import resource
import sys
import time

import numpy as np

COLUMNS = ("time", "open", "high", "low", "close", "volume")


def read_columns(path):
    """Six columns of doubles, one after the other."""
    values = np.fromfile(path, dtype="<f8").reshape(len(COLUMNS), -1)
    return dict(zip(COLUMNS, values))


def ema(values, length):
    """The average as the task defines it: first value first, then e += a * (c - e), in doubles and in this order."""
    alpha = 2 / (length + 1)
    out = np.empty(len(values))
    average = values[0]
    for place, value in enumerate(values.tolist()):
        average += alpha * (value - average)
        out[place] = average
    return out


def serve(version, prepare, run, answer):
    """`prepare(path)` gives what `run(prepared)` plays; `answer(prepared, result)` puts the result into plain numbers."""
    out = os.fdopen(3, "w", buffering=1)
    tell = lambda message: out.write(json.dumps(message) + "\n")
    prepared = prepare(sys.argv[1])
    tell({"version": version})
    result = None
    for line in sys.stdin:
        if line.strip() == "answer":
            tell(answer(prepared, result))
            continue
        result = None
        gc.collect()
        cpu, wall = time.process_time(), time.perf_counter()
        result = run(prepared)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
        tell({"wallMs": wall * 1000, "cpuMs": cpu * 1000, "peakMb": peak})
