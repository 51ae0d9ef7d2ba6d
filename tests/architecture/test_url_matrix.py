"""Every address answers everybody as `url_matrix.txt` says, and every answer is closed off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.architecture.closed_off import loose_cookies, missing
from tests.architecture.world import ROLES, World, make_world

pytestmark = pytest.mark.django_db
ASKS_MOST = {"lead", "coord"}  # of the database: who sees everything, and who sees a part
MATRIX = Path(__file__).with_name("url_matrix.txt")


@dataclass(frozen=True)
class Line:
    """One line of the matrix: what each role is answered."""

    method: str
    name: str
    variant: str
    statuses: dict[str, int]

    def __str__(self) -> str:
        return f"{self.method} {self.name} {self.variant}"


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def matrix() -> Iterator[Line]:
    for text in MATRIX.read_text().splitlines():
        if text and not text.startswith("#"):
            methods, name, variant, *statuses = text.split()
            answers = dict(zip(ROLES, map(int, statuses), strict=True))
            for method in methods.split("+"):
                yield Line(method, name, variant, answers)


@cache
def parameters() -> dict[str, tuple[str, ...]]:
    """Return the parameters of every address by its name."""
    return dict(_addresses(get_resolver()))


def _addresses(
    resolver: URLResolver, namespace: str = "", before: tuple[str, ...] = ()
) -> Iterator[tuple[str, tuple[str, ...]]]:
    for found in resolver.url_patterns:
        named = (*before, *found.pattern.regex.groupindex)
        if isinstance(found, URLResolver):
            inner = f"{namespace}{found.namespace}:" if found.namespace else namespace
            yield from _addresses(found, inner, named)
        elif found.name or not _is_shadow(found):
            yield f"{namespace}{found.name}", named


def _is_shadow(found: URLPattern) -> bool:
    """Whether an address without a name stands in front of one with a name."""
    return str(found.pattern) == reverse("account_email").lstrip("/")


def ask(world: World, line: Line, role: str) -> int:
    """Send one request and take back whatever it did; its answer is closed off, whatever it is."""
    arguments = world.kwargs(parameters()[line.name], line.variant)
    client = world.client(role)
    known = set(client.cookies)
    before = transaction.savepoint()
    answer = client.generic(line.method, reverse(line.name, kwargs=arguments))
    transaction.savepoint_rollback(before)
    for name in known:
        client.cookies.pop(name, None)
    assert missing(answer) | loose_cookies(client) == set(), line  # type: ignore[arg-type]
    return int(answer.status_code)


def tolerated(name: str) -> set[str]:
    """Return the methods that mean nothing to an address, and that it answers all the same."""
    return {"DELETE"} if name.startswith(("account_", "mfa_")) else set()


def test_every_address_stands_in_the_matrix() -> None:
    assert {line.name for line in matrix()} == set(parameters())


@pytest.mark.thorough
@pytest.mark.parametrize(
    "role",
    [
        pytest.param(role, marks=[pytest.mark.database] if role in ASKS_MOST else [])
        for role in ROLES
    ],
)
def test_address_answers_as_the_matrix_says(world: World, role: str) -> None:
    answers = {str(line): ask(world, line, role) for line in matrix()}
    assert answers == {str(line): line.statuses[role] for line in matrix()}


@pytest.mark.thorough
def test_address_refuses_all_other_methods(world: World) -> None:
    methods: dict[tuple[str, str], set[str]] = {}
    for line in matrix():
        methods.setdefault((line.name, line.variant), set()).add(line.method)
    refused = {
        str(line): ask(world, line, "lead")
        for (name, variant), named in methods.items()
        for method in sorted({"GET", "POST", "DELETE"} - named - tolerated(name))
        for line in [Line(method, name, variant, {})]
    }
    assert {line: status for line, status in refused.items() if status != 405} == {}
