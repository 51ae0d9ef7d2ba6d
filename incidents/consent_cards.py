"""How a consent is told: to the reporter in the mailbox, and to staff on the page of the case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from incidents.enums import ConsentState, ConsentWay, Step
from incidents.further_readers import described
from incidents.legible import ILLEGIBLE
from incidents.models import Consent

_WORDS = 80  # of a sentence, in a list of choices
TONES = {
    ConsentState.ASKED: "info",
    ConsentState.GIVEN: "success",
    ConsentState.REFUSED: "danger",
    ConsentState.TAKEN_BACK: "warning",
}

# Staff reads the labels of `Step`; a pupil reads these.
PLAIN_STEPS: dict[Step, str | Promise] = {
    Step.REFERRAL: _("Eine andere Stelle um Hilfe bitten"),
    Step.CONTACT: _("Mit deiner Schule oder mit der anderen Seite sprechen"),
    Step.LETTER: _("Einen Brief oder eine Mail schreiben"),
    Step.POLICE: _("Zur Polizei gehen"),
    Step.READERS: _("Jemand soll mitlesen"),
    Step.EXPORT: _("Eine Kopie deiner Meldung weitergeben"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A consent with what was sealed of it, opened by whoever looks at it.

    Without `wish` it is damaged, and nobody knows what it is for. `reading` are the key pairs of
    whom it let in and who can read the case today.
    """

    consent: Consent
    wish: dict[str, Any] | None
    answer: str = ""
    reason: str = ""
    reading: frozenset[UUID] = frozenset()

    @property
    def step(self) -> Step | None:
        """The kind of step it is for, as long as that can be read."""
        return Step(self.wish["step"]) if self.wish else None

    @property
    def what(self) -> str:
        """The sentence in which it was asked for."""
        return str(self.wish["what"] if self.wish else ILLEGIBLE)

    @property
    def is_opening(self) -> bool:
        """Whether further people were let in by it, and it has not ended since."""
        return self.consent.opened and self.consent.state == ConsentState.DONE

    @property
    def is_override(self) -> bool:
        """Whether a lead decided it in the reporter's place."""
        return self.consent.way == ConsentWay.OVERRIDE

    @property
    def is_read(self) -> bool:
        """Whether any of these people reads now."""
        return self.is_opening and bool(self.reading)

    @property
    def who(self) -> str:
        """Who is meant: as many as read now where it is an opening, else as many as were named."""
        count = len(self.reading)
        if self.wish is None:
            people = ngettext("%(count)d Person", "%(count)d Personen", count)
            return people % {"count": count} if self.is_read else ""
        if self.step != Step.READERS:
            return ""
        return described(self.wish, count=count if self.is_read else None)


@dataclass(frozen=True, slots=True)
class ConsentCard:
    """One consent as a page shows it."""

    id: UUID
    step: str
    what: str
    who: str
    state: str
    badge: str
    tone: str
    sentences: list[str]
    answer: str
    reason: str
    is_override: bool
    is_opening: bool
    is_read: bool
    is_legible: bool
    may_end: bool

    @property
    def is_asked(self) -> bool:
        """Whether the reporter's answer is awaited, and possible."""
        return self.state == ConsentState.ASKED and self.is_legible

    @property
    def is_given(self) -> bool:
        """Whether the step may be taken now."""
        return self.state == ConsentState.GIVEN and self.is_legible

    @property
    def matters(self) -> bool:
        """Whether the reporter should see it without looking for it: all but what is done."""
        over = {ConsentState.DONE, ConsentState.RECALLED}
        return self.may_end or self.is_override or self.state not in over


def read_by_override(consents: Iterable[Told]) -> frozenset[UUID]:
    """Return the key pairs that read because a life is in danger: the office alone ends that."""
    return frozenset().union(*(one.reading for one in consents if one.is_override and one.is_read))


def usable_for(step: Step, consents: Iterable[Told]) -> list[tuple[UUID, str]]:
    """Return those that allow this step now, each with the sentence in which it was asked for."""
    return [
        (told.consent.id, Truncator(told.what).chars(_WORDS))
        for told in consents
        if told.step == step and told.consent.state == ConsentState.GIVEN
    ]


def cards_for_reporter(consents: Iterable[Told]) -> list[ConsentCard]:
    """Tell what was asked and became of it; what waits for an answer first, then the newest."""
    told = sorted(consents, key=lambda one: one.consent.asked_at, reverse=True)
    told.sort(key=lambda one: one.consent.state != ConsentState.ASKED)
    return [_card_for_reporter(one) for one in told]


def cards_for_staff(consents: Iterable[Told]) -> list[ConsentCard]:
    """Tell what is allowed, asked, refused and taken back, in that order, the newest first."""
    order = list(ConsentState)
    order.insert(0, order.pop(order.index(ConsentState.GIVEN)))
    told = sorted(consents, key=lambda one: one.consent.asked_at, reverse=True)
    told.sort(key=lambda one: order.index(ConsentState(one.consent.state)))
    return [_card(one, _to_staff(one), may_end=_staff_may_end(one)) for one in told]


def cards_for_team(consents: Iterable[Told]) -> list[ConsentCard]:
    """Tell a team's people who reads along with them; of steps outside they know nothing."""
    return cards_for_staff(one for one in consents if one.is_read)


def _card(told: Told, sentences: list[str], *, may_end: bool) -> ConsentCard:
    consent = told.consent
    state = ConsentState(consent.state)
    return ConsentCard(
        id=consent.id,
        step=str(told.step.label if told.step else _("Einverständnis")),
        what=told.what,
        who=told.who,
        state=state,
        badge=_badge(told),
        tone="success" if told.is_read else TONES.get(state, ""),
        sentences=[sentence for sentence in sentences if sentence],
        answer=told.answer,
        reason=told.reason,
        is_override=told.is_override,
        is_opening=told.is_opening,
        is_read=told.is_read,
        is_legible=told.wish is not None,
        may_end=may_end,
    )


def _badge(told: Told) -> str:
    if told.is_opening:
        return gettext("liest mit") if told.is_read else gettext("niemand liest mit")
    return str(ConsentState(told.consent.state).label)


def _card_for_reporter(told: Told) -> ConsentCard:
    """Tell it in plain words; what a lead has decided was not allowed by the reporter."""
    card = _card(told, _to_reporter(told), may_end=_reporter_may_end(told))
    if told.step:
        card = replace(card, step=str(PLAIN_STEPS[told.step]))
    if card.is_override and not card.is_opening:
        card = replace(card, badge=gettext("Lebensgefahr"), tone="warning")
    return card


def _reporter_may_end(told: Told) -> bool:
    if told.is_override:
        return False
    return told.consent.state == ConsentState.GIVEN or told.is_opening


def _staff_may_end(told: Told) -> bool:
    return told.consent.state in {ConsentState.ASKED, ConsentState.GIVEN} or told.is_opening


def _to_reporter(told: Told) -> list[str]:
    ends = told.is_override and told.is_opening
    by_whom = gettext("Beenden kann das nur die Beratungsstelle.") if ends else ""
    return [_agreed(told.consent), _became(told), by_whom]


def _agreed(consent: Consent) -> str:
    """Say how it came to be allowed or refused."""
    if consent.answered_at is None:
        return ""
    day = {"day": _day(consent.talk_on or consent.answered_at)}
    if consent.way == ConsentWay.OVERRIDE:
        return (
            gettext(
                "Am %(day)s ohne dein Einverständnis entschieden, weil ein Leben in Gefahr ist."
            )
            % day
        )
    if consent.way == ConsentWay.TALK:
        return gettext("In einem Gespräch am %(day)s hast du zugestimmt.") % day
    if consent.state == ConsentState.REFUSED:
        return gettext("Du hast am %(day)s Nein gesagt.") % day
    return gettext("Du hast am %(day)s Ja gesagt.") % day


def _became(told: Told) -> str:
    """Say what was done because of it, or why nothing will be."""
    consent = told.consent
    match ConsentState(consent.state):
        case ConsentState.GIVEN:
            return gettext("Getan haben wir es noch nicht.")
        case ConsentState.REFUSED:
            return gettext("Wir tun es nicht.")
        case ConsentState.DONE if consent.opened:
            return _is_read(told, gettext("Seit %(day)s wird mitgelesen."))
        case ConsentState.DONE:
            return gettext(
                "Am %(day)s haben wir es getan. Das lässt sich nicht mehr zurückholen. "
                "Für etwas anderes gilt es nicht."
            ) % {"day": _day(consent.done_at)}
        case ConsentState.TAKEN_BACK | ConsentState.RECALLED:
            return _ended(consent)
    return ""


def _is_read(told: Told, since: str) -> str:
    """Say since when somebody reads; of those who are gone or locked out, that nobody does."""
    if not told.is_read:
        return gettext("Zur Zeit liest deshalb niemand mit.")
    return since % {"day": _day(told.consent.done_at)}


def _ended(consent: Consent) -> str:
    day = {"day": _day(consent.ended_at)}
    if consent.opened:
        return gettext("Seit %(day)s liest deshalb niemand mehr mit.") % day
    if consent.state == ConsentState.TAKEN_BACK:
        return gettext("Am %(day)s hast du es zurückgenommen. Wir tun es nicht.") % day
    return gettext("Am %(day)s hat es sich erledigt. Wir tun es nicht.") % day


def _to_staff(told: Told) -> list[str]:
    return [_asked(told), _answered(told.consent), _followed(told)]


def _asked(told: Told) -> str:
    consent = told.consent
    values = {"day": _day(consent.asked_at), "person": consent.asked_by or "–"}
    if consent.way == ConsentWay.OVERRIDE:
        return gettext("Lebensgefahr: am %(day)s entschieden von %(person)s.") % values
    if consent.way == ConsentWay.TALK:
        values |= {"talk": _day(consent.talk_on)}
        if told.wish and told.wish.get("how") == "visit":
            return gettext("Vereinbart bei einem Treffen am %(talk)s, notiert von %(person)s.") % (
                values
            )
        return gettext("Vereinbart am Telefon am %(talk)s, notiert von %(person)s.") % values
    return gettext("Gefragt am %(day)s von %(person)s.") % values


def _answered(consent: Consent) -> str:
    if consent.way != ConsentWay.MAILBOX or consent.answered_at is None:
        return ""
    day = {"day": _day(consent.answered_at)}
    if consent.state == ConsentState.REFUSED:
        return gettext("Nein am %(day)s im Postfach.") % day
    return gettext("Ja am %(day)s im Postfach.") % day


def _followed(told: Told) -> str:
    consent = told.consent
    match ConsentState(consent.state):
        case ConsentState.DONE if told.is_opening:
            return _is_read(told, gettext("Liest mit seit %(day)s."))
        case ConsentState.DONE:
            return gettext("Eingetragen am %(day)s. Damit ist das Einverständnis verbraucht.") % {
                "day": _day(consent.done_at)
            }
        case ConsentState.TAKEN_BACK:
            return gettext("Zurückgenommen am %(day)s.") % {"day": _day(consent.ended_at)}
        case ConsentState.RECALLED:
            return gettext("Von uns beendet am %(day)s.") % {"day": _day(consent.ended_at)}
    return ""


def _day(moment: datetime | date | None) -> str:
    """Return a day as people write it; of a moment, the day here."""
    if isinstance(moment, datetime):
        moment = timezone.localdate(moment)
    return date_format(moment, "SHORT_DATE_FORMAT") if moment else "–"
