"""Who is told that a term ends and that a team dies out. Rules that exist are left as they are."""

from django.db import migrations

# kind, stage, offset, working days, repeated after days, who, who otherwise
DEFAULTS = [
    ("team.term_ends", "before", -21, False, None, "responsible", "coordinator"),
    ("team.term_ends", "coordinator", -21, False, None, "coordinator", "office"),
    ("team.term_ends", "office", -21, False, None, "office", "lead"),
    ("team.term_ends", "soon", -3, False, None, "responsible", "coordinator"),
    ("team.succession", "due", 0, True, 28, "coordinator", "office"),
    ("team.succession", "late", 28, True, 28, "office", "lead"),
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
    dependencies = [("followups", "0021_rules_of_requests")]

    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
