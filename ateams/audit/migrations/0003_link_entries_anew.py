"""Brings the entries of development installations into the chain's final form.

Before the first release actions had names of two kinds and entries had gaps between their ids.
Entries are renamed, numbered from 1 and linked anew. Runs as often as one likes; empty logs, as
every real installation has one at this point, stay empty.
"""

import hashlib
import json
from datetime import timezone

from django.db import migrations

RENAMED = {
    "person_invited": "invitation.sent",
    "invitation_resent": "invitation.resent",
    "invitation_revoked": "invitation.revoked",
    "invitation_accepted": "account.made",
    "role_changed": "account.role_changed",
    "account_deactivated": "account.deactivated",
    "account_reactivated": "account.reactivated",
    "profile_changed": "account.profile_changed",
    "institution_saved": "institution.saved",
    "team_saved": "team.saved",
    "contact_saved": "contact.saved",
    "key_pair_made": "account.key_made",
    "key_activated": "account.key_activated",
    "mail_resent": "mail.resent",
    "mail_withdrawn": "mail.withdrawn",
}


def link_anew(apps, _schema_editor):
    Entry = apps.get_model("audit", "Entry")
    entries = list(Entry.objects.order_by("id"))
    Entry.objects.all().delete()
    previous = bytes(32)
    for position, entry in enumerate(entries, start=1):
        entry.id = position
        entry.action = RENAMED.get(entry.action, entry.action)
        entry.subject_kind = entry.subject_kind.replace("user", "account")
        entry.previous = previous
        entry.digest = previous = _digest(entry)
    Entry.objects.bulk_create(entries, batch_size=1000)


def _digest(entry):
    fields = [
        entry.id,
        entry.at.astimezone(timezone.utc).isoformat(),
        str(entry.actor or ""),
        entry.action,
        entry.subject_kind,
        entry.subject_id,
        str(entry.about or ""),
        entry.number,
    ]
    return hashlib.sha256(entry.previous + json.dumps(fields).encode()).digest()


class Migration(migrations.Migration):

    dependencies = [("audit", "0002_chain_without_updates")]

    operations = [migrations.RunPython(link_anew, migrations.RunPython.noop)]
