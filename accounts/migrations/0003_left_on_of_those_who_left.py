"""Accounts that are closed already: their time begins today, since nobody wrote down when."""

from django.db import migrations
from django.utils import timezone


def note_today(apps, schema_editor):
    users = apps.get_model("accounts", "User")
    users.objects.filter(is_active=False, left_on=None).update(left_on=timezone.localdate())


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_left_on")]

    operations = [migrations.RunPython(note_today, migrations.RunPython.noop)]
