"""The site's addresses, and two yardsticks: a bare answer, and a signed-in page with one query of its own."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from accounts.access import PUBLIC, SIGNED_IN, policy
from rehab.config.urls import handler400, handler403, handler404, handler500
from rehab.config.urls import urlpatterns as site
from rehab.library.models import Protocol

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
PAGE = engines["django"].from_string(
    '{% extends "base.html" %}{% block content %}<h1>{{ protocol.title }}</h1>{% endblock %}'
)


@policy(PUBLIC)
def hello(request: HttpRequest) -> HttpResponse:
    """The least the framework does, with all its middleware."""
    return HttpResponse("Hello")


@policy(SIGNED_IN)
def page(request: HttpRequest) -> HttpResponse:
    """The least a page does: session, person, one row, the frame of every page."""
    protocol = Protocol.objects.filter(status=Protocol.Status.PUBLISHED).first()
    return HttpResponse(PAGE.render({"protocol": protocol}, request))


urlpatterns = [path("bench/hello", hello), path("bench/page", page), *site]
