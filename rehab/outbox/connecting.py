"""Whether an error of an HTTP request came before anything was said: then nothing left, and it may be tried again."""

from __future__ import annotations


def never_connected(error: BaseException) -> bool:
    """Whether no connection was made: refused, no such name, no route, or no answer to the first packet."""
    from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

    found: BaseException | None = error
    while found is not None:
        if isinstance(found, (ConnectTimeoutError, NewConnectionError)):
            return True
        found = found.__cause__ or found.__context__
    return False
