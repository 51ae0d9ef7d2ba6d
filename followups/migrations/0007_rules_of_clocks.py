"""Who is reminded when a clock has run down. Rules that exist are left as they are."""

from django.db import migrations

# kind, stage, offset, working days, repeated after days, who, who otherwise
DEFAULTS = [
    ("case.acknowledge", "before", -2, True, None, "lead", "office"),
    ("case.acknowledge", "due", 0, True, 2, "lead", "office"),
    ("case.feedback", "before", -15, False, None, "responsible", "lead"),
    ("case.feedback", "due", 0, False, 14, "lead", "office"),
    ("case.silence", "due", 0, False, None, "responsible", "lead"),
    ("case.silence", "late", 7, False, 14, "lead", "office"),
    ("case.review", "due", 0, False, None, "responsible", "lead"),
    ("case.review", "late", 14, False, 14, "lead", "office"),
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
    dependencies = [("followups", "0006_rules_of_work")]

    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
