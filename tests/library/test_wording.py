"""Every question can be asked as it stands: words for it, for each value, for both ends of a scale."""

from __future__ import annotations

import pytest

from rehab.library.models import Question

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


def test_every_question_has_its_words() -> None:
    """A text for each, a label for each value, and no label for a value that is not there."""
    for question in Question.objects.all():
        assert question.text, question.key
        if question.kind in ("enum", "multi"):
            assert set(question.labels) == {str(value) for value in question.values}, question.key
            assert len(set(question.labels.values())) == len(question.labels), question.key
        elif question.kind == "scale":
            assert set(question.labels) == {"low", "high"}, question.key


def test_guided_tests_say_when_to_stop() -> None:
    """Nobody is asked to move without being told when to stop, and that it may be skipped."""
    for key in ("ext_test", "flex_test", "hop_test"):
        question = Question.objects.get(key=key)
        assert "Stop at" in question.help
        assert "skip" in question.help
