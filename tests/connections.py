"""A second connection beside the test's own, to see who has to wait for whom. PostgreSQL only."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread

from django.db import OperationalError, connection, transaction


def without_waiting(act: Callable[[], object]) -> bool:
    """Do it on a connection of its own; false if it would have to wait for somebody."""
    done: list[bool] = []

    def run() -> None:
        try:
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute("SET LOCAL lock_timeout = 200")
                act()
            done.append(True)
        except OperationalError:
            pass
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    thread.join()
    return bool(done)
