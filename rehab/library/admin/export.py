"""CSV export of a selection."""

from __future__ import annotations

import csv
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def safe_cell(value: Any) -> Any:
    """A spreadsheet must not run what somebody wrote; numbers stay numbers."""
    if isinstance(value, int | float) or value is None:
        return value
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return f"'{text}" if text.startswith(STARTS_A_FORMULA) else text


@admin.action(description="Export the selected rows as CSV")
def export_csv(model_admin: admin.ModelAdmin[Any], request: HttpRequest, rows: QuerySet[Any]) -> HttpResponse:
    """All plain columns of the selected rows, in UTF-8 that spreadsheets recognise."""
    columns = [field.attname for field in rows.model._meta.concrete_fields]
    name = rows.model._meta.model_name
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response.write("\ufeff")
    writer = csv.writer(response, quoting=csv.QUOTE_ALL)
    writer.writerow(columns)
    writer.writerows([safe_cell(getattr(row, column)) for column in columns] for row in rows)
    return response
