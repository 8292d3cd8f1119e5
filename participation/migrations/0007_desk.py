"""Electors who show at a desk who they are, and the people who stand at it."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('participation', '0006_electors_of_one_poll'),
    ]

    operations = [
        migrations.AlterField(
            model_name='elector',
            name='method',
            field=models.CharField(choices=[('account', 'An account with a confirmed e-mail address'), ('code', 'A code that the council sent'), ('desk', 'Who they are, shown at a desk')], max_length=10),
        ),
        migrations.AlterField(
            model_name='membership',
            name='role',
            field=models.CharField(choices=[('resident', 'Resident'), ('service_user', 'Person who uses services'), ('carer', 'Unpaid carer'), ('staff', 'Front-line staff'), ('provider', 'Provider or community organisation'), ('commissioner', 'Commissioner'), ('councillor', 'Councillor'), ('moderator', 'Moderator'), ('officer', 'Council officer'), ('guardian', 'Data guardian'), ('desk', 'Library or desk staff')], max_length=12),
        ),
    ]
