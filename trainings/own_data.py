"""What the trainings package knows about one account, for the person themselves."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.own_data import Column, Section, Value, add_section
from trainings.models import (
    Attendance,
    CalendarFeed,
    CohortMember,
    SignUp,
    Trainer,
    Training,
)


def _attendances(user: User, most: int) -> Section:
    columns = (
        Column("training", _("Schulung")),
        Column("date", _("Datum")),
        Column("status", _("Anwesenheit")),
        Column("minutes", _("Minuten")),
    )
    found = Attendance.objects.filter(user=user).order_by("-session__date", "pk")
    rows: list[Mapping[str, Value]] = [
        {
            "training": attendance.session.training.title,
            "date": attendance.session.date,
            "status": attendance.get_status_display(),
            "minutes": attendance.minutes,
        }
        for attendance in found.select_related("session__training")[:most]
    ]
    return Section("attendances", _("Teilnahme an Schulungen"), columns, rows, found.count())


def _held(user: User, most: int) -> Section:
    columns = (Column("training", _("Schulung")), Column("logged_at", _("eingetragen")))
    found = Trainer.objects.filter(user=user).order_by("-training__logged_at", "pk")
    rows: list[Mapping[str, Value]] = [
        {"training": trainer.training.title, "logged_at": trainer.training.logged_at}
        for trainer in found.select_related("training")[:most]
    ]
    return Section("held", _("Gehaltene Schulungen"), columns, rows, found.count())


def _logged(user: User, most: int) -> Section:
    columns = (
        Column("training", _("Schulung")),
        Column("logged_at", _("eingetragen")),
        Column("confirmed_at", _("bestätigt")),
    )
    mine = Q(logged_by=user) | Q(confirmed_by=user)
    found = Training.objects.filter(mine).order_by("-logged_at", "pk")
    rows: list[Mapping[str, Value]] = [
        {
            "training": training.title,
            "logged_at": training.logged_at if training.logged_by_id == user.pk else None,
            "confirmed_at": training.confirmed_at if training.confirmed_by_id == user.pk else None,
        }
        for training in found[:most]
    ]
    title = _("Eingetragene und bestätigte Schulungen")
    return Section("logged", title, columns, rows, found.count())


def _sign_ups(user: User, most: int) -> Section:
    columns = (
        Column("training", _("Schulung")),
        Column("at", _("angemeldet")),
        Column("excused_at", _("abgemeldet")),
    )
    found = SignUp.objects.filter(user=user).order_by("-at", "pk")
    rows: list[Mapping[str, Value]] = [
        {"training": one.training.title, "at": one.at, "excused_at": one.excused_at}
        for one in found.select_related("training")[:most]
    ]
    return Section("sign_ups", _("Anmeldungen zu Schulungen"), columns, rows, found.count())


def _feeds(user: User, most: int) -> Section:
    columns = (Column("shows", _("zeigt")), Column("made_at", _("erzeugt")))
    found = CalendarFeed.objects.filter(user=user)
    rows: list[Mapping[str, Value]] = [
        {"shows": feed.get_shows_display(), "made_at": feed.made_at} for feed in found[:most]
    ]
    return Section("feeds", _("Adressen für den eigenen Kalender"), columns, rows, found.count())


def _cohorts(user: User, most: int) -> Section:
    columns = (Column("cohort", _("Jahrgang")), Column("added_at", _("aufgenommen")))
    found = CohortMember.objects.filter(user=user).order_by("-added_at", "pk")
    rows: list[Mapping[str, Value]] = [
        {"cohort": member.cohort.name, "added_at": member.added_at}
        for member in found.select_related("cohort")[:most]
    ]
    return Section("cohorts", _("Jahrgänge"), columns, rows, found.count())


add_section("attendances", _attendances, order=30)
add_section("held", _held, order=31)
add_section("logged", _logged, order=32)
add_section("sign_ups", _sign_ups, order=33)
add_section("feeds", _feeds, order=34)
add_section("cohorts", _cohorts, order=35)
