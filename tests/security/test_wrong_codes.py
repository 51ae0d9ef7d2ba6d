"""While somebody tries wrong receipt codes without end, a right one still opens its mailbox."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.installation import Installation
from tests.security.journey import MAILBOX, Journey
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
        visitors = [product.visitor() for _ in range(ATTACKERS)]

        def attack(number: int) -> int:
            told = "Diesen Code kennen wir nicht."
            wrong = range(WRONG // ATTACKERS)
            return sum(told in visitors[number].post(MAILBOX, code=new_code()).html for _ in wrong)

        begun = time.monotonic()
        with ThreadPoolExecutor(ATTACKERS) as attackers:
            attacks = [attackers.submit(attack, number) for number in range(ATTACKERS)]
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


def _open(product: Installation, code: str) -> float:
    """Open the mailbox in a new browser, up to its page; return the seconds it took."""
    visitor = product.visitor()
    begun = time.monotonic()
    assert visitor.post(MAILBOX, code=code).status == 302
    assert "Dein Postfach" in visitor.get(MAILBOX).html
    took = time.monotonic() - begun
    visitor.close()
    return took
