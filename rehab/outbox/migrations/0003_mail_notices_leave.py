"""Notices that were to leave by mail become deliveries; those of before are of no use after three days."""

from datetime import timedelta

from django.db import migrations


def move(apps, schema_editor):
    Notice, Delivery = apps.get_model("outbox", "Notice"), apps.get_model("outbox", "Delivery")
    found = Notice.objects.filter(channel="mail").order_by("made_at")
    for one in found.iterator():
        times = dict.fromkeys(("due_at", "next_try", "made_at", "changed_at"), one.made_at)
        Delivery.objects.get_or_create(
            recipient_id=one.recipient_id,
            kind=one.kind,
            period=one.period,
            channel="mail",
            defaults={"about_id": one.about_id, "expires_at": one.made_at + timedelta(days=3), **times},
        )
    found.delete()


class Migration(migrations.Migration):
    dependencies = [("outbox", "0002_deliveries")]
    operations = [migrations.RunPython(move, migrations.RunPython.noop)]
