"""Rules and questions with their conditions: fact, operator and value are picked, not typed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from ..facts import TOPICS
from ..models import OUTCOMES, Comparison, Exclusion, Guidance, Keyword, Question, Rule, Tier, outcome_words
from ..selectors import fact_names
from .drafts import DraftOnlyAdmin
from .fields import SuggestingInput, WordsField
from .history import HistoryAdmin


class ComparisonForm(forms.ModelForm):
    """The right value for the operator; the database refuses anything else, the form says it first."""

    value_list = WordsField(required=False, label="words", help_text="For in, not in, has any: words, with commas.")

    class Meta:
        model = Comparison
        fields = ("group", "position", "field", "operator", "value_number", "value_text", "value_flag", "value_list")
        widgets = {"value_flag": forms.NullBooleanSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = fact_names()
        if self.instance.field and self.instance.field not in names:
            names = [*names, self.instance.field]
        self.fields["field"] = forms.ChoiceField(choices=[("", "choose"), *((name, name) for name in names)])

    def clean(self) -> dict[str, Any]:
        """Say in words what the operator needs."""
        given = super().clean() or {}
        operator = given.get("operator")
        filled = [name for name in ("value_number", "value_text", "value_flag") if given.get(name) not in (None, "")]
        if given.get("value_list"):
            filled.append("value_list")
        needed = _needed(operator or "")
        if needed and (len(filled) != 1 or filled[0] not in needed):
            raise forms.ValidationError(f"This operator needs exactly one of: {', '.join(needed)}.")
        return given


def _needed(operator: str) -> tuple[str, ...]:
    if operator in ("gt", "gte", "lt", "lte"):
        return ("value_number",)
    if operator in ("in", "nin", "has_any", "count_gte"):
        return ("value_list",)
    if operator == "has":
        return ("value_text",)
    return ("value_number", "value_text", "value_flag") if operator in ("eq", "ne") else ()


class ComparisonInline(admin.TabularInline):
    """All groups must hold; one row of a group is enough; no rows means always."""

    model = Comparison
    form = ComparisonForm
    extra = 0
    verbose_name_plural = "condition: all groups must hold, one row of a group is enough, no rows means always"


class KeywordForm(forms.ModelForm):
    """Words and the questions they ask again."""

    asks = WordsField(help_text="Questions to ask again, with commas.")

    class Meta:
        model = Keyword
        fields = ("word", "is_prefix", "asks")


class KeywordInline(admin.TabularInline):
    """Words of the notes."""

    model = Keyword
    form = KeywordForm
    extra = 0


class RuleForm(forms.ModelForm):
    """Advice needs a topic and a text, progression one of its outcomes; the other lists have their own ways."""

    class Meta:
        model = Rule
        fields = (
            "protocol",
            "kind",
            "key",
            "position",
            "result",
            "target",
            "text",
            "run_lock",
            "tier_floor",
            "through_phase",
            "phase",
            "min_days",
            "max_days",
            "confidence",
            "reviewer",
            "reviewed_on",
            "sources",
        )
        help_texts = {
            "result": "Of a flag its tier, of a pattern its category, of progression one of the words offered.",
            "target": f"Of advice the topic: {', '.join(TOPICS)}. Of a check the question it sets or reads.",
            "text": "Of advice what the runner reads: plain words, one to three short sentences, no diagnosis.",
        }
        widgets = {"result": SuggestingInput(attrs={"class": "vTextField"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the outcomes of the rule's list; of every list while it has none."""
        super().__init__(*args, **kwargs)
        kinds = [self.instance.kind] if self.instance.kind else list(OUTCOMES)
        if "result" in self.fields:  # a published rule is shown without fields
            self.fields["result"].widget.words = sorted({word for kind in kinds for word in outcome_words(kind)})

    def clean(self) -> dict[str, Any]:
        """Say what advice is missing, and what a rule of progression may lead to."""
        given = super().clean() or {}
        words = outcome_words(given.get("kind") or "")
        if words and given.get("result") not in words:
            self.add_error("result", f"Choose one of: {', '.join(words)}.")
        if given.get("kind") == Rule.Kind.ADVICE:
            if given.get("target") not in TOPICS:
                self.add_error("target", f"Choose one of: {', '.join(TOPICS)}.")
            if not (given.get("text") or "").strip():
                self.add_error("text", "Say what the runner is to read.")
        return given


@admin.register(Rule)
class RuleAdmin(HistoryAdmin, DraftOnlyAdmin):
    """One rule of one list."""

    form = RuleForm
    list_display = ("key", "kind", "position", "result", "run_lock", "protocol", "reviewer")
    list_filter = ("protocol", "kind", "result", "run_lock")
    search_fields = ("key", "text", "result")
    autocomplete_fields = ("sources",)
    inlines = (ComparisonInline, KeywordInline)
    ordering = ("protocol", "kind", "position")


class QuestionForm(forms.ModelForm):
    """Values as words."""

    values = WordsField(required=False, disabled=True, help_text="The engine's closed list.")
    used_by = WordsField(required=False)

    class Meta:
        model = Question
        fields = (
            "protocol",
            "key",
            "screen",
            "position",
            "kind",
            "text",
            "help",
            "unit",
            "values",
            "minimum",
            "maximum",
            "required",
            "unsure_as",
            "recheck",
            "used_by",
            "note",
            "confidence",
            "reviewer",
            "reviewed_on",
            "sources",
        )


@admin.register(Question)
class QuestionAdmin(HistoryAdmin, DraftOnlyAdmin):
    """A question's wording, range and when it is asked."""

    form = QuestionForm
    list_display = ("key", "screen", "position", "kind", "required", "recheck", "protocol")
    list_filter = ("protocol", "screen", "kind", "recheck")
    search_fields = ("key", "text")
    autocomplete_fields = ("sources",)
    inlines = (ComparisonInline,)


@admin.register(Tier)
class TierAdmin(DraftOnlyAdmin):
    """What a tier says and does."""

    list_display = ("key", "rank", "plan", "protocol")
    list_filter = ("protocol",)


@admin.register(Guidance)
class GuidanceAdmin(DraftOnlyAdmin):
    """Advice by topic."""

    list_display = ("key", "topic", "text", "confidence", "protocol")
    list_filter = ("protocol", "topic")
    search_fields = ("key", "text", "evidence")
    autocomplete_fields = ("sources",)


@admin.register(Exclusion)
class ExclusionAdmin(DraftOnlyAdmin):
    """Conditions that bar exercises."""

    list_display = ("key", "advice", "protocol")
    list_filter = ("protocol",)
    autocomplete_fields = ("sources", "exercises")

    def get_queryset(self, request: HttpRequest) -> Any:
        """With its protocol, so that a list costs one query."""
        return super().get_queryset(request).select_related("protocol")
