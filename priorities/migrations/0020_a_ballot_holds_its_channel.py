from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ('priorities', '0019_verify_py_is_kept_with_each_result'),
    ]

    operations = [
        migrations.RemoveField(model_name='electoratclosing', name='channel'),
    ]
