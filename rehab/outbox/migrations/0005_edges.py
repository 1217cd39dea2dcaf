"""The database refuses a change of state that is no edge."""

from django.db import migrations

from rehab.outbox.edges import allow_other_edges, refuse_other_edges


def put(apps, schema_editor):
    refuse_other_edges(schema_editor.connection)


def take(apps, schema_editor):
    allow_other_edges(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("outbox", "0004_notice_without_channel")]
    operations = [migrations.RunPython(put, take)]
