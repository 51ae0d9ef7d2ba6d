"""Who is reminded that certificates are to be issued. Rules that exist are left as they are."""

from django.db import migrations

# kind, stage, offset, working days, repeated after days, who, who otherwise
DEFAULTS = [
    ("training.certificates", "due", 0, True, None, "responsible", "lead"),
    ("training.certificates", "late", 14, True, 14, "responsible", "lead"),
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
    dependencies = [("followups", "0031_rules_of_certificates")]

    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
