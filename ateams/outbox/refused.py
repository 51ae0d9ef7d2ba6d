"""Which addresses take no mail, as far as the newest mails to them tell."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db.models import Max

from ateams.outbox.enums import MailState
from ateams.outbox.models import Mail


def refusing_since(keys: Collection[str] | None = None) -> Mapping[tuple[str, str], datetime]:
    """Return when the first mail was written that each address refused and has not made good.

    Recipient's key and address name it. It is made good by a later mail, or this one, that the
    address takes: a text erased meanwhile, and another attempt that nobody has answered yet, are
    not enough. `keys` are the recipients asked about; None asks about all. The few that refused
    something are found first, so that it costs next to nothing where there are none.
    """
    blamed = Mail.objects.filter(blames_address=True).exclude(recipient_key="")
    if keys is not None:
        blamed = blamed.filter(recipient_key__in=keys)
    rows = list(blamed.order_by("queued_at").values_list("recipient_key", "address", "queued_at"))
    if not rows:
        return {}
    sent = Mail.objects.filter(
        recipient_key__in={key for key, _address, _at in rows}, state=MailState.SENT
    )
    newest = sent.order_by().values("recipient_key", "address").annotate(at=Max("queued_at"))
    taken = {(row["recipient_key"], row["address"]): row["at"] for row in newest}
    since: dict[tuple[str, str], datetime] = {}
    for key, address, queued_at in rows:
        last_taken = taken.get((key, address))
        if last_taken is None or last_taken < queued_at:
            since.setdefault((key, address), queued_at)
    return since
