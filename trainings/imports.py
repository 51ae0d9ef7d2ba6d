"""Trainings of the past from a list: entered as confirmed, without a question to anybody."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar
from uuid import UUID, uuid5

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import Right, has_right
from accounts.imports.kinds import Checked, Fate, Field, ImportKind, Line, Text
from accounts.imports.values import NotUnderstoodError, code, count, day, minutes
from accounts.models import Institution, User
from ateams.audit.services import record_many
from ateams.web.folding import same
from trainings.enums import Group, Kind, State
from trainings.imported import NAMESPACE
from trainings.models import HeadCount, Session, Training, TrainingTopic
from trainings.models.attendance import MOST_HEADS
from trainings.models.training import MOST_MINUTES
from trainings.titles import title_of
from trainings.topics import Topic

T = TypeVar("T")
_BETWEEN_TOPICS = re.compile(
    r"[;\n|]|,(?! (?:Argumente|Klassenchat|Frauenfeindlichkeit|Datenschutz))"
)
_LONGEST_AGO = date(2000, 1, 1)
_GROUP_NAMES: dict[str, Sequence[str]] = {
    Group.PUPILS: ("Schülerinnen und Schüler", "Schüler", "SuS", "Pupils"),
    Group.STUDENTS: ("Students",),
    Group.TEACHERS: ("Lehrer", "Lehrer*innen", "Kollegium", "Teachers"),
    Group.SOCIAL_WORK: ("Sozialarbeit", "Sozialarbeiter*innen", "Social work"),
    Group.PARENTS: ("Parents",),
    Group.OTHERS: ("Sonstige", "Teilnehmende", "Anzahl", "Anzahl Teilnehmende", "Others"),
}

FIELDS = (
    Field(
        "institution",
        gettext_lazy("Einrichtung"),
        ("Schule", "Schulname", "Ort der Schulung", "Institution", "School"),
        required=True,
    ),
    Field("date", gettext_lazy("Datum"), ("Tag", "Termin", "Wann", "Date"), required=True),
    Field("topics", gettext_lazy("Themen"), ("Thema", "Inhalt", "Topic", "Topics"), required=True),
    Field(
        "minutes", gettext_lazy("Minuten"), ("Dauer", "Länge", "Duration", "Minutes"), required=True
    ),
    Field("title", gettext_lazy("Titel"), ("Bezeichnung", "Name der Schulung", "Title")),
    Field("kind", gettext_lazy("Art"), ("Format", "Kind")),
    Field("place", gettext_lazy("Ort"), ("Raum", "Place")),
    *(Field(f"heads_{group.value}", group.label, _GROUP_NAMES[group]) for group in Group),
)


@dataclass
class _Plan:
    training: Training
    session: Session
    topics: list[str] = field(default_factory=list)
    heads: dict[str, int] = field(default_factory=dict)


def check(lines: Sequence[Line], by: User) -> Iterator[Checked]:
    """Say of each row whether it is new, known, or wrong."""
    institutions = {same(one.name): one for one in Institution.objects.prefetch_related("teams")}
    known = _known()
    submissions = set(
        Training.objects.exclude(submission=None).values_list("submission", flat=True)
    )
    seen: dict[UUID, int] = {}
    for line in lines:
        checked = _check_one(line, institutions, by)
        plan = checked.data
        if plan is None:
            yield checked
            continue
        key: UUID = plan.training.submission
        named = (plan.training.institution_id, plan.session.date, same(plan.training.title))
        if key in seen:
            notes = [_("Steht schon in Zeile %(number)d.") % {"number": seen[key]}]
            yield Checked(line, Fate.ERROR, checked.title, notes)
        elif key in submissions or named in known:
            yield Checked(line, Fate.KNOWN, checked.title)
        else:
            yield checked
        seen.setdefault(key, line.number)


def write(rows: Collection[Checked], by: User) -> None:
    """Store the trainings, each with its day, topics and counted heads."""
    plans: list[_Plan] = [row.data for row in rows]
    now = timezone.now()
    for plan in plans:
        training = plan.training
        training.state, training.logged_by, training.logged_at = State.CONFIRMED, by, now
        training.confirmed_by, training.confirmed_at = by, now
        # The wrong team is worse than none: with several the list would have to say which.
        teams = list(training.institution.teams.all())
        training.team = teams[0] if len(teams) == 1 else None
    Training.objects.bulk_create([plan.training for plan in plans])
    Session.objects.bulk_create([plan.session for plan in plans])
    TrainingTopic.objects.bulk_create(
        TrainingTopic(training=plan.training, code=topic) for plan in plans for topic in plan.topics
    )
    HeadCount.objects.bulk_create(
        HeadCount(training=plan.training, group=group, count=number)
        for plan in plans
        for group, number in plan.heads.items()
    )
    subjects = [("training", plan.training.pk) for plan in plans]
    record_many(action="training.logged", subjects=subjects, by=by.id)


def _known() -> set[tuple[UUID, date, str]]:
    """Return what took place already, however it was entered."""
    rows = Session.objects.exclude(training__state=State.CANCELLED).values_list(
        "training__institution_id", "date", "training__title"
    )
    return {(institution, on, same(title)) for institution, on, title in rows}


def _check_one(line: Line, institutions: dict[str, Institution], by: User) -> Checked:
    problems: list[Text] = []
    institution = _institution(line.get("institution"), institutions, problems)
    on = _said(line, "date", _past_day, problems, _("Hier fehlt das Datum."))
    length = _said(line, "minutes", _minutes, problems, _("Hier fehlt die Dauer."))
    topics = _said(line, "topics", _topics, problems, _("Hier fehlt das Thema.")) or []
    kind = _said(line, "kind", _kind, problems) or Kind.OUTREACH
    heads = {
        group.value: number
        for group in Group
        if (number := _said(line, f"heads_{group.value}", _heads, problems))
    }
    title = line.get("title") or (title_of(topics) if topics else "")
    shown = " · ".join(filter(None, (title, line.get("institution"), line.get("date")))) or "–"
    training = Training(
        kind=kind, title=title, place=line.get("place"), logged_by=by, logged_at=timezone.now()
    )
    try:
        training.clean_fields(
            exclude={"institution", "team", "state", *(() if title else ("title",))}
        )
    except ValidationError as error:
        problems += error.messages
    if problems or institution is None or on is None or length is None:
        return Checked(line, Fate.ERROR, shown, problems)
    training.institution = institution
    training.submission = uuid5(NAMESPACE, f"{institution.pk} {on} {same(title)}")
    session = Session(training=training, date=on, minutes=length)
    return Checked(line, Fate.NEW, shown, data=_Plan(training, session, topics, heads))


def _institution(
    name: str, institutions: dict[str, Institution], problems: list[Text]
) -> Institution | None:
    found = institutions.get(same(name)) if name else None
    if found is None:
        message = _("Die Einrichtung „%(name)s“ gibt es hier nicht.")
        problems.append(message % {"name": name[:60]} if name else _("Hier fehlt die Einrichtung."))
    return found


def _said(
    line: Line, key: str, read: Callable[[str], T], problems: list[Text], missing: str = ""
) -> T | None:
    """Return what a cell says; note what it does not, and that it is missing where it must not."""
    text = line.get(key)
    if not text:
        problems.extend([missing] if missing else [])
        return None
    try:
        return read(text)
    except NotUnderstoodError as error:
        problems.append(error.text)
        return None


def _past_day(text: str) -> date:
    on = day(text)
    if on > timezone.localdate():
        raise NotUnderstoodError(_("Dieser Tag kommt erst noch."))
    if on < _LONGEST_AGO:
        raise NotUnderstoodError(_("Das Jahr ist zu lange her. Stimmt es?"))
    return on


def _minutes(text: str) -> int:
    length = minutes(text)
    if not 1 <= length <= MOST_MINUTES:
        raise NotUnderstoodError(_("Eine Schulung dauert zwischen 1 Minute und 24 Stunden."))
    return length


def _topics(text: str) -> list[str]:
    parts = [part.strip() for part in _BETWEEN_TOPICS.split(text) if part.strip()]
    return list(dict.fromkeys(code(part, Topic.choices, field=_("Themen")) for part in parts))


def _kind(text: str) -> str:
    return code(text, Kind.choices, field=_("Art"))


def _heads(text: str) -> int:
    return count(text, most=MOST_HEADS)


def may_import(user: User) -> bool:
    """Whether somebody is of the office; a team logs the own trainings one by one."""
    return user.works_in_office and has_right(user, Right.CONFIRM_TRAINING)


TRAININGS = ImportKind(
    key="trainings",
    label=gettext_lazy("Schulungen, die schon waren"),
    text=gettext_lazy(
        "Sie gelten als bestätigt. Nachgefragt wird nur zu Terminen, die noch kommen."
    ),
    fields=FIELDS,
    may=may_import,
    check=check,
    write=write,
)
