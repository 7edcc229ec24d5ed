"""How the dashboard looks where it can be measured: widths, paper, contrast, and colours for all kinds of sight."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest
from opened import Opened
from playwright.sync_api import BrowserContext

from tools.dashboard.hand_written import yaml_of

THEME = yaml_of("theme.yml")
SCREENS: dict[str, dict[str, str]] = {"light": THEME["colours"], "dark": THEME["dark"]}
# Brettel-like simulation by Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB.
SIGHTS = {
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}


def linear(colour: str) -> tuple[float, float, float]:
    """A colour #rrggbb as linear RGB, 0 to 1."""
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return red, green, blue


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """Contrast ratio as WCAG 2 defines it, 1 to 21."""
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def lab(rgb: tuple[float, float, float]) -> tuple[float, float, float]:
    """Linear RGB as CIE L*a*b* (D65)."""
    red, green, blue = (min(max(part, 0.0), 1.0) for part in rgb)
    x = (0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047
    y = 0.2126729 * red + 0.7151522 * green + 0.0721750 * blue
    z = (0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883
    fx, fy, fz = (part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116 for part in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def seen(colour: str, sight: str) -> tuple[float, float, float]:
    """A colour in L*a*b* as somebody with a kind of colour vision sees it."""
    rgb = linear(colour)
    if sight == "usual":
        return lab(rgb)
    red, green, blue = (sum(a * b for a, b in zip(line, rgb, strict=True)) for line in SIGHTS[sight])
    return lab((red, green, blue))


def blended(colour: str, ground: str, share: float) -> str:
    """A colour #rrggbb that covers a ground by a share, as a browser blends them."""
    mixed = (
        share * int(colour[place : place + 2], 16) + (1 - share) * int(ground[place : place + 2], 16)
        for place in (1, 3, 5)
    )
    return "#" + "".join(f"{round(part):02x}" for part in mixed)


def test_light_and_dark_have_the_same_colours() -> None:
    assert list(SCREENS["light"]) == list(SCREENS["dark"])


@pytest.mark.parametrize("screen", SCREENS)
def test_text_has_contrast(screen: str) -> None:
    colours = SCREENS[screen]
    texts = [name for name in colours if name.endswith("_text") and name != "tip_text"] + ["ink", "muted", "accent"]
    for text, ground in itertools.product(texts, ("card", "paper")):
        assert contrast(colours[text], colours[ground]) >= 4.5, (text, ground)
    assert contrast(colours["tip_text"], colours["tip"]) >= 4.5


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("chart", ["heat", "matrix"])
def test_numbers_on_coloured_cells_have_contrast(chart: str, screen: str) -> None:
    colours = SCREENS[screen]
    for layer in yaml_of(f"charts/{chart}.yml")["layer"]:
        encoding = layer.get("encoding", {})
        opacity = encoding.get("fillOpacity") or encoding.get("opacity") or {}
        for cell in re.findall(r"\$colour\.(\w+)", str([layer["mark"].get("color"), encoding.get("color")])):
            if "scale" in opacity:
                strongest = blended(colours[cell], colours["card"], opacity["scale"]["range"][1])
                assert contrast(colours["ink"], strongest) >= 4.5, cell


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("sight", ["usual", *SIGHTS])
def test_colours_that_stand_beside_each_other_are_told_apart(sight: str, screen: str) -> None:
    colours = SCREENS[screen]
    groups = (("on_target", "at_risk", "off_target", "not_assessed"), ("value", "target", "other"))
    for group in groups:
        for first, second in itertools.combinations(group, 2):
            apart = (
                sum(
                    (a - b) ** 2 for a, b in zip(seen(colours[first], sight), seen(colours[second], sight), strict=True)
                )
                ** 0.5
            )
            assert apart >= 10, (first, second, apart)


@pytest.mark.parametrize("width", [1440, 800, 390])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_page_scrolls_sideways(context: BrowserContext, dashboard: Path, width: int, language: str) -> None:
    opened = Opened(context, dashboard)
    opened.page.set_viewport_size({"width": width, "height": 900})
    for route in opened.routes():
        page = opened.show(f"{route}?lang={language}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, route
    opened.page.close()


def test_prints_on_a4_landscape(opened: Opened) -> None:
    for route in ("#/scorecard?lang=en", "#/kpi/new_customers?lang=zh"):
        printed = opened.show(route).pdf(prefer_css_page_size=True)
        boxes = {tuple(float(side) for side in box.split()) for box in re.findall(rb"/MediaBox \[([\d. ]+)\]", printed)}
        assert len(boxes) == 1
        [(left, bottom, right, top)] = boxes
        assert (round(right - left), round(top - bottom)) == (842, 595)
    opened.page.emulate_media(media="print")
    try:
        hidden = opened.page.eval_on_selector_all(
            ".side, .languages, .choice", "all => all.filter(e => getComputedStyle(e).display !== 'none').length"
        )
        assert hidden == 0
    finally:
        opened.page.emulate_media(media="null")


@pytest.mark.parametrize(
    ("route", "most"),
    [
        ("#/scorecard", 2),
        ("#/kpi/new_customers", 4),
        ("#/revenue", 4),
        ("#/rep?scope=rep:0055i00000003qlAAA", 2),
        ("#/sources", 3),
    ],
)
def test_paper_has_no_near_empty_pages(opened: Opened, route: str, most: int) -> None:
    printed = opened.show(f"{route}{'&' if '?' in route else '?'}lang=en").pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) <= most


def test_nothing_is_cut_on_paper(context: BrowserContext, dashboard: Path) -> None:
    """A page of A4 landscape is 275 mm wide between its margins, 1039 pixels; tables do not scroll there."""
    opened = Opened(context, dashboard)
    opened.page.emulate_media(media="print")
    opened.page.set_viewport_size({"width": 1039, "height": 710})
    for route in [*opened.routes(), "#/rep?scope=rep:0055i00000003qlAAA"]:
        for language in ("en", "zh"):
            page = opened.show(f"{route}{'&' if '?' in route else '?'}lang={language}")
            assert page.evaluate("document.documentElement.scrollWidth") <= 1039, route
            wide = page.eval_on_selector_all(
                ".table-frame",
                "all => all.filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.getAttribute('aria-label'))",
            )
            assert wide == [], route
    opened.page.close()


@pytest.mark.parametrize("width", [800, 1024])
def test_a_short_page_begins_below_the_navigation(opened: Opened, width: int) -> None:
    """What is left of the window stands below the page, not between the navigation and it."""
    opened.page.set_viewport_size({"width": width, "height": 1100})
    page = opened.show("#/rep?lang=en")
    navigation, content = page.locator("#side").bounding_box(), page.locator("#content").bounding_box()
    page.set_viewport_size({"width": 1440, "height": 900})
    assert navigation is not None
    assert content is not None
    assert navigation["height"] < 120
    assert content["y"] == pytest.approx(navigation["y"] + navigation["height"], abs=2)
