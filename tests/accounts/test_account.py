"""The own account."""

from __future__ import annotations

import pytest

from accounts.models import User
from tests.personas import Persona


def test_name_and_language_are_changed(member: Persona) -> None:
    answer = member.client.post("/account/", {"name": "Ayşe", "language": "en"})
    assert answer.headers["Location"] == "/account/"
    changed = User.objects.get(pk=member.user.pk)
    assert (changed.name, changed.language) == ("Ayşe", "en")


def test_nothing_else_about_the_account_is_changed(member: Persona) -> None:
    data = {"name": "Ayşe", "language": "de", "role": "lead", "email": "x@x.example"}
    member.client.post("/account/", data)
    changed = User.objects.get(pk=member.user.pk)
    assert (changed.role, changed.email) == (member.user.role, member.user.email)


@pytest.mark.parametrize(
    ("change", "field"),
    [({"name": ""}, "name"), ({"name": "x" * 121}, "name"), ({"language": "tlh"}, "language")],
)
def test_bad_profile_is_told_beside_its_field(
    member: Persona, change: dict[str, str], field: str
) -> None:
    answer = member.client.post("/account/", {"name": "Ayşe", "language": "de"} | change)
    assert list(answer.context["form"].errors) == [field]
    assert User.objects.get(pk=member.user.pk).name == member.user.name


def test_switch_changes_the_language_and_leads_back(member: Persona) -> None:
    data = {"language": "en", "next": "/vault/?x=1"}
    answer = member.client.post("/account/language/", data)
    assert answer.headers["Location"] == "/vault/?x=1"
    assert 'lang="en"' in member.client.get("/vault/").content.decode()


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:x", ""])
def test_switch_leads_nowhere_else(member: Persona, target: str) -> None:
    answer = member.client.post("/account/language/", {"language": "en", "next": target})
    assert answer.headers["Location"] == "/"


def test_unknown_language_changes_nothing(member: Persona) -> None:
    member.client.post("/account/language/", {"language": "tlh"})
    assert User.objects.get(pk=member.user.pk).language == "de"
