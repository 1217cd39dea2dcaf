"""Forms of notes and messages. What was typed is kept whatever becomes of it."""

from __future__ import annotations

import uuid
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from .models import Message, Note

TOO_LONG = (
    "This is too long: %(show_value)d characters, %(limit_value)d at most. Shorten it, or send the rest on its own."
)
EMPTY = "Write something first."


class LongText(forms.CharField):
    """Text of several lines; a line's end counts once, however the browser sends it."""

    def __init__(self, *, rows: int = 4, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)

    def to_python(self, value: Any) -> str:
        """With plain ends of lines."""
        return super().to_python(str(value).replace("\r\n", "\n").replace("\r", "\n") if value else value) or ""


class KeyedForm(forms.Form):
    """A form that carries a key of its own: sent twice, it counts once. A key that is none of ours gives way to one."""

    key = forms.CharField(required=False, widget=forms.HiddenInput)

    owner = ""  # whose form it is, for what is sent after the session ended

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("key", str(uuid.uuid4()))
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def clean_key(self) -> uuid.UUID:
        """The key the form was rendered with; a new one where it is none."""
        try:
            return uuid.UUID(self.cleaned_data["key"])
        except ValueError:
            return uuid.uuid4()


class NoteForm(KeyedForm):
    """A note about a runner."""

    body = LongText(label="Note", max_length=Note.LONGEST, error_messages={"required": EMPTY, "max_length": TOO_LONG})
    is_shared = forms.BooleanField(
        label="The runner reads it as well",
        required=False,
        help_text="It stays with the runner when your care ends. A private note is yours alone, while it lasts.",
    )


class MessageForm(KeyedForm):
    """A message."""

    body = LongText(
        label="Your message",
        max_length=Message.LONGEST,
        error_messages={"required": EMPTY, "max_length": TOO_LONG},
    )
