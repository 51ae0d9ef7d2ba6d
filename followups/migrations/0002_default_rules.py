"""The rules that every installation starts with. Those that exist are left as they are."""

from django.db import migrations

# kind, stage, offset, working days, repeated after days, who, who otherwise
DEFAULTS = [
    ("case.reply", "before", -1, True, None, "responsible", "lead"),
    ("case.reply", "due", 0, True, None, "responsible", "lead"),
    ("case.reply", "late", 1, True, 7, "lead", "office"),
    ("case.next_date", "due", 0, False, None, "responsible", "lead"),
    ("case.next_date", "late", 3, False, 7, "lead", "office"),
    ("case.unattended", "due", 0, False, None, "lead", "office"),
    ("case.unattended", "late", 1, True, 7, "lead", "office"),
    ("training.follow_up", "asked", 0, False, None, "contact", "coordinator"),
    ("training.follow_up", "asked_again", 7, False, None, "contact", "coordinator"),
    ("training.follow_up", "coordinator", 14, False, None, "coordinator", "office"),
    ("training.follow_up", "office", 21, False, 28, "office", "lead"),
    ("training.contact_missing", "due", 0, False, None, "coordinator", "office"),
    ("training.contact_missing", "late", 7, False, 28, "office", "lead"),
    ("training.to_confirm", "due", 7, False, None, "coordinator", "office"),
    ("training.to_confirm", "late", 14, False, 28, "office", "lead"),
    ("training.attendance_missing", "due", 0, False, None, "responsible", "office"),
    ("training.attendance_missing", "late", 7, False, 28, "office", "lead"),
    ("training.help_wanted", "due", 0, False, None, "office", "lead"),
    ("training.help_wanted", "late", 7, False, 7, "lead", "office"),
]


def create(apps, schema_editor):
    rules = apps.get_model("followups", "Rule")
    for kind, stage, offset, working_days, repeat_days, who, otherwise in DEFAULTS:
        rules.objects.get_or_create(
            kind=kind,
            stage=stage,
            defaults={
                "offset": offset,
                "working_days": working_days,
                "repeat_days": repeat_days,
                "who": who,
                "otherwise": otherwise,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("followups", "0001_initial")]

    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
