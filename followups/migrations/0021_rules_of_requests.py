"""Who is reminded that an institution asks for a training. Rules that exist are left as they are."""

from django.db import migrations

# kind, stage, offset, working days, repeated after days, who, who otherwise
DEFAULTS = [
    ("training.asked", "before", -3, True, None, "office", "lead"),
    ("training.asked", "due", 0, True, None, "office", "lead"),
    ("training.asked", "late", 2, True, 7, "lead", "office"),
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
    dependencies = [("followups", "0020_rules_of_referrals")]

    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
