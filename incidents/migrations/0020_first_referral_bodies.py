"""Bodies that the office's code list names. Rows that exist are left as they are."""

from django.db import migrations

# kind, name, contact, what for and where
BODIES = [
    ("mk_hotline", "Anlaufstelle des Niedersächsischen Kultusministeriums", "", "Missbrauch und Diskriminierung an Schulen"),
    ("rlsb", "Regionales Landesamt für Schule und Bildung", "", "Schulaufsicht und Schulpsychologie"),
    ("betroffenenberatung", "Betroffenenberatung Niedersachsen", "betroffenenberatung.de", "nach rechter, rassistischer oder antisemitischer Gewalt"),
    ("rias_nds", "RIAS Niedersachsen", "report-antisemitism.de", "antisemitische Vorfälle melden"),
    ("sdr", "Stelle für Demokratiestärkung und gegen Rechtsextremismus", "", "Landeshauptstadt Hannover"),
    ("ads_bund", "Antidiskriminierungsstelle des Bundes", "", "bundesweite Beratung zum AGG"),
    ("jugendamt", "Jugendamt, Kommunaler Sozialdienst", "", "Kindeswohl"),
    ("police", "Polizei", "110", "bei Gefahr oder für eine Anzeige"),
]


def create(apps, schema_editor):
    bodies = apps.get_model("incidents", "ReferralBody")
    for kind, name, contact, area in BODIES:
        bodies.objects.get_or_create(
            name=name, defaults={"kind": kind, "contact": contact, "area": area}
        )


class Migration(migrations.Migration):
    dependencies = [("incidents", "0019_referrals_agreements_links")]

    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
