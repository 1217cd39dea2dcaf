"""Form fields for lists: boxes to tick or words between commas. Nobody types JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


def boxes(values: Iterable[Any], *, required: bool = False, coerce: Any = str) -> forms.TypedMultipleChoiceField:
    """A list field as check boxes."""
    choices = [(str(value), str(value).replace("_", " ")) for value in values]
    return forms.TypedMultipleChoiceField(
        choices=choices, coerce=coerce, required=required, widget=forms.CheckboxSelectMultiple, empty_value=[]
    )


class WordsField(forms.CharField):
    """A list of words as text: "left, right"."""

    def prepare_value(self, value: Any) -> Any:
        """Show a stored list as text."""
        return ", ".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """Read text as a list."""
        return [word.strip() for word in (value or "").split(",") if word.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare lists, not their texts."""
        return (initial or []) != self.to_python(data)


class SuggestingInput(forms.TextInput):
    """A line of text that offers words; the browser shows them while one types, without a script."""

    words: Iterable[str] = ()

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        """The field and its list of words."""
        list_id = f"{name}_words"
        field = super().render(name, value, {**(attrs or {}), "list": list_id}, renderer)
        options = format_html_join("", '<option value="{}"></option>', ((word,) for word in self.words))
        return format_html('{}<datalist id="{}">{}</datalist>', field, list_id, options)
