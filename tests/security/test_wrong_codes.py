"""While somebody tries wrong receipt codes without end, a right one still opens its mailbox."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier

import pytest

from tests.installation import Installation
from tests.security.journey import MAILBOX, Journey
from tests.visitor import Visitor
from vault.receipts import new_code

WRONG, ATTACKERS, EVERY = 20_000, 8, 0.5


@pytest.mark.prove
def test_right_code_opens_within_a_second_among_20_000_wrong_ones(
    new_installation: Callable[..., Installation], capsys: pytest.CaptureFixture[str]
) -> None:
    with new_installation() as product:
        people = product.call("tests.people:make_people")
        product.start_web()
        journey = Journey(product, people, marker=secrets.token_hex(12))
        journey.report()
        # Processes: threads would make whoever measures wait for whoever attacks.
        elsewhere = get_context("spawn")
        ready = elsewhere.Barrier(ATTACKERS + 1)
        with ProcessPoolExecutor(ATTACKERS, elsewhere, get_ready, (ready,)) as attackers:
            share = WRONG // ATTACKERS
            attacks = [attackers.submit(attack, product.port, share) for _ in range(ATTACKERS)]
            ready.wait()
            begun = time.monotonic()
            took = []
            while not all(attempt.done() for attempt in attacks):
                took.append(_open(product, journey.codes[0]))
                time.sleep(EVERY)
        seconds = time.monotonic() - begun
        with capsys.disabled():
            middle, worst = sorted(took)[len(took) // 2], max(took)
            print(  # noqa: T201
                f"\n{WRONG} wrong codes in {seconds:.0f} s, {len(took)} right ones: "
                f"median {middle * 1000:.0f} ms, worst {worst * 1000:.0f} ms"
            )
        assert sum(attempt.result() for attempt in attacks) == WRONG
        assert worst < 1


def get_ready(ready: Barrier) -> None:
    """Wait until all attackers have started: that takes a machine's time, and no attacker's."""
    ready.wait()


def attack(port: int, wrong: int) -> int:
    """Try so many wrong codes, one after the other; return how many were refused as such."""
    visitor, told = Visitor(port), "Diesen Code kennen wir nicht."
    refused = sum(told in visitor.post(MAILBOX, code=new_code()).html for _ in range(wrong))
    visitor.close()
    return refused


def _open(product: Installation, code: str) -> float:
    """Open the mailbox in a new browser, up to its page; return the seconds it took."""
    visitor = product.visitor()
    begun = time.monotonic()
    assert visitor.post(MAILBOX, code=code).status == 302
    assert "Dein Postfach" in visitor.get(MAILBOX).html
    took = time.monotonic() - begun
    visitor.close()
    return took
