"""What the accounts package erases, and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Absence, ImportRun, Invitation, Session, User
from accounts.services.erasure import erase_account
from ateams.erasure import Eraser, days_before, delete_rows, end_of, newest_outlived
from vault.models import Grant

# Long enough to see why somebody got no cases last month.
ABSENCE_KEPT_DAYS = 30


def _left_long_ago(day: date) -> QuerySet[User]:
    outlived = newest_outlived(day, months=settings.ACCOUNT_KEPT_MONTHS)
    return User.objects.left_by(outlived).order_by("pk")


def _erase_accounts(ids: Sequence[UUID]) -> int:
    return sum(erase_account(person_id=person_id) for person_id in ids)


def _grants_of_those_who_left(day: date) -> QuerySet[Grant]:
    """Keep what nobody else could open: the last way to a case is not cut by a clock."""
    left = User.objects.left_by(days_before(day, settings.LEFT_GRANTS_KEPT_DAYS))
    pairs = left.filter(key_pair__isnull=False).values("key_pair")
    others = Grant.objects.usable().filter(envelope=OuterRef("envelope"))
    others = others.exclude(key_pair__in=pairs)
    return Grant.objects.filter(Exists(others), key_pair__in=pairs).order_by("pk")


def _erase_grants(ids: Sequence[int]) -> int:
    return delete_rows(Grant.objects.filter(pk__in=ids))


def _unaccepted(day: date) -> QuerySet[Invitation]:
    over = end_of(days_before(day, settings.INVITATION_KEPT_DAYS))
    open_ones = Invitation.objects.filter(accepted_at=None)
    return open_ones.filter(Q(expires_at__lt=over) | Q(revoked_at__lt=over)).order_by("pk")


def _erase_invitations(ids: Sequence[UUID]) -> int:
    return delete_rows(Invitation.objects.filter(pk__in=ids, accepted_at=None))


def _long_over(day: date) -> QuerySet[Absence]:
    return Absence.objects.filter(last_day__lt=days_before(day, ABSENCE_KEPT_DAYS)).order_by("pk")


def _erase_absences(ids: Sequence[UUID]) -> int:
    return delete_rows(Absence.objects.filter(pk__in=ids))


def _expired(day: date) -> QuerySet[Session]:
    return Session.objects.filter(expire_date__lt=end_of(days_before(day, 1))).order_by("pk")


def _erase_sessions(ids: Sequence[str]) -> int:
    return delete_rows(Session.objects.filter(pk__in=ids))


def _old_imports(day: date) -> QuerySet[ImportRun]:
    return ImportRun.objects.outlived(end_of(days_before(day, 1))).order_by("pk")


def _erase_imports(ids: Sequence[UUID]) -> int:
    return delete_rows(ImportRun.objects.filter(pk__in=ids))


ERASERS = (
    Eraser(
        kind="grant_of_left",
        label=_("Lesefreigaben Ausgeschiedener"),
        rule=lambda: (
            gettext("%(days)d Tage nach dem Ausscheiden, wenn andere den Fall lesen können")
            % {"days": settings.LEFT_GRANTS_KEPT_DAYS}
        ),
        due=_grants_of_those_who_left,
        erase=_erase_grants,
    ),
    Eraser(
        kind="account",
        label=_("Konten Ausgeschiedener"),
        rule=lambda: (
            gettext("%(months)d Monate nach dem Ausscheiden")
            % {"months": settings.ACCOUNT_KEPT_MONTHS}
        ),
        due=_left_long_ago,
        erase=_erase_accounts,
        batch=1,
    ),
    Eraser(
        kind="invitation",
        label=_("Einladungen, die niemand angenommen hat"),
        rule=lambda: (
            gettext("%(days)d Tage nach Ablauf oder Rücknahme")
            % {"days": settings.INVITATION_KEPT_DAYS}
        ),
        due=_unaccepted,
        erase=_erase_invitations,
    ),
    Eraser(
        kind="absence",
        label=_("Abwesenheiten"),
        rule=lambda: gettext("%(days)d Tage nach dem letzten Tag") % {"days": ABSENCE_KEPT_DAYS},
        due=_long_over,
        erase=_erase_absences,
    ),
    Eraser(
        kind="session",
        label=_("Abgelaufene Sitzungen"),
        rule=lambda: gettext("am Tag nach dem Ablauf"),
        due=_expired,
        erase=_erase_sessions,
    ),
    Eraser(
        kind="import_run",
        label=_("Übernahmen von Listen"),
        rule=lambda: gettext(
            "die Zeilen, sobald die Liste übernommen ist; sonst alles am Tag nach dem Hochladen"
        ),
        due=_old_imports,
        erase=_erase_imports,
    ),
)
