"""Pages of templates."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import VERIFIED_THERAPIST, policy
from accounts.colleagues import clinic_of
from accounts.models import User
from accounts.selectors import access_care

from .. import shelf, templating
from ..assign_page import TEMPLATE, uuid_of
from ..builder import Builder
from ..models import TemplateVersion

EDITED = "This template was changed in another window, and nothing of yours was saved. Open it again to see both."


class Search(forms.Form):
    """A part of a name."""

    q = forms.CharField(label="Find a template", max_length=80, required=False)
    archived = forms.BooleanField(required=False)


@require_safe
@policy(VERIFIED_THERAPIST)
def shelf_page(request: HttpRequest) -> HttpResponse:
    """The therapist's templates and their clinic's."""
    form, user = Search(request.GET), cast(User, request.user)
    asked = form.cleaned_data if form.is_valid() else {}
    search, archived = str(asked.get("q", "")), bool(asked.get("archived"))
    found = shelf.newest_versions(user, search, archived=archived)
    context = {
        "q": search,
        "archived": archived,
        "mine": [version for version in found if version.template.owner_id == user.pk],
        "shared": [version for version in found if version.template.owner_id != user.pk],
        "clinic": clinic_of(user),
    }
    return render(request, "clinic/templates.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@policy(VERIFIED_THERAPIST)
def new_template(request: HttpRequest) -> HttpResponse:
    """A template from scratch; `for` names the runner it is built for, who is assigned to next."""
    builder = Builder(request.POST.dict() if request.method == "POST" else None)
    return _build(request, builder, None)


@require_http_methods(["GET", "HEAD", "POST"])
@policy(VERIFIED_THERAPIST)
def edit_template(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The next version of a template of one's own."""
    version = shelf.version_of(shelf.access_own_template(cast(User, request.user), pk))
    builder = Builder(request.POST.dict()) if request.method == "POST" else Builder(version=version)
    return _build(request, builder, version)


def _build(request: HttpRequest, builder: Builder, version: TemplateVersion | None) -> HttpResponse:
    """Save, or show the form as the button left it."""
    do, status = request.POST.get("do", ""), 200
    if request.method == "POST" and not do:
        do = "find" if request.POST.get("find") else "save"
    if do == "save":
        status = 422
        if builder.content() is not None:
            try:
                return redirect(_after(request, _save(request, builder, version)))
            except templating.EditedError:
                messages.warning(request, EDITED)
                status = 409
    elif do:
        builder.press(do)
    return render(request, "clinic/template_form.html", {"builder": builder, "version": version}, status=status)


def _save(request: HttpRequest, builder: Builder, version: TemplateVersion | None) -> TemplateVersion:
    given, content = builder.named.cleaned_data, builder.content()
    if content is None or (version is not None and version.template_id != given["key"]):
        raise Http404
    try:
        return templating.save_template(
            key=given["key"],
            owner=cast(User, request.user),
            content=content,
            seen=given["seen"],
            now=timezone.now(),
        )
    except templating.NotYoursError as error:
        raise Http404 from error


def _after(request: HttpRequest, saved: TemplateVersion) -> str:
    """On to the runner it was built for, or to its own page."""
    messages.success(request, f"Saved as version {saved.number}.")
    if not (runner := request.GET.get("for", "")):
        return saved.template.get_absolute_url()
    link = access_care(saved.template.owner, uuid_of(runner))
    return f"{reverse('clinic:assign', args=[link.runner.public_id])}?from={TEMPLATE}&of={saved.template_id}"


@require_safe
@policy(VERIFIED_THERAPIST)
def template(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A template in words, with its versions."""
    user = cast(User, request.user)
    found = shelf.access_template(user, pk)
    wanted = request.GET.get("version", "")
    version = shelf.version_of(found, int(wanted) if wanted.isdecimal() and len(wanted) < 7 else None)
    context = {
        "version": version,
        "template": found,
        "phases": shelf.phases_in_words(version),
        "versions": found.versions.all(),
        "is_mine": found.owner_id == user.pk,
        "clinic": clinic_of(user),
    }
    return render(request, "clinic/template.html", context)


@require_POST
@policy(VERIFIED_THERAPIST)
def clone(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A copy of one's own of the newest version, opened for editing."""
    user = cast(User, request.user)
    copied = templating.clone_template(
        version=shelf.version_of(shelf.access_template(user, pk)), by=user, now=timezone.now()
    )
    messages.success(request, "Copied. This one is yours to change.")
    return redirect("clinic:edit_template", copied.template_id)


@require_POST
@policy(VERIFIED_THERAPIST)
def share(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show a template to one's clinic, or no longer."""
    found = shelf.access_own_template(cast(User, request.user), pk)
    templating.share_template(template=found, shared=request.POST.get("shared") == "yes")
    messages.success(request, "Your clinic sees it now." if found.clinic_id else "Only you see it now.")
    return redirect(found)


@require_POST
@policy(VERIFIED_THERAPIST)
def archive(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a template off the shelf, or put it back."""
    found = shelf.access_own_template(cast(User, request.user), pk)
    archived = request.POST.get("archived") == "yes"
    templating.archive_template(template=found, archived=archived, now=timezone.now())
    messages.success(request, "Put away. What was assigned from it stays." if archived else "Back on the shelf.")
    return redirect(reverse("clinic:templates") if archived else found)
