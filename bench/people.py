"""People who can open different numbers of cases, and their visits."""

from __future__ import annotations

from accounts.models import User
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.incidents import PASSPHRASE, give_key, open_office
from tests.visitor import Visitor

NUMBERS = (100, 1_000, 2_000, 10_000)


def make_readers() -> dict[int, User]:
    """Make an office of as many people as there are numbers, all with active keys."""
    people = UserFactory.create_batch(len(NUMBERS))
    open_office(people[0])
    for person in people[1:]:
        give_key(person)
    return dict(zip(NUMBERS, people, strict=True))


def visit(port: int, person: User) -> Visitor:
    """Sign in, and unlock the own key."""
    visitor = Visitor(port)
    visitor.sign_in(person.email, PASSWORD)
    visitor.get("/vault/unlock/")
    assert visitor.post("/vault/unlock/", passphrase=PASSPHRASE).status == 302
    return visitor
