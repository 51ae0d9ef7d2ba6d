"""The role of web and worker can append to the audit log and read it, and do nothing else to it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from uuid import uuid4

import psycopg
import pytest
import time_machine
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from accounts.models import Team
from ateams.audit.models import Entry
from ateams.audit.services import record
from ateams.audit.verification import verify
from ateams.ops.rights import grant_rights
from incidents.services.mailbox import find_mailbox, narrow_readers
from incidents.sweeps import shuffle_facts
from tests.factories.incidents import classified, make_case, open_office
from tests.personas import Persona, give_key

CODE = "12345678901234567890"
PASSWORD = "a:password/of%its own"


@pytest.fixture
def role(db: None) -> Iterator[str]:
    """Make the role, and act as it until the test ends; the transaction takes it back."""
    name = f"web_{uuid4().hex[:8]}"
    assert grant_rights(url=f"postgres://{name}@db/ateams") == name
    assert grant_rights(url=f"postgres://{name}@db/ateams") == name
    yield name
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def become(role: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f'SET ROLE "{role}"')


@pytest.mark.postgres
def test_application_works_as_the_role(
    role: str, counsellor: Persona, member: Persona, coordinator: Persona, team: Team
) -> None:
    become(role)
    open_office(counsellor.user)
    give_key(member, coordinator)
    case = make_case(team=team, with_coordinator=True, code=CODE)
    counsellor.client.post(f"/cases/{case.reference}/", {"passphrase": counsellor.passphrase})
    assert counsellor.client.get(f"/cases/{case.reference}/").status_code == 200
    classified(case, by=counsellor.user)
    assert shuffle_facts(timezone.localdate()) == 1
    mailbox = find_mailbox(CODE)
    assert mailbox
    narrow_readers(mailbox=mailbox, drop_members=True, drop_coordinator=True)
    actions = list(Entry.objects.order_by("id").values_list("action", flat=True))
    assert actions == [
        "case.opened", "case.classified",
        "case.reader_removed", "case.reader_removed", "case.narrowed",
    ]  # fmt: skip
    assert verify().fault == ""


@pytest.mark.postgres
@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE audit_entry SET actor = NULL",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
        "DROP TABLE audit_entry",
        "ALTER TABLE audit_entry DISABLE TRIGGER ALL",
        "INSERT INTO audit_cut VALUES (1, '', 1, now(), '')",
        "UPDATE audit_cut SET removed = 1",
        "DELETE FROM audit_cut",
        "TRUNCATE audit_cut",
        "DELETE FROM django_migrations",
        "TRUNCATE incidents_case CASCADE",
        "CREATE TABLE mine (id int)",
        "CREATE ROLE mine SUPERUSER",
        "GRANT DELETE ON audit_entry TO current_user",
    ],
)
def test_role_can_rewrite_nothing(role: str, attack: str) -> None:
    become(role)
    with transaction.atomic(), connection.cursor() as cursor:
        if attack.startswith("GRANT"):  # PostgreSQL warns and grants nothing
            cursor.execute(attack)
            cursor.execute("SELECT has_table_privilege('audit_entry', 'DELETE')")
            assert cursor.fetchone() == (False,)
        else:
            with pytest.raises(ProgrammingError, match=r"denied|must be (owner|superuser)"):
                cursor.execute(attack)
            transaction.set_rollback(True)


@pytest.mark.postgres
def test_role_cannot_cut_the_log(role: str) -> None:
    with time_machine.travel(timezone.now() - timedelta(days=2000), tick=False):
        for _ in range(2):
            record(action="case.opened", subject=("case", 1), by=None)
    become(role)
    with pytest.raises(CommandError, match=r"This role may not delete"):
        call_command("cut_audit")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_command_makes_a_role_that_signs_in(settings: pytest.FixtureRequest) -> None:
    name = f"web_{uuid4().hex[:8]}"
    settings.WEB_DATABASE_URL = f"postgres://{name}:a%3Apassword%2Fof%25its%20own@db/ateams"  # type: ignore[attr-defined]
    told = StringIO()
    call_command("database_rights", stdout=told)
    assert told.getvalue() == f"{name} has its rights.\n"
    here = connection.settings_dict
    with psycopg.connect(
        host=here["HOST"], port=here["PORT"], dbname=here["NAME"], user=name, password=PASSWORD
    ) as other:
        assert other.execute("SELECT count(*) FROM audit_entry").fetchone() == (0,)
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolpassword FROM pg_authid WHERE rolname = %s", [name])
        assert cursor.fetchone()[0].startswith("SCRAM-SHA-256$")
        cursor.execute(f'DROP OWNED BY "{name}"')
        cursor.execute(f'DROP ROLE "{name}"')


def test_statements_can_be_read_before() -> None:
    told = StringIO()
    call_command("database_rights", show="ateams_web", stdout=told)
    assert "GRANT SELECT, INSERT ON audit_entry TO ateams_web;\n" in told.getvalue()
    document = settings.BASE_DIR / "docs" / "security" / "database-rights.md"
    assert "`manage.py database_rights --show ateams_web`" in document.read_text()


def test_without_a_name_there_is_no_role() -> None:
    with pytest.raises(CommandError, match="names no role"):
        call_command("database_rights")
