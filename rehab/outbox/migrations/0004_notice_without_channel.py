from django.conf import settings
from django.db import migrations, models


NEW_KINDS = ["weekly", "booking", "emergency", "alarm"]


def forget_new_kinds(apps, schema_editor):
    """On the way back: the program of before has no words for them."""
    apps.get_model("outbox", "Notice").objects.filter(kind__in=NEW_KINDS).delete()


class Migration(migrations.Migration):
    dependencies = [("outbox", "0003_mail_notices_leave"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.RemoveConstraint(
            model_name='notice',
            name='notice_once',
        ),
        migrations.RemoveConstraint(
            model_name='notice',
            name='notice_kind_is_known',
        ),
        migrations.RemoveConstraint(
            model_name='notice',
            name='notice_channel_is_known',
        ),
        migrations.RemoveConstraint(
            model_name='notice',
            name='notice_seen_in_the_product',
        ),
        migrations.RemoveIndex(
            model_name='notice',
            name='notice_unseen',
        ),
        migrations.AlterField(  # so that the way back has something to fill in
            model_name='notice',
            name='channel',
            field=models.CharField(default='page', max_length=4),
        ),
        migrations.RemoveField(
            model_name='notice',
            name='channel',
        ),
        migrations.AlterField(
            model_name='notice',
            name='kind',
            field=models.CharField(choices=[('plan_changed', 'A therapist changed the plan'), ('plan_assigned', 'A therapist assigned a plan'), ('message', 'A message waits'), ('proposals', 'A change waits for approval'), ('attention', 'A runner needs to be looked at'), ('digest', "The week's digest"), ('clearance', 'A clearance was recorded'), ('handover', 'A therapist asks to hand over'), ('access', 'Support staff looked at the data'), ('weekly', "The week's reminder"), ('booking', 'A clinician is still to be booked'), ('emergency', 'An emergency page was shown'), ('alarm', 'Something is wrong with what leaves')], max_length=20),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('seen_at', None)), fields=['recipient', '-made_at'], name='notice_unseen'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(fields=('recipient', 'kind', 'period'), name='notice_once'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['plan_changed', 'plan_assigned', 'message', 'proposals', 'attention', 'digest', 'clearance', 'handover', 'access', 'weekly', 'booking', 'emergency', 'alarm'])), name='notice_kind_is_known'),
        ),
        migrations.RunPython(migrations.RunPython.noop, forget_new_kinds),
    ]
