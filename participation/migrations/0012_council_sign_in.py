"""A council's own provider of OpenID Connect."""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("participation", "0011_privacy")]

    operations = [
        migrations.CreateModel(
            name="CouncilSignIn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                (
                    "issuer",
                    models.CharField(
                        max_length=255,
                        validators=[
                            django.core.validators.URLValidator(schemes=["https", "http"])
                        ],
                    ),
                ),
                ("client_id", models.CharField(max_length=191)),
                ("sealed_secret", models.TextField()),
                (
                    "council",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="own_sign_in",
                        to="participation.council",
                    ),
                ),
            ],
        ),
    ]
