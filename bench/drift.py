"""`drift` of a clean database: asked again, against the first time.

The first verdict makes every object in a scratch database to learn what should be there, and
remembers it under BP010_HOME; the next ones compare with what is remembered. Whole processes, the
first forgotten before each turn. Target: a repeat takes at most 0.75 of the first time.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import time

from bp010ctl.base import settings

TURNS = int(sys.argv[1]) if len(sys.argv) > 1 else 5


def taken() -> float:
    """Seconds of one verdict, which must be that nothing differs."""
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "bp010ctl", "drift"], check=True, capture_output=True, text=True
    )
    return time.perf_counter() - start


def main() -> None:
    cache = settings.load().home / "cache"
    firsts, repeats = [], []
    for _ in range(TURNS):
        shutil.rmtree(cache, ignore_errors=True)
        firsts.append(taken())
        repeats.append(taken())
    first, repeat = statistics.median(firsts), statistics.median(repeats)
    print(f"median of {TURNS} turns: first {first:.2f} s, again {repeat:.2f} s")
    print(f"ratio {repeat / first:.2f}  (target: at most 0.75)")


if __name__ == "__main__":
    main()
