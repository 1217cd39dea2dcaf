"""Earlier versions of a row: to be read by who may read the row, and never a way to write one."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from simple_history.admin import SimpleHistoryAdmin


class HistoryAdmin(SimpleHistoryAdmin):
    """Each save leaves who and when."""

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One earlier version. The package would save it as the present one, whether the row may be changed or not."""
        if request.method == "POST" or not self.has_view_permission(request):
            raise PermissionDenied
        if not version_id.isascii() or not version_id.isdigit() or len(version_id) > 18 or "\0" in object_id:
            raise Http404
        try:
            row_id = self.model._meta.pk.to_python(object_id)
        except ValidationError as error:
            raise Http404 from error
        return super().history_form_view(request, row_id, version_id, extra_context)

    def revert_disabled(self, request: HttpRequest, obj: Any = None) -> bool:
        """No button for what is refused."""
        return True
