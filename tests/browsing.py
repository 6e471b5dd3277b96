"""What the browser tests share: how Chromium is started, and a page that is watched."""

from __future__ import annotations

from collections.abc import Iterator

from playwright.sync_api import Page

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WIDTHS = {"phone": 360, "desktop": 1280}
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}


def watched(
    page: Page, server: str, *, also: tuple[str, ...] = (), forgiven: str = ""
) -> Iterator[Page]:
    """Hand a page out, and fail the test if it complains or asks another host.

    `also` holds the beginnings of further addresses that it may ask, `forgiven` words of a complaint
    that it may make.
    """
    complaints: list[str] = []
    asked: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda sent: asked.append(sent.url))
    yield page
    page.close()
    assert [each for each in complaints if not forgiven or forgiven not in each] == []
    assert [url for url in asked if not url.startswith((server, "data:", *also))] == []
