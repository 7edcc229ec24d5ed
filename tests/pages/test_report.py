"""The report on paper: its text has the numbers of the marts, and a browser alone prints it."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import duckdb
import pypdf
import pytest
from test_pages import NONE, rows, with_unit

from tools.browser import NONE_FOUND, found_browser
from tools.dashboard.hand_written import yaml_of
from tools.dashboard.report import printed
from tools.dashboard.source import NotReadable

SCOPES = {"en": "company:all", "zh": "team:EMEA"}
# A PDF maps glyphs back to characters, and a font draws some radicals as the characters: what NFKC leaves of them.
RADICALS = str.maketrans(
    "戶⻓⻛⻚⻅⻆⻉⻋⻔⻘⻝⻢⻣⻥⻦⻨⻩⻬⻮⻰⻜⻄⺠", "户长风页见角贝车门青食马骨鱼鸟麦黄齐齿龙飞西民"
)


def plain(text: str) -> str:
    """A text without blanks, capitals, and other forms of the same characters: what a PDF keeps of it."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text).translate(RADICALS)).casefold()


@pytest.fixture(scope="module")
def reports(publication: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The company's report in English and a team's in Chinese, as `make report` writes them."""
    browser = found_browser()
    if browser is None:
        pytest.skip(NONE_FOUND)
    folder = tmp_path_factory.mktemp("report")
    for language, scope in SCOPES.items():
        printed(browser, publication, None, scope, language, folder / f"{language}.pdf")
    return {language: folder / f"{language}.pdf" for language in SCOPES}


@pytest.mark.parametrize("language", SCOPES)
def test_every_kpi_is_on_paper_as_in_the_scorecard(
    reports: dict[str, Path], marts: duckdb.DuckDBPyConnection, language: str
) -> None:
    """Name, value, verdict, period and target stand one after the other, as on the KPI's tile."""
    found = plain("".join(page.extract_text() for page in pypdf.PdfReader(reports[language]).pages[:3]))
    wanted = rows(
        marts,
        "select * from kpi_scorecard where is_as_due and scope_type || ':' || scope_id = ? order by kpi_order",
        [SCOPES[language]],
    )
    assert len(wanted) == {"en": 14, "zh": 13}[language]
    [(label,)] = marts.execute(
        f"select text_{language} from publication.texts where topic = 'label' and code = 'target'"
    ).fetchall()
    missing = []
    for row in wanted:
        value = NONE if row["value_text"] is None else with_unit(row["value_text"], row["unit"], language)
        parts = [row[f"name_{language}"], value, row[f"verdict_{language}"], row[f"period_label_{language}"]]
        tile = plain("".join([*parts, label, row["target_text"] or NONE]))
        if tile not in found:
            missing.append(tile)
    assert missing == []


def test_a_report_has_every_page_of_its_scope(reports: dict[str, Path]) -> None:
    """Each part begins on a page of its own, A4 landscape, with its title in the report's language."""
    for language, report in reports.items():
        pages = pypdf.PdfReader(report).pages
        assert {(round(page.mediabox.width), round(page.mediabox.height)) for page in pages} == {(842, 595)}
        # slices of the company put some of the fourteen KPIs on one page more
        assert 12 <= len(pages) <= 70
        texts = yaml_of(f"texts/{language}.yml")
        text = plain("".join(page.extract_text() for page in pages))
        for part in ("revenue", "funnel", "presentations", "together", "sources"):
            assert plain(texts[f"page.{part}"]) in text, (language, part)


def test_a_browser_that_does_not_print_leaves_the_last_report(publication: Path, reports: dict[str, Path]) -> None:
    report = reports["zh"]
    content = report.read_bytes()
    with pytest.raises(NotReadable, match="did not print"):
        printed("false", publication, None, "team:EMEA", "zh", report)
    assert report.read_bytes() == content
    assert {path.name for path in report.parent.iterdir()} == {"en.pdf", "zh.pdf"}
