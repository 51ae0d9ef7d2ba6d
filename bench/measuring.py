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
            pairs.append((milliseconds(product), milliseconds(bare)))
        else:
            later = milliseconds(bare)
            pairs.append((milliseconds(product), later))
    measured = pairs[warm_up:]
    return result(
        name,
        n,
        value=median(pair[0] for pair in measured) / per,
        bare=median(pair[1] for pair in measured) / per,
        unit=unit,
    )


def result(name: str, n: int, *, value: float, bare: float, unit: str) -> Result:
    """Return a row of the table."""
    return Result(
        name=name,
        n=n,
        value=round(value, 3),
        unit=unit,
        bare=round(bare, 3),
        ratio=round(value / bare, 2),
    )


def milliseconds(run: Callable[[], object]) -> float:
    """Return how long something takes."""
    start = perf_counter()
    run()
    return (perf_counter() - start) * 1000
