"""The style sheet in the first HTML that a browser gets, so that nothing moves when it would come later.

Streamlit draws a page's `st.html` with a script that is loaded after the first elements are on screen.
"""

from collections.abc import MutableMapping
from typing import Any, Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.shell.styles import sheet

# In the body: Streamlit writes its own styles into the head, and of equal rules the last one wins
_END: Final = b"</body>"
# What the HTML is compressed by, or not sent again for: it is neither, as it is changed on its way
_REFUSED: Final = (b"accept-encoding", b"if-none-match", b"if-modified-since", b"range")


class Dressed:
    """Middleware: every HTML answer carries the sheet."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._style = f"<style>{sheet()}</style>".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; of one for a page, change what is answered."""
        if scope["type"] != "http" or scope["method"] != "GET" or not _asks_for_a_page(scope):
            await self._app(scope, receive, send)
            return
        asked = {**scope, "headers": [pair for pair in scope["headers"] if pair[0] not in _REFUSED]}
        await self._app(asked, receive, _Answer(send, self._style).send)


def _asks_for_a_page(scope: Scope) -> bool:
    return "text/html" in Headers(scope=scope).get("accept", "")


class _Answer:
    """One answer on its way: if it is HTML it is held back until it is whole, else it passes as it is."""

    def __init__(self, send: Send, style: bytes) -> None:
        self._send, self._style = send, style
        self._start: MutableMapping[str, Any] | None = None
        self._body = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if "text/html" in Headers(raw=message["headers"]).get("content-type", ""):
                self._start = message
                return
        elif self._start is not None:
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                await self._finish(self._start)
            return
        await self._send(message)

    async def _finish(self, start: Message) -> None:
        head, end, rest = self._body.partition(_END)
        body = head + self._style + end + rest if end else self._body
        headers = MutableHeaders(raw=start["headers"])
        headers["content-length"] = str(len(body))
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body})
