"""The demo's cases: each is lived through by the services, and its dates are moved afterwards."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from accounts.models import Membership, User
from ateams.ops.demo import case_work, consents
from ateams.ops.demo.files import drawn_upload
from ateams.ops.demo.people import Cast
from ateams.ops.demo.stories import Story, load
from codelists.enums import CodeList
from incidents.classification import MAIN_KIND, WISH_FULFILLED, Classification
from incidents.classified import proposed
from incidents.enums import Channel, EntryKind, State
from incidents.kept_out import KeptOut, Person, named
from incidents.models import Case, Entry
from incidents.readers import ReaderChoice, reader_list
from incidents.retention import promised_day
from incidents.selectors import OpenCase, open_case
from incidents.services import closing, mailbox, proposals, work
from incidents.services.additions import add_to_note
from incidents.services.clocks import reply_due
from incidents.services.reports import Sending, note_conversation, receive_report
from vault.receipts import new_code

REPORTER = "reporter"
_AT_THE_END = (CodeList.OUTCOME, CodeList.ASSESSMENT, WISH_FULFILLED)
_ANSWERS = ("what", "urgent", "grounds", "responsible", "wishes", "place", "when", "contact")


def tell_cases(cast: Cast) -> list[str]:
    """Let every case of the story happen; return the receipt codes, in the story's order."""
    return [_tell(cast, story) for story in load("cases")["cases"]]


@dataclass
class Telling:
    """A case while its story is told: what happened so far, and when."""

    cast: Cast
    case_id: UUID
    code: str
    received: datetime
    first_reply: datetime | None = None
    owed_since: datetime | None = None
    dated: set[UUID] = field(default_factory=set)
    dated_consents: set[tuple[UUID, str]] = field(default_factory=set)
    classified: dict[str, Any] = field(default_factory=dict)

    @property
    def case(self) -> Case:
        """The case as it stands now."""
        return Case.objects.get(pk=self.case_id)

    def opened(self, who: str) -> OpenCase:
        """Open the case as this person, which is recorded."""
        work.record_opening(case=self.case, by=self.cast.people[who])
        opened = open_case(self.case, self.cast.key_of(who))
        assert opened, f"{who} cannot open the case"
        return opened

    def date_what_is_new(self, at: datetime) -> None:
        """Move what has just been written to the moment when it happened in the story."""
        entries = Entry.objects.filter(case=self.case_id).exclude(pk__in=self.dated).order_by("at")
        for number, entry in enumerate(entries):
            Entry.objects.filter(pk=entry.pk).update(at=at + timedelta(seconds=number))
            self.dated.add(entry.pk)
        consents.date_consents(self.case_id, at, self.dated_consents)


def _tell(cast: Cast, story: Story) -> str:
    received = _moment(-story["days_ago"], hour=7 + story["days_ago"] % 9)
    code = new_code()
    telling = Telling(cast, _arrive(cast, story, code).pk, code, received, owed_since=received)
    telling.classified = story.get("classified", {})
    # What is counted of it is counted in the quarter in which it came.
    Case.objects.filter(pk=telling.case_id).update(received_at=received)
    telling.date_what_is_new(received)
    for number, (days, who, act, *words) in enumerate(story.get("steps", []), start=1):
        at = max(_moment(days - story["days_ago"], hour=14), received) + timedelta(minutes=number)
        _play(telling, who, act, words, at)
        telling.date_what_is_new(at)
    _date_case(telling, story)
    if "adds" in story:
        by = cast.people[story["noted_by"]]
        note = Entry.objects.noted_by(by).get(case=telling.case_id)
        add_to_note(note=note, text=story["adds"], once=uuid4(), by=by)
    return code


def _arrive(cast: Cast, story: Story, code: str) -> Case:
    """Send the report, or let an A-Team member note it."""
    team = cast.teams[story["institution"]]
    added = story.get("readers", [])
    readers = reader_list()
    choice = ReaderChoice(
        team=team.slug if added else "",
        with_members="members" in added,
        with_coordinator="coordinators" in added,
        without=KeptOut(tuple(_named(cast, person) for person in story.get("without", []))),
    )
    answers = {name: story[name] for name in _ANSWERS if name in story}
    answers |= {"what": story["what"].strip(), "affected": [story["affected"]]}
    noted_by = story.get("noted_by")
    channel = Channel.A_TEAM_TALK if noted_by else Channel(story.get("channel", "web_form"))
    sending = Sending(code, readers.digests(), story.get("language", "de"), channel)
    if noted_by:
        by = cast.people[noted_by]
        return note_conversation(
            answers=answers, choice=choice, readers=readers, sending=sending, by=by
        )
    answers["institution"] = team.institution.name
    return receive_report(answers=answers, choice=choice, readers=readers, sending=sending)


def _named(cast: Cast, person: str) -> Person:
    return named(Membership.objects.get(user=cast.people[person], ended_on=None))


def _play(telling: Telling, who: str, act: str, words: list[Any], at: datetime) -> None:
    if who == REPORTER:
        _play_reporter(telling, act, words, at)
        return
    opened = telling.opened(who)
    by = telling.cast.people[who]
    if act in State.values:
        _move(opened, act, by, at)
    elif act in consents.ACTS:
        consents.ACTS[act](telling.cast, opened, by, words, at)
    elif act in case_work.ACTS:
        case_work.ACTS[act](telling.cast, opened, by, words, at)
    else:
        _ACTS[act](telling, opened, by, words)
    if act == "answer" and by.works_in_office:
        telling.first_reply = telling.first_reply or at
        telling.owed_since = None
    if act == "close":
        telling.owed_since = None


def _play_reporter(telling: Telling, act: str, words: list[Any], at: datetime) -> None:
    box = mailbox.find_mailbox(telling.code)
    assert box
    mailbox.mark_read(mailbox=box)
    if act == "write":
        text, *file = words
        uploads = [drawn_upload(*file)] if file else []
        mailbox.write_message(mailbox=box, text=text, once=uuid4(), uploads=uploads)
        telling.owed_since = telling.owed_since or at
    elif act != "reads":
        consents.answer(box, act, words)


def _acknowledge(_telling: Telling, opened: OpenCase, by: User, _words: list[Any]) -> None:
    work.acknowledge(case=opened.case, version=opened.case.version, by=by)


def _answer(_telling: Telling, opened: OpenCase, by: User, words: list[Any]) -> None:
    text, *file = words
    work.send_message(
        case=opened.case,
        text=text,
        once=uuid4(),
        version=opened.case.version,
        by=by,
        shared=opened.shared,
        uploads=[drawn_upload(*file)] if file else [],
    )


def _note(_telling: Telling, opened: OpenCase, by: User, words: list[Any]) -> None:
    assert opened.internal
    work.write_note(case=opened.case, text=words[0], once=uuid4(), by=by, envelope=opened.internal)


def _team_note(_telling: Telling, opened: OpenCase, by: User, words: list[Any]) -> None:
    work.write_note(case=opened.case, text=words[0], once=uuid4(), by=by, envelope=opened.shared)


def _propose(_telling: Telling, opened: OpenCase, by: User, words: list[Any]) -> None:
    (text,) = words
    proposals.propose(case=opened.case, text=text, once=uuid4(), by=by, shared=opened.shared)


def _assign(telling: Telling, opened: OpenCase, by: User, words: list[Any]) -> None:
    person = telling.cast.people[words[0]]
    work.assign(case=opened.case, person=person, version=opened.case.version, by=by)


def _date(telling: Telling, opened: OpenCase, by: User, words: list[Any]) -> None:
    day = timezone.localdate(telling.received) + timedelta(days=words[0])
    work.set_next_date(case=opened.case, next_date=day, version=opened.case.version, by=by)


def _classify(telling: Telling, opened: OpenCase, by: User, _words: list[Any]) -> None:
    assert opened.internal
    closing.classify(
        case=opened.case,
        classification=_classification(telling, opened, leave_out=_AT_THE_END),
        version=opened.case.version,
        by=by,
        internal=opened.internal,
    )


def _close(telling: Telling, opened: OpenCase, by: User, words: list[Any]) -> None:
    reason, text = words
    assert opened.internal
    closing.close(
        case=opened.case,
        reason=reason,
        note=text,
        classification=_classification(telling, opened),
        version=opened.case.version,
        by=by,
        internal=opened.internal,
    )


def _classification(
    telling: Telling, opened: OpenCase, leave_out: Collection[str] = ()
) -> Classification:
    """Say in codes what the report has ticked and what the story adds."""
    known = proposed(opened.case, opened.shared)
    codes = {name: list(found) for name, found in known.codes.items()}
    for name, found in telling.classified.items():
        if name not in leave_out:
            codes[name] = [found] if isinstance(found, str) else found
    kinds = [*codes.get(MAIN_KIND, []), *codes.get(CodeList.INCIDENT_KIND, [])]
    codes[CodeList.INCIDENT_KIND.value] = kinds
    return replace(known, codes=codes)


_ACTS: dict[str, Callable[[Telling, OpenCase, User, list[Any]], None]] = {
    "acknowledge": _acknowledge,
    "answer": _answer,
    "note": _note,
    "team_note": _team_note,
    "propose": _propose,
    "assign": _assign,
    "date": _date,
    "classify": _classify,
    "close": _close,
}


def _move(opened: OpenCase, to: str, by: User, at: datetime) -> None:
    next_date = timezone.localdate(at) + timedelta(days=14)
    work.move(
        case=opened.case,
        to=to,
        version=opened.case.version,
        by=by,
        next_date=next_date,
        consent_id=consents.given_for_referral(opened) if to == State.REFERRED else None,
        shared=opened.shared,
    )


def _date_case(telling: Telling, story: Story) -> None:
    """Move the case's own dates to those of the story. The audit log keeps the true ones."""
    case = telling.case
    owed = telling.owed_since if case.reply_due_on else None
    received_on = timezone.localdate(telling.received)
    dates: dict[str, Any] = {
        "received_at": telling.received,
        "first_reply_at": telling.first_reply,
        "reply_due_on": reply_due(timezone.localdate(owed), urgent=case.urgent) if owed else None,
        "gone_by": promised_day(received_on),
    }
    if case.is_open and "next_in" in story:
        dates["next_date"] = timezone.localdate() + timedelta(days=story["next_in"])
    if not case.is_open:
        last = case.entries.filter(kind=EntryKind.MOVE, state=State.CLOSED).latest("at")
        dates["closed_at"] = last.at
    Case.objects.filter(pk=case.pk).update(**dates)


def _moment(days: int, *, hour: int) -> datetime:
    """Return a moment in the story, by Berlin's clock; never one that lies ahead."""
    day = timezone.localdate() + timedelta(days=days)
    at = timezone.make_aware(datetime.combine(day, time(hour, (hour * 13) % 60)))
    return min(at, timezone.now() - timedelta(minutes=20))
