"""What a person sees of the widget and does with it."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Frame, Locator, Page, expect


class WidgetPage:
    """The chat page, in a window of its own or in a frame of another page."""

    def __init__(self, page: Page, frame: Frame | None = None) -> None:
        self.page = page
        self.frame = frame or page.main_frame
        self.log = self.frame.locator("[role=log]")
        self.status = self.frame.locator("[role=status]")
        self.field = self.frame.get_by_label("您的问题")
        self.send_button = self.frame.get_by_role("button", name="发送", exact=True)
        self.users = self.log.locator(".turn.user")
        self.replies = self.log.locator(".turn.reply")
        self.sheet = self.frame.get_by_role("dialog")

    @classmethod
    def opened_from(cls, page: Page) -> WidgetPage:
        """Press the launcher of a page that embeds the widget and wait for the greeting."""
        page.get_by_role("button", name="问店小二").click()
        return cls.in_frame_of(page)

    @classmethod
    def in_frame_of(cls, page: Page) -> WidgetPage:
        """Return the widget in a page's frame, once it greets."""
        handle = page.locator("#dianxiaoer iframe").element_handle()
        frame = handle.content_frame()
        assert frame is not None
        widget = cls(page, frame)
        expect(widget.replies.first).to_be_visible()
        return widget

    def say(self, text: str) -> None:
        """Type a text and press Enter."""
        self.field.fill(text)
        self.field.press("Enter")

    def ask(self, text: str) -> Locator:
        """Say it, wait for its reply and return that."""
        before = self.replies.count()
        self.say(text)
        self.wait_for_replies(before + 1)
        return self.replies.nth(before)

    def wait_for_replies(self, count: int) -> None:
        """Wait until exactly so many replies are shown."""
        expect(self.replies).to_have_count(count)

    def run(self, module: str, expression: str) -> Any:
        """Return an expression's value, with `m` bound to one of the widget's modules."""
        main = self.frame.locator("script[type=module]").get_attribute("src")
        assert main is not None
        address = main.replace("main.js", module)
        return self.frame.evaluate(
            f"async () => {{ const m = await import('./{address}'); return {expression}; }}"
        )
