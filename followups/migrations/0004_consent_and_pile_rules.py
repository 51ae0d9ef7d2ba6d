"""Who is reminded of consents and of the pile. Rules that exist are left as they are."""

from django.db import migrations

# kind, stage, offset, working days, repeated after days, who, who otherwise
DEFAULTS = [
    ("case.consent", "due", 0, True, None, "responsible", "lead"),
    ("case.consent", "late", 7, False, 14, "responsible", "lead"),
    ("case.override", "due", 0, False, None, "lead", "lead"),
    ("case.pile", "due", 0, False, None, "lead", "office"),
    ("case.pile", "late", 1, True, 2, "lead", "office"),
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
    dependencies = [("followups", "0003_rules_of_erasure")]

    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
