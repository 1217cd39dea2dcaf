"""Rows of the library. Rules are rows; rows are never code."""

from .approval import ProtocolApproval
from .evidence import Evidenced, Source
from .exercise import Block, Exercise, Hint, Level
from .figure import DRAFTING, Figure, FigureFile
from .guidance import CategoryText, CheckinQuestion, EntryTest, Guidance
from .planning import (
    CardioItem,
    Exclusion,
    GoalNeed,
    MinutesBudget,
    PlanLength,
    RunSegment,
    RunStage,
    SecondaryRegion,
    SessionPlan,
    TemplateItem,
)
from .protocol import Protocol, Question, Tier
from .rules import OUTCOMES, Comparison, Keyword, Rule, outcome_words
from .snapshot import LibrarySnapshot

__all__ = [
    "DRAFTING",
    "OUTCOMES",
    "Block",
    "CardioItem",
    "CategoryText",
    "CheckinQuestion",
    "Comparison",
    "EntryTest",
    "Evidenced",
    "Exclusion",
    "Exercise",
    "Figure",
    "FigureFile",
    "GoalNeed",
    "Guidance",
    "Hint",
    "Keyword",
    "Level",
    "LibrarySnapshot",
    "MinutesBudget",
    "PlanLength",
    "Protocol",
    "ProtocolApproval",
    "Question",
    "Rule",
    "RunSegment",
    "RunStage",
    "SecondaryRegion",
    "SessionPlan",
    "Source",
    "TemplateItem",
    "Tier",
    "outcome_words",
]
