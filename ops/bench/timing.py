"""How figures are taken: rates in alternating rounds, so that ratios are of the same minutes; percentiles of calls."""

import statistics
import time
from collections.abc import Callable, Sequence

Work = Callable[[int], None]
"""Does something so many times."""


def rates(times: int, rounds: int, *works: Work) -> list[float]:
    """The median rate (a second) of each work, the works taking turns round by round."""
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for work, rate in zip(works, taken, strict=True):
            began = time.perf_counter()
            work(times)
            rate.append(times / (time.perf_counter() - began))
    return [statistics.median(rate) for rate in taken]


def p95(calls: Sequence[Callable[[], object]]) -> float:
    """The 95th percentile of what each call takes, in milliseconds."""
    taken = []
    for call in calls:
        began = time.perf_counter()
        call()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.quantiles(taken, n=20)[-1]
