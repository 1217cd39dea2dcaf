"""Entries by public ids with a mac, seals over them, and triggers that keep both as they are."""

import uuid

from django.db import migrations, models

from accounts.append_only import allow_changes, refuse_changes
from accounts.macs import sign, text_of_entry


def name_people(apps, schema_editor):
    """Write down what was noted so far by public ids."""
    for entry in apps.get_model("accounts", "AuditEntry").objects.select_related("actor", "subject"):
        entry.uid = uuid.uuid4()
        if entry.actor is not None:
            entry.actor_uid, entry.actor_role = entry.actor.public_id, entry.actor.role
        if entry.subject is not None:
            entry.subject_uid = entry.subject.public_id
        entry.save(update_fields=["uid", "actor_uid", "actor_role", "subject_uid"])


def sign_entries(apps, schema_editor):
    """Make the mac of what was noted so far."""
    for entry in apps.get_model("accounts", "AuditEntry").objects.all():
        entry.mac = sign(text_of_entry(entry))
        entry.save(update_fields=["mac"])


def find_people(apps, schema_editor):
    """The way back: the person who has the public id, while there is one."""
    User, AuditEntry = apps.get_model("accounts", "User"), apps.get_model("accounts", "AuditEntry")
    for entry in AuditEntry.objects.all():
        entry.actor = User.objects.filter(public_id=entry.actor_uid).first()
        entry.subject = User.objects.filter(public_id=entry.subject_uid).first()
        entry.save(update_fields=["actor", "subject"])


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0007_sign_outs"),
    ]

    operations = [
        migrations.AddField("auditentry", "uid", models.UUIDField(default=uuid.uuid4, editable=False)),
        migrations.AddField("auditentry", "actor_role", models.CharField(blank=True, default="", max_length=20), preserve_default=False),
        migrations.AddField("auditentry", "actor_uid", models.UUIDField(null=True, verbose_name="who; nobody is the product itself")),
        migrations.AddField("auditentry", "subject_uid", models.UUIDField(null=True, verbose_name="whose")),
        migrations.AddField(
            "auditentry",
            "outcome",
            models.CharField(choices=[("permit", "Permitted"), ("deny", "Denied")], default="permit", max_length=6),
        ),
        migrations.AddField("auditentry", "mac", models.CharField(default="", editable=False, max_length=64), preserve_default=False),
        migrations.RunPython(name_people, find_people),
        migrations.RemoveField("auditentry", "actor"),
        migrations.RemoveField("auditentry", "subject"),
        migrations.RenameField("auditentry", "actor_uid", "actor_id"),
        migrations.RenameField("auditentry", "subject_uid", "subject_id"),
        migrations.RunPython(sign_entries, migrations.RunPython.noop),
        migrations.AlterField("auditentry", "action", models.SlugField(db_index=False, max_length=40)),
        migrations.AddIndex("auditentry", models.Index("subject_id", "at", name="audit_entries_of_subject")),
        migrations.AddConstraint("auditentry", models.UniqueConstraint(fields=("uid",), name="audit_entry_uid_once")),
        migrations.AddConstraint(
            "auditentry",
            models.CheckConstraint(condition=models.Q(("outcome__in", ["permit", "deny"])), name="audit_entry_outcome_is_known"),
        ),
        migrations.CreateModel(
            name="AuditSeal",
            fields=[
                ("number", models.PositiveIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("through", models.BigIntegerField(verbose_name="number of the last entry under it")),
                ("entries", models.TextField(verbose_name="numbers of the entries under it")),
                ("mac", models.CharField(max_length=64)),
            ],
            options={"ordering": ["number"]},
        ),
        migrations.AddConstraint(
            "auditseal",
            models.CheckConstraint(condition=models.Q(("entries", ""), _negated=True), name="audit_seal_covers_entries"),
        ),
        migrations.RunPython(
            lambda apps, schema_editor: refuse_changes(schema_editor.connection),
            lambda apps, schema_editor: allow_changes(schema_editor.connection),
        ),
    ]
