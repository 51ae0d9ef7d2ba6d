"""What is due in trainings, derived from their dates and what was answered."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Contact, User
from accounts.selectors import people_by_institution, recipient
from ateams.due import Counted, DueItem, Part, Recipient, Source, current_day
from ateams.workdays import add_working_days
from trainings.certificates_due import CertificatesToIssue
from trainings.counting import CountedTrainings
from trainings.enums import Answer
from trainings.models import FollowUpAnswer, Training, TrainingRequest
from trainings.models.training import TrainingQuerySet
from trainings.people_due import ConsentWithdrawn, FeedbackLater, HoursToApprove
from trainings.steps import asked_about, follow_up_day, open_step_of

Rows = TypeVar("Rows", bound=QuerySet[Any])
# Working days in which an institution hears from the office.
_ANSWERED_WITHIN = 5
# So many trainings are fetched at a time.
_SLICE = 1000
_NOBODY = str(UUID(int=0))
People = Mapping[Part, tuple[Recipient, ...]]


class FollowUp:
    """The responsible contact is asked 1, 3, 6 and 12 calendar months after the last session.

    One question at a time: the newest whose day has come, or else the next one. It is done when it
    or a later one was answered. Earlier ones never come back, so that trainings entered years
    later ask once. "Stop" ends all questions about the training. `object_id` is
    "<training id>:<months>".
    """

    kind = "training.follow_up"
    label = _("Nachfrage nach einer Schulung")

    def items(
        self, *, until: date, object_id: str | None = None, reader_id: UUID | None = None
    ) -> Iterator[DueItem]:
        """Derive the open questions to institutions with a responsible contact."""
        training_id, _separator, months = (object_id or "").partition(":")
        trainings = _trainings(training_id or None, reader_id)
        for item in self._items(trainings, until):
            if not months or item.object_id.endswith(f":{months}"):
                yield item

    def items_among(self, object_ids: Collection[str], *, until: date) -> Iterator[DueItem]:
        """Derive those of these questions that are open."""
        asked_about = {object_id.partition(":")[0] for object_id in object_ids}
        trainings = _trainings(None, None).filter(pk__in=_ids(asked_about))
        wanted = set(object_ids)
        yield from (item for item in self._items(trainings, until) if item.object_id in wanted)

    def _items(self, trainings: TrainingQuerySet, until: date) -> Iterator[DueItem]:
        reachable = trainings.filter(institution__in=_with_contact())
        for training, step, day, people in _open_steps(reachable, until):
            title = ngettext(
                "Nachfrage nach einem Monat: %(training)s",
                "Nachfrage nach %(months)d Monaten: %(training)s",
                step,
            ) % {"months": step, "training": training.title}
            about = f"{training.id}:{step}"
            url = _detail_page().replace(_NOBODY, str(training.id)) + "#follow-up"
            yield _item(self, (training, people), day, title=title, url=url, about=about)


class ContactMissing:
    """Nobody at the institution can be asked. `object_id` is the institution's id."""

    kind = "training.contact_missing"
    label = _("Kontaktperson fehlt")

    def items(
        self, *, until: date, object_id: str | None = None, reader_id: UUID | None = None
    ) -> Iterator[DueItem]:
        """Derive one item per institution, due with its earliest question."""
        trainings = _trainings(None, reader_id).exclude(institution__in=_with_contact())
        if object_id is not None:
            trainings = _only(trainings, "institution", object_id)
        steps = sorted(_open_steps(trainings, until), key=lambda step: step[2], reverse=True)
        earliest = {
            training.institution_id: (training, day, people)
            for training, _months, day, people in steps
        }
        title = gettext("Niemand ist als Kontaktperson für Nachfragen benannt")
        for institution_id, (training, day, people) in earliest.items():
            about = str(institution_id)
            url = reverse("accounts:institution", args=[institution_id])
            yield _item(self, (training, people), day, title=title, url=url, about=about)


class ToConfirm:
    """A team logged a training; the coordinator, or else the office, confirms it."""

    kind = "training.to_confirm"
    label = _("Schulung bestätigen")

    def items(
        self, *, until: date, object_id: str | None = None, reader_id: UUID | None = None
    ) -> Iterator[DueItem]:
        """Derive the held trainings, due since the day they were logged."""
        trainings = _trainings(object_id, reader_id).waiting()
        for training, people in _with_people(trainings):
            day = timezone.localdate(training.logged_at)
            title = gettext("Schulung bestätigen: %(training)s") % {"training": training.title}
            if day <= until:
                url = f"{reverse('trainings:confirm')}#training-{training.id}"
                yield _item(self, (training, people), day, title=title, url=url)


class AttendanceMissing:
    """A planned training's last day has come, and nobody has said who was there."""

    kind = "training.attendance_missing"
    label = _("Anwesenheit eintragen")

    def items(
        self, *, until: date, object_id: str | None = None, reader_id: UUID | None = None
    ) -> Iterator[DueItem]:
        """Derive the planned trainings whose last day is before today, due the day after it."""
        yesterday = min(until, current_day()) - timedelta(days=1)
        trainings = _trainings(object_id, reader_id).to_come()
        for training, people in _with_people(trainings.ended_by(yesterday)):
            day = training.last_day + timedelta(days=1)
            title = gettext("Wer war da? %(training)s") % {"training": training.title}
            url = reverse("trainings:attendance", args=[training.id])
            yield _item(self, (training, people), day, title=title, url=url)


class HelpWanted:
    """The responsible contact wants support: the office's matter. `object_id` is the answer's."""

    kind = "training.help_wanted"
    label = _("Antwort einer Einrichtung")
    answer = Answer.WANT_HELP
    finished_at = "trainings:handle-answer"

    def responsible(self, around: People) -> tuple[Recipient, ...]:
        """Return who sees to it."""
        return around[Part.OFFICE]

    def items(
        self, *, until: date, object_id: str | None = None, reader_id: UUID | None = None
    ) -> Iterator[DueItem]:
        """Derive the answers that nobody has handled, due on the day they came."""
        answers = FollowUpAnswer.objects.unhandled().filter(answer=self.answer).order_by("at", "id")
        if object_id is not None:
            answers = _only(answers, "pk", object_id)
        by_training: dict[UUID, list[FollowUpAnswer]] = {}
        for answer in answers:
            by_training.setdefault(answer.training_id, []).append(answer)
        if not by_training:
            return
        trainings = _trainings(None, reader_id).filter(pk__in=by_training)
        for training, people in _with_people(trainings):
            url = reverse("trainings:detail", args=[training.id]) + "#follow-up"
            asked = {**people, Part.RESPONSIBLE: self.responsible(people)}
            for answer in by_training[training.id]:
                day = timezone.localdate(answer.at)
                title = f"{answer.get_answer_display()}: {training.title}"
                about = str(answer.id)
                if day <= until:
                    item = _item(self, (training, asked), day, title=title, url=url, about=about)
                    done_url = reverse(self.finished_at, args=[about]) if self.finished_at else ""
                    yield replace(item, done_url=done_url)


class ContactChanged(HelpWanted):
    """Somebody else is responsible now: who keeps the contacts enters it, with one click if named.

    That is the coordinator, or else the lead. `object_id` is the answer's.
    """

    kind = "training.contact_changed"
    label = _("Neue Kontaktperson eintragen")
    answer = Answer.CONTACT_CHANGED
    finished_at = ""  # the new contact is to be entered

    def responsible(self, around: People) -> tuple[Recipient, ...]:
        """Return who sees to it."""
        return around.get(Part.COORDINATOR) or around[Part.LEAD]


class Asked:
    """An institution asks for a training. The office answers within five working days."""

    kind = "training.asked"
    label = _("Anfrage nach einer Schulung")

    def items(
        self, *, until: date, object_id: str | None = None, reader_id: UUID | None = None
    ) -> Iterator[DueItem]:
        """Derive the requests that nobody has answered."""
        if reader_id and not User.objects.office().filter(pk=reader_id).exists():
            return
        requests = TrainingRequest.objects.unanswered()
        if object_id is not None:
            requests = _only(requests, "pk", object_id)
        office = tuple(recipient(person) for person in User.objects.office().order_by("id"))
        people = {Part.RESPONSIBLE: office, Part.OFFICE: office}
        people[Part.LEAD] = tuple(recipient(person) for person in User.objects.leads())
        for request in requests:
            day = add_working_days(timezone.localdate(request.at), _ANSWERED_WITHIN)
            if day <= until:
                yield DueItem(
                    kind=self.kind,
                    object_id=str(request.id),
                    due_on=day,
                    title=gettext("Anfrage nach einer Schulung beantworten"),
                    url=f"{reverse('trainings:requests')}#request-{request.id}",
                    where=request.institution_name,
                    people=people,
                )


SOURCES: tuple[Source, ...] = (
    FollowUp(),
    ContactMissing(),
    ToConfirm(),
    AttendanceMissing(),
    HelpWanted(),
    ContactChanged(),
    Asked(),
    ConsentWithdrawn(),
    FeedbackLater(),
    HoursToApprove(),
    CertificatesToIssue(),
)

# Of these there may be thousands; pages that say how many count them.
COUNTED: tuple[Counted, ...] = (
    CountedTrainings(
        follow_up=FollowUp(),
        contact_missing=ContactMissing(),
        to_confirm=ToConfirm(),
        attendance_missing=AttendanceMissing(),
        help_wanted=HelpWanted(),
        feedback_later=FeedbackLater(),
    ),
)


def _open_steps(
    trainings: TrainingQuerySet, until: date
) -> Iterator[tuple[Training, int, date, People]]:
    current = FollowUpAnswer.objects.current()
    trainings = (
        asked_about(trainings, until)
        .prefetch_related(None)  # `last_on` says what the sessions would
        .prefetch_related(Prefetch("follow_up_answers", current))
    )
    today = current_day()
    for training, people in _with_people(trainings):
        months = open_step_of(training, training.follow_up_answers.all(), today)
        if months and (day := follow_up_day(training.last_day, months)) <= until:
            yield training, months, day, people


def _trainings(training_id: str | None, reader_id: UUID | None) -> TrainingQuerySet:
    trainings = (
        Training.objects.select_related("institution")
        .prefetch_related("sessions")
        .order_by("logged_at", "id")
    )
    if training_id is not None:
        trainings = _only(trainings, "pk", training_id)
    if reader_id is not None:
        reader = User.objects.filter(pk=reader_id).first()
        trainings = trainings.visible_to(reader) if reader else trainings.none()
    return trainings


def _with_contact() -> QuerySet[Contact, UUID]:
    """Return the ids of the institutions at which somebody can be asked."""
    responsible = Contact.objects.filter(responsible=True, active=True)
    return responsible.values_list("institution_id", flat=True)


def _with_people(trainings: TrainingQuerySet) -> Iterator[tuple[Training, People]]:
    """Pair trainings with their people; responsible are the coordinators, or else the office."""
    for rows in _in_slices(trainings):
        people = people_by_institution({training.institution_id for training in rows})
        for training in rows:
            around = people[training.institution_id]
            responsible = around.get(Part.COORDINATOR) or around.get(Part.OFFICE, ())
            yield training, {Part.RESPONSIBLE: responsible, **around}


@cache
def _detail_page() -> str:
    """Return the address of a training; finding out twenty thousand times takes seconds."""
    return reverse("trainings:detail", args=[_NOBODY])


def _in_slices(trainings: TrainingQuerySet) -> Iterator[list[Training]]:
    """Fetch what `_trainings` orders a slice at a time: there may be twenty thousand."""
    rest = trainings
    while rows := list(rest[:_SLICE]):
        yield rows
        if len(rows) < _SLICE:
            return
        at, last = rows[-1].logged_at, rows[-1].pk
        rest = trainings.filter(Q(logged_at__gt=at) | Q(logged_at=at, pk__gt=last))


def _ids(texts: Iterable[str]) -> set[UUID]:
    """Return those texts that are ids."""
    found = set()
    for text in texts:
        with suppress(ValueError):
            found.add(UUID(text))
    return found


def _only(rows: Rows, field: str, text: str) -> Rows:
    """Keep the rows with an id given as text; none when it is no id."""
    try:
        return rows.filter(**{field: UUID(text)})
    except ValueError:
        return rows.none()


def _item(
    source: Source,
    found: tuple[Training, People],
    day: date,
    *,
    title: str,
    url: str,
    about: str = "",
) -> DueItem:
    training, people = found
    return DueItem(
        kind=source.kind,
        object_id=about or str(training.id),
        due_on=day,
        title=title,
        url=url,
        where=training.institution.name,
        people=people,
    )
