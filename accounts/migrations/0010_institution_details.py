from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_directory")]

    operations = [
        migrations.AddField(
            model_name="institution",
            name="address",
            field=models.CharField(blank=True, max_length=200, verbose_name="Adresse"),
        ),
        migrations.AddField(
            model_name="institution",
            name="agreement_signed_on",
            field=models.DateField(blank=True, null=True, verbose_name="Vereinbarung vom"),
        ),
        migrations.AddField(
            model_name="institution",
            name="agreement_until",
            field=models.DateField(blank=True, null=True, verbose_name="Vereinbarung bis"),
        ),
        migrations.AddConstraint(
            model_name="institution",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("agreement_until__isnull", True),
                    ("agreement_signed_on__isnull", True),
                    ("agreement_until__gte", models.F("agreement_signed_on")),
                    _connector="OR",
                ),
                name="institution_agreement_in_order",
            ),
        ),
    ]
