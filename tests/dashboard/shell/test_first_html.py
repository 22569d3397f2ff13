"""The style sheet in the first HTML: in every page's HTML and nowhere else, with a length that is right."""

import asyncio

import pytest

from dashboard.shell.first_html import Dressed
from dashboard.shell.styles import sheet

PAGE = b"<html><head></head><body><div id=root></div></body></html>"


def answer(app, accept: bytes = b"text/html,*/*;q=0.8", method: str = "GET") -> tuple[dict, bytes]:
    """The start of an answer and its whole body."""
    sent: list[dict] = []

    async def send(message: dict) -> None:
        sent.append(message)

    async def receive() -> dict:
        return {"type": "http.request"}

    headers = [(b"accept", accept), (b"accept-encoding", b"gzip"), (b"if-none-match", b'"1"')]
    asyncio.run(Dressed(app)({"type": "http", "method": method, "headers": headers}, receive, send))
    return sent[0], b"".join(message.get("body", b"") for message in sent[1:])


def serving(kind: bytes, *parts: bytes):
    """An app that sends `parts`; what it was asked with is kept in `asked`."""

    async def app(scope, receive, send) -> None:
        app.asked = dict(scope["headers"])
        length = str(sum(map(len, parts))).encode()
        headers = [(b"content-type", kind), (b"content-length", length)]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        for number, part in enumerate(parts):
            more = number + 1 < len(parts)
            await send({"type": "http.response.body", "body": part, "more_body": more})

    return app


def test_the_sheet_stands_in_the_body_behind_what_the_page_holds():
    start, body = answer(serving(b"text/html; charset=utf-8", PAGE[:20], PAGE[20:]))
    before, after = PAGE.split(b"</body>")
    assert body == before + f"<style>{sheet()}</style>".encode() + b"</body>" + after
    assert dict(start["headers"])[b"content-length"] == str(len(body)).encode()


def test_the_page_is_asked_for_whole_and_as_it_is():
    app = serving(b"text/html", PAGE)
    answer(app)
    assert set(app.asked) == {b"accept"}


@pytest.mark.parametrize(
    ("kind", "accept", "method"),
    [
        (b"text/javascript", b"text/html", "GET"),
        (b"text/html", b"*/*", "GET"),
        (b"text/html", b"text/html", "HEAD"),
    ],
)
def test_everything_else_passes_as_it_is(kind, accept, method):
    start, body = answer(serving(kind, PAGE[:9], PAGE[9:]), accept, method)
    assert body == PAGE
    assert dict(start["headers"])[b"content-length"] == str(len(PAGE)).encode()


def test_a_page_without_an_end_is_left_alone():
    assert answer(serving(b"text/html", b"<html>"))[1] == b"<html>"
