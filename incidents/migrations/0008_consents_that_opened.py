"""Consents by which somebody reads already: who was let in says so."""

from django.db import migrations


def note_openings(apps, schema_editor):
    consents = apps.get_model("incidents", "Consent")
    consents.objects.filter(done_at__isnull=False, readers__isnull=False).update(opened=True)


class Migration(migrations.Migration):
    dependencies = [("incidents", "0007_consent_opened")]

    operations = [migrations.RunPython(note_openings, migrations.RunPython.noop)]
