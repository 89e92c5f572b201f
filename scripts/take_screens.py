"""Take the pictures of docs/screens from a running product with the demo data: list, board, card, form and import.

    artel up --demo lifts
    .venv/bin/python scripts/take_screens.py http://127.0.0.1:8000 LOGIN PASSWORD [FILE-TO-IMPORT]

Each screen is taken at 1440 and 390 pixels, light and dark. `LOGIN` should be somebody who may import.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "screens"
SIZES = {1440: 900, 390: 844}
THEMES = ("light", "dark")
SCREENS = {"list": "/deals/?view=open", "board": "/deals/board/", "card": "/deals/1/", "form": "/deals/new/"}


def sign_in(page: Page, login: str, password: str) -> None:
    """Sign in through the login page."""
    page.goto("/auth/login/")
    page.locator("input[name=login]").fill(login)
    page.locator("input[name=password]").fill(password)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(lambda address: "/auth/" not in address)


def check_import(page: Page, table: Path) -> str:
    """Upload a table up to the check before loading; return the address of that page."""
    page.goto("/import/")
    page.locator("input[type=file]").set_input_files(table)
    page.locator("main button.btn-primary").first.click()
    page.wait_for_url("**/columns/")
    page.locator("main button.btn-primary").last.click()
    page.wait_for_url(lambda address: not address.endswith("/columns/"))
    return page.url


def main(address: str, login: str, password: str, table: str = "") -> None:
    """Take every picture."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    browser_path = next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "google-chrome"))), None)
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=browser_path, args=options)
        screens = dict(SCREENS)
        for width, height in SIZES.items():
            for theme in THEMES:
                context = browser.new_context(
                    base_url=address,
                    viewport={"width": width, "height": height},
                    locale="ru-RU",
                    reduced_motion="reduce",
                )
                context.add_cookies([{"name": "artel_theme", "value": theme, "url": address}])
                page = context.new_page()
                sign_in(page, login, password)
                if table and "import" not in screens:
                    screens["import"] = check_import(page, Path(table))
                for name, path in screens.items():
                    page.goto(path)
                    page.wait_for_load_state("load")
                    page.wait_for_timeout(800)
                    page.screenshot(path=FOLDER / f"{name}-{width}-{theme}.png")
                context.close()
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
