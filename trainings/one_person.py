"""Rows of one person come to one account: where it stands already, one of both remains."""

from __future__ import annotations

from collections.abc import Iterable

from accounts.models import User
from trainings.enums import TOOK_PART, AttendanceStatus
from trainings.models import Attendance, SignUp, Trainer


def bring_attendances(rows: Iterable[Attendance], to: User) -> None:
    """Of two rows of a session the one remains by which the person was there longer."""
    here = {row.session_id: row for row in Attendance.objects.filter(user=to)}
    for row in rows:
        kept = here.get(row.session_id)
        if kept is None:
            row.user, row.name = to, ""
            row.save(update_fields=["user", "name"])
            here[row.session_id] = row
            continue
        row.delete()
        if _says_more(row, than=kept):
            kept.status, kept.minutes = row.status, row.minutes
            kept.save(update_fields=["status", "minutes"])


def bring_sign_ups(rows: Iterable[SignUp], to: User) -> None:
    """Of two sign-ups the one remains with which the person comes, else the earlier one."""
    here = {row.training_id: row for row in SignUp.objects.filter(user=to)}
    for row in rows:
        kept = here.get(row.training_id)
        if kept and (kept.excused_at is not None, kept.at) <= (row.excused_at is not None, row.at):
            row.delete()
            continue
        if kept:
            kept.delete()
        row.user, row.name, row.email = to, "", ""
        row.save(update_fields=["user", "name", "email"])
        here[row.training_id] = row


def bring_trainers(rows: Iterable[Trainer], to: User) -> None:
    """Nobody holds a training twice."""
    here = set(Trainer.objects.filter(user=to).values_list("training", flat=True))
    for row in rows:
        if row.training_id in here:
            row.delete()
            continue
        row.user, row.name, row.email = to, "", ""
        row.save(update_fields=["user", "name", "email"])
        here.add(row.training_id)


def _says_more(row: Attendance, *, than: Attendance) -> bool:
    """Whether somebody was there longer by this; no minutes means all of them."""
    if (row.status in TOOK_PART) != (than.status in TOOK_PART):
        return row.status in TOOK_PART
    if row.status in TOOK_PART:
        return than.minutes is not None and (row.minutes is None or row.minutes > than.minutes)
    return row.status == AttendanceStatus.EXCUSED
