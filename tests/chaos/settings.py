"""The site's settings with the pages of production for errors."""

from rehab.config.settings import *  # noqa: F403 all of them, with one changed

DEBUG = False
