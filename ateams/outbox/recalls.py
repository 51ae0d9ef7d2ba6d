"""Asking, just before mails leave, whether somebody still waits for them.

The outbox does not know what its mails tell. Whoever writes mails about something that can be
done or moved meanwhile registers a check in `AppConfig.ready`, as other packages plug into pages.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from uuid import UUID

# Takes back those of these mails that nobody waits for any more, and returns which they were. It
# knows which are its own, and raises nothing: what cannot be checked leaves as it was written.
Recall = Callable[[Collection[UUID]], Collection[UUID]]

_recalls: list[Recall] = []


def register(recall: Recall) -> None:
    """Ask `recall` about every mail before it leaves."""
    if recall not in _recalls:
        _recalls.append(recall)


def recalled(mail_ids: Collection[UUID]) -> set[UUID]:
    """Let everybody who registered take back mails; return those that will not leave."""
    return {mail_id for recall in _recalls for mail_id in recall(mail_ids)}
