"""What therapists note about runners, and what both write to each other."""


import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Thread',
            fields=[
                ('id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('therapist_name', models.CharField(max_length=80)),
                ('begun_at', models.DateTimeField()),
                ('runner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='threads', to=settings.AUTH_USER_MODEL)),
                ('therapist', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-begun_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('from_runner', models.BooleanField()),
                ('body', models.TextField(max_length=4000)),
                ('key', models.UUIDField()),
                ('sent_at', models.DateTimeField()),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('thread', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='clinic.thread')),
            ],
            options={
                'ordering': ['-sent_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Note',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('author_name', models.CharField(max_length=80)),
                ('body', models.TextField(max_length=4000)),
                ('is_shared', models.BooleanField(verbose_name='the runner reads it as well')),
                ('key', models.UUIDField()),
                ('made_at', models.DateTimeField()),
                ('edited_at', models.DateTimeField(blank=True, null=True)),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('runner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes_about', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-made_at', 'pk'],
                'indexes': [models.Index(fields=['runner', 'author', '-made_at'], name='note_by_runner_and_author')],
                'constraints': [models.UniqueConstraint(fields=('runner', 'author', 'key'), name='note_once_per_form'), models.CheckConstraint(condition=models.Q(('body', ''), _negated=True), name='note_says_something')],
            },
        ),
        migrations.AddConstraint(
            model_name='thread',
            constraint=models.UniqueConstraint(fields=('runner', 'therapist'), name='thread_once_per_pair'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(fields=['thread', '-sent_at'], name='message_by_thread'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.UniqueConstraint(fields=('thread', 'from_runner', 'key'), name='message_once_per_form'),
        ),
        migrations.AddConstraint(
            model_name='message',
            constraint=models.CheckConstraint(condition=models.Q(('body', ''), _negated=True), name='message_says_something'),
        ),
    ]
