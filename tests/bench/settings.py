"""The site's settings as in production, but without TLS, with two yardstick pages."""

from rehab.config.settings import *  # noqa: F403 all of them, with two changed

DEBUG = False
ROOT_URLCONF = "tests.bench.urls"
