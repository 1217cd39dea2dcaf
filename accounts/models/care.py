"""Who cares for whom: a runner's consent to a therapist."""

from __future__ import annotations

from django.db import models

from .people import User


class CareLink(models.Model):
    """A runner's consent that a therapist sees their plan; it ends without leaving the data open."""

    runner = models.ForeignKey(User, models.CASCADE, related_name="care_links")
    therapist = models.ForeignKey(User, models.CASCADE, related_name="runner_links")
    granted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    shares_logs = models.BooleanField("sessions, runs, ratings and check-ins", default=True)
    shares_intake = models.BooleanField("intake answers and safety answers", default=True)
    since = models.DateField("from when on", null=True, blank=True)  # none: the past as well
    needs_approval = models.BooleanField("changes by rule wait for the therapist", default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["runner", "therapist"],
                condition=models.Q(ended_at=None),
                name="care_link_one_open_per_pair",
            ),
            models.CheckConstraint(
                condition=~models.Q(runner=models.F("therapist")), name="care_link_joins_two_people"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.therapist} for {self.runner}"
