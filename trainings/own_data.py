"""What the trainings package knows about one account, for the person themselves."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.own_data import Column, Section, Value, add_section
from trainings.certificate_codes import shown_code
from trainings.models import (
    AboutPerson,
    ApprovedHours,
    Attendance,
    CalendarFeed,
    CertificateHolder,
    CohortMember,
    MaterialFile,
    PersonConsent,
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


def _about(user: User, _most: int) -> Section:
    columns = (Column("name", _("Name für Zertifikate")), Column("age", _("Alter")))
    about = AboutPerson.objects.filter(user=user).first()
    rows: list[Mapping[str, Value]] = []
    if about:
        rows.append({"name": about.chosen_name, "age": about.get_age_band_display()})
    title = _("Angaben für Zertifikate")
    return Section("about_person", title, columns, rows, len(rows), single=True)


def _consents(user: User, most: int) -> Section:
    columns = (
        Column("scope", _("Wofür?")),
        Column("given_on", _("gegeben am")),
        Column("by_guardian", _("von Sorgeberechtigten unterschrieben")),
        Column("withdrawn_on", _("zurückgenommen am")),
        Column("handled_on", _("erledigt am")),
    )
    found = PersonConsent.objects.filter(user=user).order_by("-given_on", "pk")
    rows: list[Mapping[str, Value]] = [
        {
            "scope": consent.get_scope_display(),
            "given_on": consent.given_on,
            "by_guardian": consent.by_guardian,
            "withdrawn_on": consent.withdrawn_on,
            "handled_on": consent.handled_on,
        }
        for consent in found[:most]
    ]
    return Section("person_consents", _("Einwilligungen"), columns, rows, found.count())


def _certificates(user: User, most: int) -> Section:
    columns = (
        Column("title", _("Titel")),
        Column("name", _("Name")),
        Column("minutes", _("Minuten")),
        Column("issued_on", _("ausgestellt am")),
        Column("state", _("Stand")),
        Column("code", _("Code")),
    )
    found = CertificateHolder.objects.filter(user=user).select_related("certificate")
    rows: list[Mapping[str, Value]] = [
        {
            "title": holder.certificate.title,
            "name": holder.name or holder.certificate.initials,
            "minutes": holder.certificate.minutes,
            "issued_on": holder.certificate.issued_on,
            "state": holder.certificate.get_state_display(),
            "code": shown_code(holder.certificate.code),
        }
        for holder in found.order_by("-certificate__issued_on", "pk")[:most]
    ]
    return Section("certificates", _("Zertifikate"), columns, rows, found.count())


def _hours(user: User, most: int) -> Section:
    columns = (
        Column("first_day", _("vom")),
        Column("last_day", _("bis")),
        Column("minutes", _("Minuten")),
        Column("approved_on", _("bestätigt am")),
    )
    found = ApprovedHours.objects.filter(user=user).order_by("-first_day", "pk")
    rows: list[Mapping[str, Value]] = [
        {
            "first_day": hours.first_day,
            "last_day": hours.last_day,
            "minutes": hours.minutes,
            "approved_on": hours.approved_on,
        }
        for hours in found[:most]
    ]
    return Section("hours", _("Bestätigte Stunden"), columns, rows, found.count())


def _materials(user: User, most: int) -> Section:
    columns = (
        Column("name", _("Datei")),
        Column("training", _("Schulung")),
        Column("added_at", _("hinzugefügt")),
    )
    found = MaterialFile.objects.filter(added_by=user).order_by("-added_at", "pk")
    rows: list[Mapping[str, Value]] = [
        {"name": file.name, "training": file.training.title, "added_at": file.added_at}
        for file in found.select_related("training")[:most]
    ]
    return Section("materials", _("Dateien von Schulungen"), columns, rows, found.count())


add_section("attendances", _attendances, order=30)
add_section("held", _held, order=31)
add_section("logged", _logged, order=32)
add_section("sign_ups", _sign_ups, order=33)
add_section("feeds", _feeds, order=34)
add_section("cohorts", _cohorts, order=35)
add_section("about_person", _about, order=36)
add_section("person_consents", _consents, order=37)
add_section("certificates", _certificates, order=38)
add_section("hours", _hours, order=39)
add_section("materials", _materials, order=39)
