"""Damped Gauss-Newton (Levenberg-Marquardt) in plain Python, for some thirty unknowns.

Minimises the sum of squares of `rows`, each the weighted violation of one wish, plus for every unknown the square of
its distance from where it was wanted and of how far it leaves its range. These two are kept off the rows: they add to
the diagonal only, which makes a step three times cheaper. Deterministic: no randomness, a fixed order.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import mul

RANGE_PRICE = 1 / 0.35  # per degree outside
STEP = 0.02  # of an unknown's give, for the derivative
ENOUGH = 1e-5  # relative gain below which the search ends
ATTEMPTS, BOLDEST = 7, 1e-6  # shorter steps tried when one makes it worse; the least damping


@dataclass(frozen=True, slots=True)
class Unknown:
    """One number to be found: where it is wanted, how readily it gives way, what going off costs, and its range."""

    name: str
    wanted: float
    give: float
    price: float
    low: float = -math.inf
    high: float = math.inf

    def outside(self, value: float) -> float:
        """How far a value is outside the range, signed."""
        return value - self.low if value < self.low else value - self.high if value > self.high else 0.0


Rows = Callable[[Sequence[float]], list[float]]
"""All weighted violations at a point."""
Columns = Callable[[Sequence[float], Sequence[float], Sequence[float]], list[list[float]]]
"""Their differences at a point, with the rows there, for a step in every unknown: one column each."""


def search(
    unknowns: Sequence[Unknown], rows: Rows, columns: Columns, start: Sequence[float], rounds: int
) -> tuple[list[float], float]:
    """The best point found from `start` in at most `rounds` steps, and its cost."""
    point, here = list(start), rows(start)
    cost, damping = _cost(unknowns, point, here), 1e-2
    for _ in range(rounds):
        steps = [unknown.give * STEP for unknown in unknowns]
        jacobian = [[value / STEP for value in column] for column in columns(point, steps, here)]
        matrix, slope = _normal(unknowns, point, here, jacobian)
        for _attempt in range(ATTEMPTS):
            move = cholesky(matrix, slope, damping)
            trial = [p + m * u.give for p, m, u in zip(point, move, unknowns, strict=True)]
            there = rows(trial)
            reached = _cost(unknowns, trial, there)
            if reached < cost:
                break
            damping *= 8  # back to where steps are short, however bold the last ones were
        else:
            break
        gain = (cost - reached) / cost
        point, here, cost, damping = trial, there, reached, max(damping / 6, BOLDEST)
        if gain < ENOUGH:
            break
    return point, cost


def _cost(unknowns: Sequence[Unknown], point: Sequence[float], rows: Sequence[float]) -> float:
    own = sum(
        (u.price * (p - u.wanted)) ** 2 + (RANGE_PRICE * u.outside(p)) ** 2
        for u, p in zip(unknowns, point, strict=True)
    )
    return own + sum(row * row for row in rows)


def _normal(
    unknowns: Sequence[Unknown], point: Sequence[float], rows: Sequence[float], jacobian: Sequence[Sequence[float]]
) -> tuple[list[list[float]], list[float]]:
    """The normal equations, in units of each unknown's give."""
    matrix: list[list[float]] = []
    slope: list[float] = []
    for i, (unknown, value) in enumerate(zip(unknowns, point, strict=True)):
        column = jacobian[i]
        seen = [k for k, entry in enumerate(column) if entry]
        matrix.append([sum(column[k] * other[k] for k in seen) for other in jacobian[: i + 1]])
        out = unknown.outside(value)
        price = (unknown.give * unknown.price) ** 2 + ((unknown.give * RANGE_PRICE) ** 2 if out else 0.0)
        matrix[i][i] += price
        pull = unknown.give * (unknown.price**2 * (value - unknown.wanted) + RANGE_PRICE**2 * out)
        slope.append(-pull - sum(column[k] * rows[k] for k in seen))
    return matrix, slope


def cholesky(matrix: Sequence[Sequence[float]], right: Sequence[float], damping: float) -> list[float]:
    """Solves (A + d (1 + diag A)) x = b for a symmetric positive A given by its lower triangle."""
    size = len(right)
    lower: list[list[float]] = []
    for i in range(size):
        row: list[float] = []
        for j in range(i):
            other = lower[j]
            row.append((matrix[i][j] - sum(map(mul, row, other))) / other[j])
        pivot = matrix[i][i] * (1 + damping) + damping - sum(map(mul, row, row))
        row.append(math.sqrt(max(pivot, 1e-12)))
        lower.append(row)
    forward: list[float] = []
    for i, row in enumerate(lower):
        forward.append((right[i] - sum(map(mul, row, forward))) / row[i])
    found = [0.0] * size
    for i in reversed(range(size)):
        found[i] = (forward[i] - sum(lower[k][i] * found[k] for k in range(i + 1, size))) / lower[i][i]
    return found
