"""Loading the demo once."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import transaction

from accounts.models import User
from ateams.ops.demo.arranging import tell_arrangements
from ateams.ops.demo.cases import tell_cases
from ateams.ops.demo.joining import tell_joining
from ateams.ops.demo.keys import tell_keys
from ateams.ops.demo.outgoing import tell_mails
from ateams.ops.demo.papers import tell_papers
from ateams.ops.demo.people import activate, gather
from ateams.ops.demo.programme import tell_programme
from ateams.ops.demo.sign_ins import sign_ins_file, write_receipts, write_sign_ins
from ateams.ops.demo.trainings import tell_trainings
from codelists.services import load as load_code_lists
from incidents.services.reply_templates import install_first_templates
from vault.passphrases import new_passphrase
from vault.receipts import format_code


class DemoError(Exception):
    """The demo cannot be loaded here; the message says why, in a sentence."""


def load_demo() -> bool:
    """Fill an empty demo installation; return whether it was empty. Loaded data is kept.

    The sign-ins are written last: without them the data is incomplete. Raises DemoError outside
    the demo, and where accounts exist that this did not finish making.
    """
    if not settings.DEMO:
        raise DemoError("Demo data is loaded with DEMO=1 only.")
    if User.objects.get_queryset().exists():
        if sign_ins_file().exists():
            return False
        raise DemoError(
            f"There are accounts, but no complete demo: empty {settings.DATA_DIR} and start again."
        )
    recovery_file = Path(settings.DATA_DIR) / "demo-recovery.txt"
    cast = gather(passphrase=new_passphrase(), recovery_file=recovery_file)
    with transaction.atomic():
        tell_programme(cast)
    activate(cast)
    for name in ("lead", "cem", "agnieszka", "karim", "birgit", "tobias", "mia"):
        cast.key_of(name)
    with transaction.atomic():
        load_code_lists()
        install_first_templates()
        codes = tell_cases(cast)
        tell_trainings(cast)
        tell_joining(cast)
        tell_papers(cast)
        tell_keys(cast)
        tell_mails(cast)
        tell_arrangements(cast)
    write_receipts([format_code(code) for code in codes])
    write_sign_ins(cast)
    return True
