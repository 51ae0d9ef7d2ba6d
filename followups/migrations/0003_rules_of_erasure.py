"""Whoever works on an open case learns in time that it will be erased."""

from django.db import migrations

# kind, stage, offset, who, who otherwise
RULES = [
    ("case.erasure", "due", 0, "responsible", "lead"),
    ("case.erasure", "late", 30, "lead", "office"),
]


def create(apps, schema_editor):
    rules = apps.get_model("followups", "Rule")
    for kind, stage, offset, who, otherwise in RULES:
        rules.objects.get_or_create(
            kind=kind, stage=stage, defaults={"offset": offset, "who": who, "otherwise": otherwise}
        )


class Migration(migrations.Migration):
    dependencies = [("followups", "0002_default_rules")]

    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
