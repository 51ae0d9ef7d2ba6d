"""Timing the product beside its bare counterpart, in turns."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import TypedDict


class Result(TypedDict):
    """One row of the table; `ratio` is how many times as long the product takes."""

    name: str
    n: int
    value: float
    unit: str
    bare: float
    ratio: float


def compare(
    name: str,
    n: int,
    *,
    product: Callable[[], object],
    bare: Callable[[], object],
    rounds: int,
    warm_up: int,
    unit: str,
    per: int = 1,
) -> Result:
    """Run both in turns, first one ahead and then the other; return the medians.

    Values are milliseconds per run, divided by `per` where a run does several things.
    """
    pairs = []
    for number in range(warm_up + rounds):
        if number % 2:
            pairs.append((_milliseconds(product), _milliseconds(bare)))
        else:
            later = _milliseconds(bare)
            pairs.append((_milliseconds(product), later))
    measured = pairs[warm_up:]
    value = median(pair[0] for pair in measured) / per
    counterpart = median(pair[1] for pair in measured) / per
    return Result(
        name=name,
        n=n,
        value=round(value, 3),
        unit=unit,
        bare=round(counterpart, 3),
        ratio=round(value / counterpart, 2),
    )


def _milliseconds(run: Callable[[], object]) -> float:
    start = perf_counter()
    run()
    return (perf_counter() - start) * 1000
