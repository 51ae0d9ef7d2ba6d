"""Who is reminded of a referral without an answer. Rules that exist are left as they are."""

from django.db import migrations

# kind, stage, offset, working days, repeated after days, who, who otherwise
DEFAULTS = [
    ("case.referral", "due", 0, True, None, "responsible", "lead"),
    ("case.referral", "late", 14, False, 14, "responsible", "lead"),
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
    dependencies = [("followups", "0010_rules_of_agreements")]

    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
