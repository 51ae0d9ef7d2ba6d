"""Who may read a case from now on, and who no longer, stands in the log, person by person."""

from __future__ import annotations

from uuid import UUID

import pytest

from accounts.enums import Role
from accounts.models import Team
from ateams.audit.models import Entry
from incidents.models import Case
from incidents.readers import ReaderChoice, reader_list
from incidents.selectors import cases_of
from incidents.services.mailbox import find_mailbox, narrow_readers
from incidents.services.reports import Sending, receive_report
from tests.factories.incidents import make_case, open_office
from tests.personas import Persona, give_key, persona

pytestmark = pytest.mark.django_db
CODE = "12345678901234567890"


@pytest.fixture
def team_case(counsellor: Persona, member: Persona, coordinator: Persona, team: Team) -> Case:
    open_office(counsellor.user)
    give_key(member, coordinator, persona(Role.MEMBER, team=team))
    return make_case(team=team, with_coordinator=True, code=CODE)


def logged(case: Case, action: str) -> set[UUID | None]:
    entries = Entry.objects.concerning("case", case.id).filter(action=action, actor=None)
    return set(entries.values_list("about", flat=True))


def test_reader_whom_the_reporter_takes_out_is_named(team_case: Case, coordinator: Persona) -> None:
    mailbox = find_mailbox(CODE)
    assert mailbox
    narrow_readers(mailbox=mailbox, drop_members=False, drop_coordinator=True)
    assert logged(team_case, "case.reader_removed") == {coordinator.user.id}
    assert logged(team_case, "case.narrowed") == {None}


def test_whole_team_that_is_taken_out_is_named(team_case: Case) -> None:
    people = set(team_case.team.memberships.values_list("user", flat=True))  # type: ignore[union-attr]
    mailbox = find_mailbox(CODE)
    assert mailbox
    narrow_readers(mailbox=mailbox, drop_members=True, drop_coordinator=True)
    assert len(people) == 3
    assert logged(team_case, "case.reader_removed") == people


def test_reader_whom_a_corrected_report_adds_is_named(
    counsellor: Persona, coordinator: Persona, member: Persona, team: Team
) -> None:
    open_office(counsellor.user)
    give_key(member, coordinator)
    case = make_case(team=team, code=CODE)
    assert logged(case, "case.reader_added") == set()
    readers = reader_list()
    receive_report(
        answers={"what": "Etwas ist passiert."},
        choice=ReaderChoice(team.slug, with_members=True, with_coordinator=True),
        readers=readers,
        sending=Sending(code=CODE, shown=readers.digests(), language="de"),
    )
    assert logged(case, "case.reader_added") == {coordinator.user.id}
    assert logged(case, "case.reader_removed") == set()


def test_same_form_sent_again_lets_in_nobody_who_came_to_the_team_since(
    counsellor: Persona, member: Persona, team: Team
) -> None:
    """The page had named the readers of then; newcomers stood on no list."""
    open_office(counsellor.user)
    give_key(member)
    shown = reader_list().digests()
    case = make_case(team=team, code=CODE)
    late, colleague = persona(Role.MEMBER, team=team), persona(Role.COUNSELLOR)
    give_key(late, colleague)
    receive_report(
        answers={"what": "Etwas ist passiert, und noch etwas."},
        choice=ReaderChoice(team.slug, with_members=True),
        readers=reader_list(),
        sending=Sending(code=CODE, shown=shown, language="de"),
    )
    assert case in cases_of(member.user)
    assert not cases_of(late.user).exists()
    assert not cases_of(colleague.user).exists()


def test_corrected_report_gives_nobody_of_the_office_half_of_a_case(
    counsellor: Persona, member: Persona, team: Team
) -> None:
    open_office(counsellor.user)
    give_key(member)
    make_case(code=CODE)
    colleague = persona(Role.COUNSELLOR)
    give_key(colleague)
    receive_report(
        answers={"what": "Etwas ist passiert."},
        choice=ReaderChoice(team.slug, with_members=True),
        readers=reader_list(),
        sending=Sending(code=CODE, shown=reader_list().digests(), language="de"),
    )
    assert cases_of(member.user).exists()
    assert not cases_of(colleague.user).exists()
