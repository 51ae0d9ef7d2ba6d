"""Whom a change of a training concerns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from accounts.models import User
from accounts.selectors import people_by_institution, recipient
from ateams.due import Part, Recipient
from trainings.enums import Kind
from trainings.models import SignUp, Training
from trainings.selectors import possible_trainers


def concerned(training: Training) -> list[Recipient]:
    """Return everybody to be told of a change, each address once.

    Trainers, who signed up with an address or an account, the coordinators and the responsible
    contact of the institution; and the team, where the team itself is trained.
    """
    people: dict[str, Recipient] = {}
    for person in _all(training):
        people.setdefault(person.email.casefold(), person)
    return list(people.values())


def _all(training: Training) -> Iterator[Recipient]:
    for trainer in training.trainers.select_related("user"):
        if trainer.user:
            yield from _accounts([trainer.user])
        elif trainer.email:
            yield _guest(trainer.name, trainer.email)
    around = people_by_institution({training.institution_id})[training.institution_id]
    yield from around.get(Part.COORDINATOR, ())
    for sign_up in SignUp.objects.filter(training=training).coming().select_related("user"):
        if sign_up.user:
            yield from _accounts([sign_up.user])
        elif sign_up.email:
            yield _guest(sign_up.name, sign_up.email, language=sign_up.language)
    if training.kind != Kind.OUTREACH:
        yield from _accounts(possible_trainers(training.team))
    yield from around.get(Part.CONTACT, ())


def _guest(name: str, email: str, *, language: str = "de") -> Recipient:
    return Recipient("", name, email, language)


def _accounts(people: Iterable[User]) -> Iterator[Recipient]:
    for person in people:
        if person.is_active:
            yield recipient(person)
