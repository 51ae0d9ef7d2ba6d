"""Who is reminded of a new contact and of an address that takes no mail. Rules that exist stay."""

from django.db import migrations

# kind, stage, offset, working days, repeated after days, who, who otherwise
DEFAULTS = [
    ("training.contact_changed", "due", 0, False, None, "responsible", "lead"),
    ("training.contact_changed", "late", 7, False, 14, "lead", "office"),
    ("mail.refused", "due", 0, False, None, "responsible", "lead"),
    ("mail.refused", "late", 7, False, 28, "lead", "responsible"),
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
    dependencies = [("followups", "0070_link_generation")]

    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
