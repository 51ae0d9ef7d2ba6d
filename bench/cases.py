"""The list of cases, for somebody who can open 100 and for somebody who can open 1,000."""

from __future__ import annotations

from django.db import connection
from django.test.utils import override_settings

from accounts.models import User
from bench.bare import PlainRow
from bench.measuring import Result, compare
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.incidents import give_key, make_case, open_office
from tests.visitor import Visitor

FEW, MANY = 100, 1000


def measure(port: int) -> list[Result]:
    """Measure both lists beside plain rows, as many of them and as many on a page."""
    old_hand, newcomer = UserFactory.create_batch(2)
    # Nobody will type these codes, and they are no flood.
    with override_settings(
        VAULT_RECEIPT_COST=(1, 8192), REPORTS_PER_HOUR=2 * MANY, REPORTS_PER_DAY=2 * MANY
    ):
        open_office(old_hand)
        _cases(MANY - FEW, responsible=old_hand)
        give_key(newcomer)
        _cases(FEW, responsible=newcomer)
    with connection.schema_editor() as editor:
        editor.create_model(PlainRow)
    for number in (FEW, MANY):
        PlainRow.objects.bulk_create(
            PlainRow(among=number, reference=f"K7QX-{index:04}", state="new", person=old_hand.name)
            for index in range(number)
        )
    with connection.cursor() as cursor:
        cursor.execute("analyze")  # a database of some age knows its tables
    return [_compare(port, newcomer, FEW), _compare(port, old_hand, MANY)]


def _cases(number: int, *, responsible: User) -> None:
    for index in range(number):
        case = make_case(urgent=index % 10 == 0)
        case.unread = index % 5 == 0
        case.responsible, case.next_date = responsible, case.reply_due_on
        case.save()


def _compare(port: int, person: User, number: int) -> Result:
    visitor = Visitor(port)
    visitor.sign_in(person.email, PASSWORD)

    def cases() -> None:
        answer = visitor.get("/cases/")
        assert f"{number} Fälle" in answer.html, answer.html

    def rows() -> None:
        assert f"<p>{number}<table>" in visitor.get(f"/bare/rows/{number}/").html

    return compare("cases", number, product=cases, bare=rows, rounds=60, warm_up=10, unit="ms/list")
