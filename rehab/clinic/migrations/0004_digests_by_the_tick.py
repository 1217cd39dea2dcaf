"""Digests are written by the tick: the entry of their own that beat keeps would name a task that is gone."""

from django.db import migrations


def forget(apps, schema_editor):
    apps.get_model("django_celery_beat", "PeriodicTask").objects.filter(task="clinic.write_digests").delete()


class Migration(migrations.Migration):
    dependencies = [("clinic", "0003_templates"), ("django_celery_beat", "0019_alter_periodictasks_options")]
    operations = [migrations.RunPython(forget, migrations.RunPython.noop)]
