"""What the trainings package erases, and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db.models import Max, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ateams.erasure import Eraser, days_before, delete_rows, end_of, newest_outlived
from trainings.models import (
    Attendance,
    BatchEntry,
    Certificate,
    CertificateBatch,
    Feedback,
    FollowUpAnswer,
    MaterialFile,
    SignUp,
    Trainer,
    TrainingRequest,
)
from trainings.models.follow_up import SUCCESSOR
from trainings.services.materials import delete_materials


def _old_texts(day: date) -> QuerySet[FollowUpAnswer]:
    outlived = newest_outlived(day, months=settings.FOLLOW_UP_TEXT_KEPT_MONTHS)
    return _written().filter(at__lt=end_of(outlived)).order_by("pk")


def _erase_texts(ids: Sequence[UUID]) -> int:
    return _written().filter(pk__in=ids).update(text="", **dict.fromkeys(SUCCESSOR, ""))


def _written() -> QuerySet[FollowUpAnswer]:
    """Keep the answers with words of somebody's own, or with a person whom they name."""
    return FollowUpAnswer.objects.exclude(text="", **dict.fromkeys(SUCCESSOR, ""))


def _names_outlived(day: date) -> date:
    return newest_outlived(day, months=settings.ATTENDANCE_NAMES_KEPT_MONTHS)


def _old_attendances(day: date) -> QuerySet[Attendance]:
    named = Attendance.objects.exclude(name="")
    return named.filter(session__date__lte=_names_outlived(day)).order_by("pk")


def _erase_attendance_names(ids: Sequence[int]) -> int:
    return Attendance.objects.filter(pk__in=ids).exclude(name="").update(name="")


def _old_trainers(day: date) -> QuerySet[Trainer]:
    named = Trainer.objects.exclude(name="").annotate(last_on=Max("training__sessions__date"))
    return named.filter(last_on__lte=_names_outlived(day)).order_by("pk")


def _erase_trainer_names(ids: Sequence[int]) -> int:
    return Trainer.objects.filter(pk__in=ids).exclude(name="").update(name="", email="")


def _old_sign_ups(day: date) -> QuerySet[SignUp]:
    outlived = days_before(day, settings.SIGN_UPS_KEPT_DAYS)
    last = SignUp.objects.annotate(last_on=Max("training__sessions__date"))
    return last.filter(last_on__lte=outlived).order_by("pk")


def _erase_sign_ups(ids: Sequence[UUID]) -> int:
    return delete_rows(SignUp.objects.filter(pk__in=ids))


def _old_requests(day: date) -> QuerySet[TrainingRequest]:
    outlived = newest_outlived(day, months=settings.TRAINING_REQUESTS_KEPT_MONTHS)
    return TrainingRequest.objects.filter(at__lt=end_of(outlived)).order_by("pk")


def _erase_requests(ids: Sequence[UUID]) -> int:
    return delete_rows(TrainingRequest.objects.filter(pk__in=ids))


def _old_certificates(day: date) -> QuerySet[Certificate]:
    outlived = newest_outlived(day, months=settings.CERTIFICATE_KEPT_MONTHS)
    return Certificate.objects.filter(issued_on__lte=outlived).order_by("pk")


def _erase_certificates(ids: Sequence[UUID]) -> int:
    return delete_rows(Certificate.objects.filter(pk__in=ids))


def _old_batches(day: date) -> QuerySet[CertificateBatch]:
    old = CertificateBatch.objects.filter(begun_at__lt=end_of(_names_outlived(day)))
    return old.exclude(entries__in=BatchEntry.objects.waiting()).order_by("pk")


def _erase_batches(ids: Sequence[UUID]) -> int:
    return delete_rows(CertificateBatch.objects.filter(pk__in=ids))


def _old_materials(day: date) -> QuerySet[MaterialFile]:
    outlived = newest_outlived(day, months=settings.MATERIALS_KEPT_MONTHS)
    dated = MaterialFile.objects.annotate(last_on=Max("training__sessions__date"))
    return dated.filter(last_on__lte=outlived).order_by("pk")


def _old_feedback(day: date) -> QuerySet[Feedback]:
    outlived = newest_outlived(day, months=settings.FEEDBACK_TEXT_KEPT_MONTHS)
    written = Feedback.objects.exclude(good="", better="")
    dated = written.annotate(last_on=Max("training__sessions__date"))
    return dated.filter(last_on__lte=outlived).order_by("pk")


def _erase_feedback_texts(ids: Sequence[UUID]) -> int:
    return Feedback.objects.filter(pk__in=ids).update(good="", better="")


def _names_rule() -> str:
    months = settings.ATTENDANCE_NAMES_KEPT_MONTHS
    return gettext("%(months)d Monate nach der Schulung; gezählt bleibt, dass jemand da war") % {
        "months": months
    }


ERASERS = (
    Eraser(
        kind="follow_up_text",
        label=_("Nachrichten in Antworten der Einrichtungen"),
        rule=lambda: (
            gettext("%(months)d Monate nach der Antwort; die Antwort selbst bleibt")
            % {"months": settings.FOLLOW_UP_TEXT_KEPT_MONTHS}
        ),
        due=_old_texts,
        erase=_erase_texts,
    ),
    Eraser(
        kind="attendance_name",
        label=_("Namen von Teilnehmenden ohne Konto"),
        rule=_names_rule,
        due=_old_attendances,
        erase=_erase_attendance_names,
    ),
    Eraser(
        kind="trainer_name",
        label=_("Namen von Trainer*innen ohne Konto"),
        rule=_names_rule,
        due=_old_trainers,
        erase=_erase_trainer_names,
    ),
    Eraser(
        kind="sign_up",
        label=_("Anmeldungen zu Schulungen"),
        rule=lambda: (
            gettext("%(days)d Tage nach dem letzten Termin") % {"days": settings.SIGN_UPS_KEPT_DAYS}
        ),
        due=_old_sign_ups,
        erase=_erase_sign_ups,
    ),
    Eraser(
        kind="training_request",
        label=_("Anfragen nach Schulungen"),
        rule=lambda: (
            gettext("%(months)d Monate nach der Anfrage")
            % {"months": settings.TRAINING_REQUESTS_KEPT_MONTHS}
        ),
        due=_old_requests,
        erase=_erase_requests,
    ),
    Eraser(
        kind="certificate",
        label=_("Zertifikate"),
        rule=lambda: (
            gettext("%(months)d Monate nach dem Ausstellen; der Name schon mit dem Konto")
            % {"months": settings.CERTIFICATE_KEPT_MONTHS}
        ),
        due=_old_certificates,
        erase=_erase_certificates,
    ),
    Eraser(
        kind="certificate_batch",
        label=_("Stapel ausgestellter Zertifikate"),
        rule=lambda: (
            gettext("%(months)d Monate nach dem Ausstellen; die Zertifikate bleiben")
            % {"months": settings.ATTENDANCE_NAMES_KEPT_MONTHS}
        ),
        due=_old_batches,
        erase=_erase_batches,
    ),
    Eraser(
        kind="training_material",
        label=_("Dateien von Schulungen"),
        rule=lambda: (
            gettext("%(months)d Monate nach der Schulung")
            % {"months": settings.MATERIALS_KEPT_MONTHS}
        ),
        due=_old_materials,
        erase=delete_materials,
    ),
    Eraser(
        kind="feedback_text",
        label=_("Texte anonymer Rückmeldungen"),
        rule=lambda: (
            gettext("%(months)d Monate nach der Schulung; die Zahlen bleiben")
            % {"months": settings.FEEDBACK_TEXT_KEPT_MONTHS}
        ),
        due=_old_feedback,
        erase=_erase_feedback_texts,
    ),
)
