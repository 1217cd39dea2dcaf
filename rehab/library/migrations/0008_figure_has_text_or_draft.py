"""A figure without a text has a draft, with which somebody began it."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def begin_anew(apps: Apps, _: BaseDatabaseSchemaEditor) -> None:
    """A draft that was dropped before anything was published: standing, with the words still to be written."""
    apps.get_model("library", "Figure").objects.filter(text="", draft="").update(draft="start: {from: stand}")


class Migration(migrations.Migration):
    dependencies = [("library", "0007_figures")]

    operations = [
        migrations.RunPython(begin_anew, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="figure",
            constraint=models.CheckConstraint(
                condition=models.Q(("draft", ""), ("text", ""), _negated=True), name="figure_has_text_or_draft"
            ),
        ),
    ]
