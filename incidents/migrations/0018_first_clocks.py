"""The times that every installation starts with. Rows that exist are left as they are."""

from datetime import date

from django.db import migrations

# Before anything else: whatever started counts from these.
SINCE_EVER = date(2000, 1, 1)
# clock, number, stands still while the office waits for the person
DEFAULTS = [
    ("reply", 3, False),
    ("urgent_reply", 1, False),
    ("acknowledge", 7, False),
    ("feedback", 3, True),
    ("silence", 14, True),
    ("review", 90, True),
]


def create(apps, schema_editor):
    rules = apps.get_model("incidents", "ClockRule")
    for clock, number, pauses in DEFAULTS:
        rules.objects.get_or_create(
            clock=clock, valid_from=SINCE_EVER, defaults={"number": number, "pauses": pauses}
        )


class Migration(migrations.Migration):
    dependencies = [("incidents", "0017_clocks")]

    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
