"""Questions to institutions wait for the end of the school holidays. Rules that were changed stay."""

from django.db import migrations

# stage, days as they were shipped, school days
CHAIN = [("asked", 0, 0), ("asked_again", 7, 5), ("coordinator", 14, 10), ("office", 21, 15)]


def create(apps, schema_editor):
    rules = apps.get_model("followups", "Rule").objects.filter(kind="training.follow_up")
    for stage, days, school_days in CHAIN:
        as_shipped = rules.filter(stage=stage, offset=days, working_days=False)
        as_shipped.update(
            offset=school_days, working_days=True, school_days=True, hours="school"
        )


class Migration(migrations.Migration):
    dependencies = [("followups", "0050_hours_and_school_days_of_rules")]

    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
