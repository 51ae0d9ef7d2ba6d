"""Taking the second factor from somebody who has lost it, where no lead can."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from accounts.services import reset_second_factor


class Command(BaseCommand):
    """Removes all second factors of one account. Opens no case."""

    help = "Take all second factors from an account whose owner has lost them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", help="the e-mail address of the account")

    def handle(self, *_args: Any, **options: Any) -> None:
        person = User.objects.filter(email=options["address"].lower()).first()
        if person is None:
            raise CommandError("There is no account with this address.")
        reset_second_factor(person=person, by=None)
        self.stdout.write("Removed. The person and all leads are told by mail.")
