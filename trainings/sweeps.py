"""What the periodic jobs of the trainings do. They may run at any time, late, twice or at once."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from time import monotonic

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction

from ateams.due import Recipient
from ateams.web.papers.typesetting import Untypesettable
from trainings import mails
from trainings.changes import Change
from trainings.concerned import concerned
from trainings.models import ChangeNotice, MaterialFile
from trainings.models.material import FOLDER
from trainings.services.certificates import issue_next
from trainings.services.notices import change_of

_LONGEST_RUN_SECONDS = 120
# No request lasts that long.
_STRAY_AFTER = timedelta(days=1)


@transaction.atomic
def send_notices(now: datetime) -> int:
    """Tell everybody of the changes that have settled, in one mail each; return how many mails.

    A training has settled when nobody has changed it for `TRAINING_NOTICE_AFTER`. Whoever made all
    changes is not told of them, and nobody is of what is as it was.
    """
    settled = ChangeNotice.objects.filter(changed_at__lte=now - settings.TRAINING_NOTICE_AFTER)
    notices = list(
        settled.select_for_update(skip_locked=True, of=("self",))
        .select_related("training__institution", "training__team", "by")
        .order_by("pk")
    )
    told: dict[str, tuple[Recipient, list[Change]]] = {}
    for notice in notices:
        if change := change_of(notice):
            for person in _told_of(notice):
                told.setdefault(person.email.casefold(), (person, []))[1].append(change)
    for person, changes in told.values():
        mails.changes(to=person, changes=changes)
    ChangeNotice.objects.filter(pk__in=[notice.pk for notice in notices]).delete()
    return len(told)


def _told_of(notice: ChangeNotice) -> list[Recipient]:
    own = f"user:{notice.by_id}" if notice.by_id else None
    return [person for person in concerned(notice.training) if person.key != own]


def forget_stray_materials(now: datetime) -> int:
    """Remove the bytes of files that no row names; return how many they were.

    A request that failed after it had stored them has left them, or one that could not delete them.
    """
    try:
        _folders, names = default_storage.listdir(FOLDER)
    except FileNotFoundError:
        return 0
    known = {str(pk) for pk in MaterialFile.objects.values_list("pk", flat=True)}
    removed = 0
    for name in set(names) - known:
        with suppress(FileNotFoundError):  # removed meanwhile
            if default_storage.get_modified_time(f"{FOLDER}/{name}") < now - _STRAY_AFTER:
                default_storage.delete(f"{FOLDER}/{name}")
                removed += 1
    return removed


def issue_waiting() -> int:
    """Issue the certificates that wait, for two minutes at most; return how many were done.

    Stops when nothing can be set just now; what is left is found the next time.
    """
    done, end = 0, monotonic() + _LONGEST_RUN_SECONDS
    try:
        while monotonic() < end and issue_next():
            done += 1
    except Untypesettable:
        pass
    return done
