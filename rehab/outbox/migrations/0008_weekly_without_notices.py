from django.db import migrations


class Migration(migrations.Migration):
    """The week's reminder stands among the notices by its delivery: a second row a week said nothing more."""

    dependencies = [("outbox", "0007_arrived_before")]
    operations = [
        migrations.RunSQL("DELETE FROM outbox_notice WHERE kind = 'weekly'", migrations.RunSQL.noop),
    ]
