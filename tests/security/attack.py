"""A world that several tests attack one after the other; each takes back what it did."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import uuid4

from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.architecture.test_url_matrix import Line, matrix, parameters
from tests.architecture.world import World, make_world
from tests.factories.incidents import make_case
from tests.personas import unlock
from tests.security.found_forms import SIGN_OUT, FoundForm, forms_of, forms_on
from tests.security.state import State, state_after
from vault.receipts import new_code

MAILBOX, SIGN_IN = "/de/mailbox/", "/accounts/login/"
BEFORE_SIGNING_IN = {"account_login", "account_signup", "account_reset_password"}
WRITES = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"')


@dataclass
class Attack:
    """A lead with an unlocked key, a reporter with an open mailbox, and whoever abuses them.

    Of the addresses in the matrix only one in `every` is attacked.
    """

    world: World
    mailbox: str
    code: str
    every: int = 1

    @property
    def is_complete(self) -> bool:
        """Whether every address is attacked."""
        return self.every == 1

    def client(self, role: str, *, checks: bool = False) -> Client:
        """Return a browser with somebody's cookies; tokens are checked where wanted."""
        client = Client(enforce_csrf_checks=checks)
        if role == "reporter":
            client.cookies["mailbox"] = self.mailbox
        elif role != "nobody":
            client.cookies.load(self.world.people[role].client.cookies.output(header=""))
        return client

    def victim(self, name: str, *, checks: bool = False) -> Client:
        """Return the browser of somebody who could use an address if all were in order."""
        if name.startswith("public:mailbox-"):
            return self.client("reporter", checks=checks)
        return self.client("nobody" if name in BEFORE_SIGNING_IN else "lead", checks=checks)

    def path(self, line: Line) -> str:
        """Return the address of a line of the matrix."""
        arguments = self.world.kwargs(parameters()[line.name], line.variant)
        return reverse(line.name, kwargs=arguments)

    def lines(self, method: str) -> Iterator[tuple[str, str]]:
        """Yield name and path of every address once, for what is the lead's own, if it can be."""
        first = {line.name: line for line in reversed(list(matrix())) if line.method == method}
        for name, line in list(reversed(first.items()))[:: self.every]:
            if name not in SIGN_OUT:
                yield name, self.path(line)

    def forms(self) -> list[FoundForm]:
        """Return what lead, reporter and strangers are offered there; one of each kind."""
        pages = (MAILBOX, f"{MAILBOX}withdraw/")
        reporters = [
            form
            for page in pages
            for form in forms_on(page, self.client("reporter").get(page).content.decode())
        ]
        strangers = forms_on(SIGN_IN, self.client("nobody").get(SIGN_IN).content.decode())
        lines = list(matrix())[:: self.every]
        return [*forms_of(self.world, "lead", lines), *reporters, *strangers]


def make_attack() -> Attack:
    """Make everything and everybody that is attacked."""
    world = make_world()
    unlock(world.people["lead"])
    code = new_code()
    make_case(code=code)
    client = world.client("nobody")
    client.post(MAILBOX, {"code": code, "once": uuid4()})
    return Attack(world, client.cookies["mailbox"].value, code)


def tried(send: Callable[[], HttpResponseBase], before: State) -> tuple[int, State]:
    """Return the status of an answer and the state that it left; then take everything back.

    Only what was written to is read again.
    """
    undo = transaction.savepoint()
    with CaptureQueriesContext(connection) as statements:
        status = send().status_code
    wrote = {found[1] for said in statements if (found := WRITES.match(said["sql"]))}
    after = state_after(before, wrote)
    transaction.savepoint_rollback(undo)
    return status, after
