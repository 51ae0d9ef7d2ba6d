"""Who is reminded of a consent taken back of hours and of the second feedback. Rules that exist stay."""

from django.db import migrations

# kind, stage, offset, working days, repeated after days, who, who otherwise
DEFAULTS = [
    ("training.consent_withdrawn", "due", 0, False, None, "responsible", "office"),
    ("training.consent_withdrawn", "late", 7, False, 7, "responsible", "office"),
    ("training.hours_to_approve", "due", 0, False, 14, "responsible", "office"),
    ("training.feedback_later", "due", 0, False, None, "responsible", "office"),
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
    dependencies = [("followups", "0030_rules_of_teams")]

    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
