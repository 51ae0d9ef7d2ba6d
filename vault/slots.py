"""A limited number of slots, given to those who wait in the order in which they came."""

from __future__ import annotations

from collections import deque
from threading import Lock
from types import TracebackType


class FairSlots:
    """At most so many threads inside at once; nobody who waits is overtaken.

    A semaphore of the standard library lets a newcomer slip in before whoever was woken up.
    """

    def __init__(self, number: int) -> None:
        self._lock = Lock()
        self._free = number
        self._turns: deque[Lock] = deque()

    @property
    def waiting(self) -> int:
        """How many threads wait now."""
        return len(self._turns)

    def __enter__(self) -> None:
        with self._lock:
            if self._free:
                self._free -= 1
                return
            turn = Lock()
            turn.acquire()
            self._turns.append(turn)
        turn.acquire()  # until somebody leaves and hands the slot over

    def __exit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        with self._lock:
            if self._turns:
                self._turns.popleft().release()
            else:
                self._free += 1
