"""When a runner is reminded, on their own clock, and when that is next."""

from __future__ import annotations

from datetime import time

from django.db import models
from django.db.models import Q

from accounts.models import User
from rehab.plans.models import Plan

EARLIEST, LATEST = time(7), time(20, 30)  # with the spread of half an hour it ends before the quiet of the night
SPREAD_MIN = 30


class Weekday(models.IntegerChoices):
    """A day of the week as Python counts them."""

    MONDAY = 0, "Monday"
    TUESDAY = 1, "Tuesday"
    WEDNESDAY = 2, "Wednesday"
    THURSDAY = 3, "Thursday"
    FRIDAY = 4, "Friday"
    SATURDAY = 5, "Saturday"
    SUNDAY = 6, "Sunday"


class Schedule(models.Model):
    """A runner's weekday and time, and the next moment they mean (`next_at`, UTC; none while there is no open plan).

    `zone` and `tzdata` say from what the moment was worked out, `spread_min` is the minute of the half hour that is
    this plan's, `last_week` the local ISO week that was written last: 2026-W53.
    """

    runner = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="schedule")
    plan = models.ForeignKey(Plan, models.SET_NULL, null=True, blank=True, related_name="+")
    weekday = models.PositiveSmallIntegerField(choices=Weekday.choices, default=Weekday.MONDAY)
    at = models.TimeField(default=EARLIEST)
    zone = models.CharField(max_length=64)
    tzdata = models.CharField(max_length=20)
    spread_min = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, blank=True)
    last_week = models.CharField(max_length=8, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(weekday__in=Weekday.values), name="schedule_weekday_0_to_6"),
            models.CheckConstraint(condition=Q(at__range=(EARLIEST, LATEST)), name="schedule_outside_the_night"),
            models.CheckConstraint(condition=Q(spread_min__lt=SPREAD_MIN), name="schedule_within_half_an_hour"),
            models.CheckConstraint(
                condition=Q(plan__isnull=False) | Q(next_at=None), name="schedule_rests_without_a_plan"
            ),
        ]
        indexes = [
            models.Index(fields=["next_at", "runner"], condition=Q(next_at__isnull=False), name="schedule_due"),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()}, {self.at:%H:%M}"
