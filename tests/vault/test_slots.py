"""Slots are given in the order of arrival, however many wait."""

from __future__ import annotations

import os
from threading import Barrier, Thread

import pytest

from vault.slots import FairSlots


def test_slots_are_given_in_the_order_of_arrival() -> None:
    slots, served = FairSlots(1), list[int]()

    def wait(number: int) -> None:
        with slots:
            served.append(number)

    threads = [Thread(target=wait, args=(number,)) for number in range(20)]
    with slots:
        for number, thread in enumerate(threads, start=1):
            thread.start()
            while slots.waiting < number:
                os.sched_yield()
    for thread in threads:
        thread.join(timeout=10)
    assert served == list(range(20))


def test_as_many_as_there_are_slots_are_inside_at_once() -> None:
    slots, inside = FairSlots(3), Barrier(4)

    def stay() -> None:
        with slots:
            inside.wait(timeout=10)

    threads = [Thread(target=stay) for _ in range(3)]
    for thread in threads:
        thread.start()
    inside.wait(timeout=10)
    for thread in threads:
        thread.join(timeout=10)
    assert slots.waiting == 0


def test_slot_is_free_again_after_an_error() -> None:
    slots = FairSlots(1)
    for _ in range(3):
        with pytest.raises(ValueError, match="inside"), slots:
            raise ValueError("inside")
    with slots:
        pass
