"""What is stored about one account, for the person themselves (Article 15 GDPR).

Each package tells what it knows, as with the boxes of the start page: it writes a function and
registers it in its `AppConfig.ready`, so that this package imports none of those above it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Absence, FormerAccount, ImportRun, Membership, User
from ateams.audit.enums import Action
from ateams.audit.models import Entry
from ateams.outbox.models import Mail

Value = str | int | bool | date | datetime | Promise | None
MOST_ROWS = 10_000


@dataclass(frozen=True)
class Column:
    """One column of a section: its name in the file, and on the page."""

    key: str
    label: str | Promise


@dataclass(frozen=True)
class Section:
    """One kind of data: its rows as the page and the file show them, the newest first."""

    key: str
    title: str | Promise
    columns: Sequence[Column]
    rows: Sequence[Mapping[str, Value]]
    total: int
    single: bool = False  # one row that is no list

    @property
    def more(self) -> int:
        """How many rows are left out here."""
        return self.total - len(self.rows)

    @property
    def cells(self) -> list[list[tuple[str | Promise, str]]]:
        """The rows as pairs of label and value in words, in the order of the columns."""
        return [
            [(column.label, _in_words(row[column.key])) for column in self.columns]
            for row in self.rows
        ]


# Takes the person and how many rows are wanted at most.
Build = Callable[[User, int], Section]
_sections: dict[str, tuple[int, Build]] = {}


def add_section(key: str, build: Build, *, order: int) -> None:
    """Add a kind of data; the last one of a key counts."""
    _sections[key] = (order, build)


def own_data(user: User, *, most: int) -> list[Section]:
    """Return everything that is stored about an account, each kind with `most` rows."""
    ordered = sorted(_sections.values(), key=lambda entry: entry[0])
    return [build(user, most) for _order, build in ordered]


def _in_words(value: Value) -> str:
    if isinstance(value, bool):
        return gettext("ja") if value else gettext("nein")
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    return "–" if value in {None, ""} else str(value)


def _account(user: User, _most: int) -> Section:
    columns = (
        Column("name", _("Name")),
        Column("email", _("E-Mail")),
        Column("role", _("Rolle")),
        Column("language", _("Sprache")),
        Column("single_keys", _("Tasten ohne Alt")),
        Column("mails", _("Erinnerungen per Mail")),
        Column("active", _("aktiv")),
        Column("created_at", _("angelegt")),
        Column("last_login", _("letzte Anmeldung")),
        Column("has_key", _("hat einen Schlüssel für Fälle")),
    )
    row: Mapping[str, Value] = {
        "name": user.name,
        "email": user.email,
        "role": user.get_role_display(),
        "language": user.get_language_display(),
        "single_keys": user.single_keys,
        "mails": user.get_mails_display(),
        "active": user.is_active,
        "created_at": user.created_at,
        "last_login": user.last_login,
        "has_key": user.key_pair_id is not None,
    }
    return Section("account", _("Konto"), columns, [row], 1, single=True)


def _memberships(user: User, most: int) -> Section:
    columns = (
        Column("team", _("Team")),
        Column("institution", _("Einrichtung")),
        Column("since", _("seit")),
        Column("term_ends_on", _("Amtszeit bis")),
        Column("ended_on", _("beendet am")),
        Column("reason", _("Grund des Endes")),
        Column("published_name", _("Name im öffentlichen Verzeichnis")),
        Column("published_at", _("veröffentlicht seit")),
    )
    found = Membership.objects.filter(user=user).order_by("-starts_on", "pk")
    rows: list[Mapping[str, Value]] = [
        {
            "team": membership.team.name,
            "institution": membership.team.institution.name,
            "since": membership.starts_on,
            "term_ends_on": membership.term_ends_on,
            "ended_on": membership.ended_on,
            "reason": membership.get_end_reason_display(),
            "published_name": membership.published_name,
            "published_at": membership.published_at,
        }
        for membership in found.select_related("team__institution")[:most]
    ]
    return Section("memberships", _("Mitgliedschaften"), columns, rows, found.count())


def _absences(user: User, most: int) -> Section:
    columns = (
        Column("first_day", _("erster Tag")),
        Column("last_day", _("letzter Tag")),
        Column("stand_in", _("Vertretung")),
    )
    found = Absence.objects.filter(person=user).order_by("-first_day", "pk")
    rows: list[Mapping[str, Value]] = [
        {
            "first_day": absence.first_day,
            "last_day": absence.last_day,
            "stand_in": str(absence.stand_in or ""),
        }
        for absence in found.select_related("stand_in")[:most]
    ]
    return Section("absences", _("Abwesenheiten"), columns, rows, found.count())


def _former_accounts(user: User, most: int) -> Section:
    columns = (Column("id", _("Kennung")), Column("at", _("zusammengeführt")))
    found = FormerAccount.objects.filter(user=user).order_by("-at", "pk")
    rows: list[Mapping[str, Value]] = [{"id": str(one.pk), "at": one.at} for one in found[:most]]
    return Section("former_accounts", _("Frühere Konten von dir"), columns, rows, found.count())


def _imports(user: User, most: int) -> Section:
    columns = (
        Column("kind", _("Art")),
        Column("at", _("Zeit")),
        Column("state", _("Stand")),
        Column("rows", _("Zeilen")),
    )
    found = ImportRun.objects.filter(person=user).order_by("-created_at", "pk").defer("sealed")
    rows: list[Mapping[str, Value]] = [
        {
            "kind": run.kind,
            "at": run.created_at,
            "state": run.get_state_display(),
            "rows": run.total,
        }
        for run in found[:most]
    ]
    return Section("imports", _("Listen, die du übernommen hast"), columns, rows, found.count())


def _mails(user: User, most: int) -> Section:
    columns = (
        Column("kind", _("Art")),
        Column("address", _("E-Mail")),
        Column("written_at", _("geschrieben")),
        Column("state", _("Stand")),
    )
    found = Mail.objects.filter(recipient_key=f"user:{user.pk}").order_by("-queued_at", "pk")
    rows: list[Mapping[str, Value]] = [
        {
            "kind": mail.kind,
            "address": mail.address,
            "written_at": mail.queued_at,
            "state": mail.get_state_display(),
        }
        for mail in found.defer("subject", "text", "html")[:most]
    ]
    return Section("mails", _("Mails an dich"), columns, rows, found.count())


def _acts(user: User, most: int) -> Section:
    found = Entry.objects.filter(actor=user.pk)
    return _log("acts", _("Protokoll: was du getan hast"), found, most)


def _acts_on_account(user: User, most: int) -> Section:
    found = Entry.objects.filter(subject_id=str(user.pk)).exclude(actor=user.pk)
    return _log("acts_on_account", _("Protokoll: was mit deinem Konto geschah"), found, most)


def _log(key: str, title: str | Promise, found: QuerySet[Entry], most: int) -> Section:
    columns = (
        Column("at", _("Zeit")),
        Column("action", _("Handlung")),
        Column("about", _("Woran")),
        Column("id", _("Kennung")),
    )
    rows: list[Mapping[str, Value]] = [
        {
            "at": entry.at,
            "action": Action(entry.action).label if entry.action in Action else entry.action,
            "about": entry.subject_kind,
            "id": entry.subject_id,
        }
        for entry in found.order_by("-pk")[:most]
    ]
    return Section(key, title, columns, rows, found.count())


add_section("account", _account, order=10)
add_section("memberships", _memberships, order=20)
add_section("absences", _absences, order=25)
add_section("former_accounts", _former_accounts, order=26)
add_section("imports", _imports, order=70)
add_section("mails", _mails, order=80)
add_section("acts", _acts, order=90)
add_section("acts_on_account", _acts_on_account, order=91)
