"""The importer's file layer: every kind of file and dirt with its outcome."""

from __future__ import annotations

import codecs
import datetime
import gzip
import io
import os
import random
import stat
import struct
import time
import tracemalloc
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tools.importer import archives
from tools.importer.tables import Limits, Note, Refusal, Table, TableError, open_tables

PLAIN = "id,name,city\n1,Ann,Rome\n2,Bob,Oslo\n"
PLAIN_ROWS = [["1", "Ann", "Rome"], ["2", "Bob", "Oslo"]]


def opened(path: Path, data: bytes | str | None = None, **options: Any) -> list[Table | Refusal]:
    """What comes of a path, after data was written to it."""
    if data is not None:
        path.write_bytes(data.encode() if isinstance(data, str) else data)
    return list(open_tables([path], **options))


def table(tmp_path: Path, data: bytes | str, name: str = "deals.csv", **options: Any) -> Table:
    """The one table in a file with this data."""
    (found,) = opened(tmp_path / name, data, **options)
    assert isinstance(found, Table), found
    return found


def refusal(tmp_path: Path, data: bytes | str, name: str = "deals.csv", **options: Any) -> Refusal:
    """The refusal of a file with this data. It always says what was found, what was expected and what to do."""
    (found,) = opened(tmp_path / name, data, **options)
    assert isinstance(found, Refusal), found
    assert found.found
    assert found.expected
    assert found.advice
    return found


def rows(source: Table) -> list[list[str]]:
    """All rows. Nothing is lost: each row in is given or rejected, and each has the header's number of cells."""
    batches = list(source.batches())
    given = [row for batch in batches for row in batch.rows]
    numbers = [number for batch in batches for number in batch.numbers]
    assert len(numbers) == len(given)
    assert all(batch.first_row == batch.numbers[0] for batch in batches)
    assert sorted(numbers + [row.row_number for row in source.rejected]) == list(range(1, source.rows_in + 1))
    assert all(len(row) == len(source.header) for row in given)
    return given


def note(source: Table, kind: str) -> Note:
    """The note of a kind."""
    (found,) = [note for note in source.notes if note.kind == kind]
    return found


def kinds(source: Table) -> list[str]:
    return [note.kind for note in source.notes]


def reasons(source: Table) -> list[tuple[int, str, str]]:
    return [(row.row_number, row.reason, row.raw_text) for row in source.rejected]


def zipped(*members: tuple[str, bytes | str], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of members."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", compression) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return held.getvalue()


def workbook(*lines: list[Any], title: str = "Sheet1") -> bytes:
    """An xlsx with one sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for line in lines:
        sheet.append(line)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


# ---------------------------------------------------------------------------------------------------- plain tables


def test_plain_csv(tmp_path: Path) -> None:
    found = table(tmp_path, PLAIN)
    assert (found.header, found.encoding, found.size) == (["id", "name", "city"], "UTF-8", len(PLAIN))
    assert (found.part, found.label, found.file.name) == ("", "deals.csv", "deals.csv")
    assert rows(found) == PLAIN_ROWS
    assert found.notes == []


def test_a_table_may_be_read_twice(tmp_path: Path) -> None:
    found = table(tmp_path, PLAIN + "3,x\n")
    assert rows(found) == rows(found) == PLAIN_ROWS
    assert reasons(found) == [(3, "too_few_cells", "3,x")]


def test_a_file_changed_between_two_passes_is_told(tmp_path: Path) -> None:
    found = table(tmp_path, PLAIN)
    (tmp_path / "deals.csv").write_text("a,b\n", encoding="utf-8")
    with pytest.raises(TableError, match="changed"):
        rows(found)
    (tmp_path / "deals.csv").unlink()
    with pytest.raises(TableError, match="no such file"):
        rows(found)


def test_progress_ends_with_the_size(tmp_path: Path) -> None:
    found = table(tmp_path, "id,name\n" + "".join(f"{i},x\n" for i in range(10_000)))
    steps: list[int] = []
    for _ in found.batches(steps.append):
        pass
    assert steps == sorted(steps)
    assert steps[-1] == found.size
    assert len(steps) > 2


def test_header_only(tmp_path: Path) -> None:
    for data in ("id,name", "id,name\n", '"id","name"\r\n\r\n'):
        found = table(tmp_path, data)
        assert found.header == ["id", "name"]
        assert rows(found) == []
        assert found.rows_in == 0


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(tmp_path: Path, delimiter: str) -> None:
    found = table(tmp_path, PLAIN.replace(",", delimiter), "deals.txt")
    assert rows(found) == PLAIN_ROWS


def test_decimal_commas_between_semicolons(tmp_path: Path) -> None:
    found = table(tmp_path, "id;amount;tax\n1;1,50;2,50\n2;3,00;4,10\n")
    assert rows(found) == [["1", "1,50", "2,50"], ["2", "3,00", "4,10"]]


def test_lists_joined_by_semicolons_between_commas(tmp_path: Path) -> None:
    found = table(tmp_path, "id,contacts\n1,5;6;7\n2,8;9;10\n")
    assert rows(found) == [["1", "5;6;7"], ["2", "8;9;10"]]


def test_sep_line_of_excel(tmp_path: Path) -> None:
    found = table(tmp_path, b"\xef\xbb\xbfsep=;\r\nid;name\r\n1;a,b\r\n")
    assert (found.header, rows(found)) == (["id", "name"], [["1", "a,b"]])
    assert kinds(found) == ["sep_line"]


def test_one_column(tmp_path: Path) -> None:
    found = table(tmp_path, "id\n1\n2\n")
    assert (found.header, rows(found)) == (["id"], [["1"], ["2"]])


def test_many_columns(tmp_path: Path) -> None:
    names = [f"Column {i}" for i in range(450)]
    found = table(tmp_path, ",".join(names) + "\n" + ",".join(["x"] + [""] * 449) + "\n")
    assert found.header == names
    assert rows(found) == [["x"] + [""] * 449]


def test_newlines_quotes_and_delimiters_in_cells(tmp_path: Path) -> None:
    found = table(tmp_path, '"id","note"\n"1","two\nlines, and ""quotes"""\n"2","Windows\r\nline"\n')
    assert rows(found) == [["1", 'two\nlines, and "quotes"'], ["2", "Windows\r\nline"]]
    assert found.notes == []


@pytest.mark.parametrize(
    "data",
    ["id,name\n1,a\r\n2,b\r\n", "id,name\r1,a\r2,b\r", "id,name\r\n1,a\n2,b"],
    ids=["LF then CRLF", "CR", "mixed"],
)
def test_line_ends(tmp_path: Path, data: str) -> None:
    assert rows(table(tmp_path, data)) == [["1", "a"], ["2", "b"]]


def test_nul_bytes_are_removed(tmp_path: Path) -> None:
    found = table(tmp_path, b"id,na\0me\n1,A\0nn\n2,Bob\n" + b"3,Cy\n" * 20)
    assert found.header == ["id", "name"]
    assert rows(found)[0] == ["1", "Ann"]
    assert note(found, "nul_bytes").count == 2


def test_blank_lines_are_no_rows(tmp_path: Path) -> None:
    found = table(tmp_path, "\n\nid,name\n\n1,a\n,\n   \n2,b\n\n")
    assert rows(found) == [["1", "a"], ["2", "b"]]
    assert note(found, "blank_rows").count == 4


def test_trailing_empty_columns(tmp_path: Path) -> None:
    found = table(tmp_path, "id,name,,\n1,a,,\n2,b,,stray\n")
    assert (found.header, rows(found)) == (["id", "name"], [["1", "a"], ["2", "b"]])
    assert note(found, "unnamed_cells").example == ""  # the first cell of the unnamed columns is empty
    assert note(found, "unnamed_cells").count == 1


def test_surplus_empty_cells_are_trimmed(tmp_path: Path) -> None:
    found = table(tmp_path, "id,name\n1,a\n2,b,,\n")
    assert rows(found) == [["1", "a"], ["2", "b"]]
    assert note(found, "trimmed_rows").count == 1


def test_header_names_are_cleaned(tmp_path: Path) -> None:
    found = table(tmp_path, b'\xef\xbb\xbf"id"," First \xc2\xa0Name ","Amount\n(USD)"\n1,a,2\n')
    assert found.header == ["id", "First Name", "Amount (USD)"]


def test_repeated_header_names_are_kept(tmp_path: Path) -> None:
    found = table(tmp_path, "id,name,name,,x\n1,a,b,c,d\n")
    assert found.header == ["id", "name", "name", "", "x"]
    assert note(found, "repeated_headers").example == "name"
    assert note(found, "unnamed_columns").count == 1
    assert rows(found) == [["1", "a", "b", "c", "d"]]


def test_titles_above_the_header(tmp_path: Path) -> None:
    data = "\nLeads by owner,,\nAs of 2026-01-05,,\n\nid,Lead Owner,Created\n1,Ann,2026-01-01\n2,Bob,2026-01-02\n"
    found = table(tmp_path, data)
    assert found.header == ["id", "Lead Owner", "Created"]
    assert len(rows(found)) == 2
    assert note(found, "title_lines").example == "Leads by owner | As of 2026-01-05"


def test_titles_of_one_cell_above_the_header(tmp_path: Path) -> None:
    found = table(tmp_path, '"Leads by owner"\n"Lead ID","Lead Owner","Created"\n"1","Ann","2026-01-01"\n')
    assert found.header == ["Lead ID", "Lead Owner", "Created"]
    assert rows(found) == [["1", "Ann", "2026-01-01"]]


def test_data_is_never_taken_for_a_header(tmp_path: Path) -> None:
    found = table(tmp_path, "note\n1,2,3\n4,5,6\n")
    assert found.header == ["note"]
    assert [reason for _, reason, _ in (rows(found), reasons(found))[1]] == ["too_many_cells"] * 2


# -------------------------------------------------------------------------------------------------------- encodings

SPANISH = "id,nombre,ciudad\n1,José Muñoz,Bogotá\n2,Íñigo Núñez,Málaga\n"
CHINESE = "编号,客户名称,负责人\n1,北京公司,王芳\n2,上海贸易有限公司,李娜\n"
TRADITIONAL = "編號,客戶名稱,負責人\n1,臺北公司,王芳\n2,高雄貿易有限公司,李娜\n"
RUSSIAN = "номер,имя,город\n1,Анна Петрова,Москва\n2,Борис Иванов,Новосибирск\n3,Дмитрий Соколов,Екатеринбург\n"


@pytest.mark.parametrize(
    ("text", "codec", "mark", "name"),
    [
        (CHINESE, "utf-8", b"", "UTF-8"),
        (CHINESE, "utf-8", codecs.BOM_UTF8, "UTF-8"),
        (CHINESE, "utf-16-le", codecs.BOM_UTF16_LE, "UTF-16 LE"),
        (CHINESE, "utf-16-be", codecs.BOM_UTF16_BE, "UTF-16 BE"),
        (SPANISH, "utf-16-le", b"", "UTF-16 LE"),
        (SPANISH, "utf-16-be", b"", "UTF-16 BE"),
        (SPANISH, "utf-32-le", codecs.BOM_UTF32_LE, "UTF-32 LE"),
        (SPANISH, "cp1252", b"", "Windows-1252"),
        (SPANISH.replace("Rome", "x"), "latin-1", b"", "Windows-1252"),
        (CHINESE, "gbk", b"", "GB18030"),
        (CHINESE + "3,𠮷野家,㐀\n", "gb18030", b"", "GB18030"),
        (TRADITIONAL, "big5", b"", "Big5"),
        (RUSSIAN, "cp1251", b"", "cp1251"),
    ],
)
def test_encodings(tmp_path: Path, text: str, codec: str, mark: bytes, name: str) -> None:
    found = table(tmp_path, mark + text.encode(codec))
    assert found.encoding == name
    assert [found.header, *rows(found)] == [line.split(",") for line in text.splitlines()]
    if name == "UTF-8":
        assert found.notes == []
    else:
        assert note(found, "transcoded").example in text


def test_iso_8859_1_where_windows_1252_has_no_such_byte(tmp_path: Path) -> None:
    found = table(tmp_path, b"id,name\n1,Jos\xe9\n2,a\x81b\n")
    assert found.encoding == "ISO-8859-1"
    assert rows(found) == [["1", "José"], ["2", "a\x81b"]]


def test_few_bytes_inside_words_are_accents_not_chinese(tmp_path: Path) -> None:
    """The bytes of ÑÍ are a common Chinese character, too."""
    found = table(tmp_path, "id,name\n1,COMPAÑÍA ABC\n".encode("cp1252"))
    assert (found.encoding, rows(found)) == ("Windows-1252", [["1", "COMPAÑÍA ABC"]])


def test_few_chinese_characters_are_told_with_an_example(tmp_path: Path) -> None:
    found = table(tmp_path, "id,name\n1,王芳\n".encode("gbk"))
    assert rows(found) == [["1", "王芳"]]
    assert note(found, "transcoded").example == "王芳"
    assert "GB18030" in note(found, "transcoded").message


def test_late_bytes_decide(tmp_path: Path) -> None:
    """The encoding is told from the whole file, not from its first part."""
    found = table(tmp_path, b"id,name\n" + b"1,abc\n" * 400_000 + "2,北京公司\n3,上海贸易\n".encode("gbk"))
    assert rows(found)[-1] == ["3", "上海贸易"]


def test_a_broken_byte_does_not_change_the_encoding(tmp_path: Path) -> None:
    data = ("id,name\n" + "1,北京公司\n" * 50).encode() + b"2,caf\xe9\n"
    found = table(tmp_path, data)
    assert found.encoding == "UTF-8"
    assert rows(found)[-1] == ["2", "caf�"]
    assert (note(found, "broken_bytes").count, "row 51" in note(found, "broken_bytes").message) == (1, True)


def test_a_broken_byte_in_gbk(tmp_path: Path) -> None:
    found = table(tmp_path, ("id,name\n" + "1,北京公司\n" * 50).encode("gbk") + b"2,\xff\n")
    assert found.encoding == "GB18030"
    assert rows(found)[-1] == ["2", "�"]


def test_a_declared_encoding_is_taken(tmp_path: Path) -> None:
    data = "id,name\n1,Łódź\n".encode("cp1250")
    assert rows(table(tmp_path, data, encoding="cp1250")) == [["1", "Łódź"]]


def test_a_declared_encoding_that_does_not_fit(tmp_path: Path) -> None:
    data = CHINESE.encode("gbk")
    assert "not UTF-8" in refusal(tmp_path, data, encoding="utf-8").found
    assert "not known" in refusal(tmp_path, data, encoding="utf-9").found


# ---------------------------------------------------------------------------------------------------------- repairs


def test_rows_written_into_one_cell_are_taken_apart(tmp_path: Path) -> None:
    data = 'id,name,city\n1,Ann,Rome\n"2,""Bob, Jr."",Oslo"\n"""3"",""Cy"",""Bern"""\n"""4"",""Di"",""Bonn""",,\n'
    found = table(tmp_path, data)
    assert rows(found) == [["1", "Ann", "Rome"], ["2", "Bob, Jr.", "Oslo"], ["3", "Cy", "Bern"], ["4", "Di", "Bonn"]]
    assert note(found, "unnested").count == 3
    assert "first row 2" in note(found, "unnested").message


def test_text_with_commas_is_not_taken_apart(tmp_path: Path) -> None:
    found = table(tmp_path, 'name,city,note\n"Acme,Inc,Ltd",,\n"Dear, Sir, no"\na,b,c\n')
    assert rows(found) == [["Acme,Inc,Ltd", "", ""], ["a", "b", "c"]]
    assert reasons(found) == [(2, "too_few_cells", '"Dear, Sir, no"')]


def test_a_file_whose_lines_are_all_one_cell(tmp_path: Path) -> None:
    found = table(tmp_path, '"id,name"\n"1,""a"""\n"2,b"\n')
    assert (found.header, rows(found)) == (["id", "name"], [["1", "a"], ["2", "b"]])


def test_ragged_rows_are_rejected_with_their_text(tmp_path: Path) -> None:
    found = table(tmp_path, PLAIN + "3,Cy,Bern,x\n4,Di\n5,Ed,Ulm\n")
    assert rows(found) == [*PLAIN_ROWS, ["5", "Ed", "Ulm"]]
    assert reasons(found) == [(3, "too_many_cells", "3,Cy,Bern,x"), (4, "too_few_cells", "4,Di")]


def test_a_cut_off_file(tmp_path: Path) -> None:
    found = table(tmp_path, PLAIN + "3,C")
    assert rows(found) == PLAIN_ROWS
    assert reasons(found) == [(3, "cut_off", "3,C")]


def test_a_file_cut_off_inside_quotes(tmp_path: Path) -> None:
    found = table(tmp_path, '"id","note"\n"1","a"\n"2","first line\nsecond')
    assert rows(found) == [["1", "a"]]
    assert reasons(found) == [(2, "cut_off", '"2","first line\nsecond')]


def test_exporters_that_drop_empty_cells_at_the_end(tmp_path: Path) -> None:
    data = "id,name,city,note\n1,Ann,Rome,x\n2,Bob\n3,Cy,Bern\n4,Di\n5,Ed,Ulm,y\n"
    found = table(tmp_path, data)
    assert rows(found)[1] == ["2", "Bob", "", ""]
    assert found.rejected == []
    assert note(found, "padded_rows").count == 3


def test_one_short_row_in_a_regular_file_is_rejected(tmp_path: Path) -> None:
    data = '"id","name","city"\n' + '"1","Ann","Rome"\n' * 30 + '"2","Bob"\n' + '"3","Cy","Bern"\n'
    found = table(tmp_path, data)
    assert len(rows(found)) == 31
    assert reasons(found) == [(31, "too_few_cells", '"2","Bob"')]


def test_an_unclosed_quote_costs_one_row(tmp_path: Path) -> None:
    data = "id,name,city\n" + '1,"Ann,Rome\n' + "".join(f"{i},Bob,Oslo\n" for i in range(2, 40_000))
    found = table(tmp_path, data)
    assert len(rows(found)) == 39_998
    assert reasons(found) == [(1, "unclosed_quote", '1,"Ann,Rome')]


def test_an_unclosed_quote_up_to_the_next_one(tmp_path: Path) -> None:
    found = table(tmp_path, 'id,name,city\n1,"Ann,Rome\n2,"Bob",Oslo\n3,Cy,Bern\n')
    assert rows(found) == [["2", "Bob", "Oslo"], ["3", "Cy", "Bern"]]
    assert reasons(found) == [(1, "unclosed_quote", '1,"Ann,Rome')]


def test_unclosed_quotes_in_every_row_take_no_quadratic_time(tmp_path: Path) -> None:
    started = time.monotonic()
    found = table(tmp_path, "id,name\n" + '1,"a\n2,b\n' * 20_000)
    rows(found)
    assert found.rows_in == 40_000
    # far from what a search that is quadratic would take
    assert time.monotonic() - started < 120


def test_text_after_a_closing_quote(tmp_path: Path) -> None:
    found = table(tmp_path, '"id","name"\n"1","He said "hi" to me"\n"2","b"\n')
    assert rows(found) == [["2", "b"]]
    assert reasons(found) == [(1, "broken_quotes", '"1","He said "hi" to me"')]


def test_lines_after_a_broken_quote_belong_to_its_row(tmp_path: Path) -> None:
    found = table(tmp_path, '"id","name"\n"1","a "b" c\nand, more\nend"\n"2","b"\n')
    assert rows(found) == [["2", "b"]]
    assert reasons(found) == [(1, "broken_quotes", '"1","a "b" c\nand, more\nend"')]


def test_formulas_stay_text(tmp_path: Path) -> None:
    data = "id,name,phone\n=HYPERLINK(1),+cmd|' /C calc'!A0,+49 (30) 1\n1,@SUM(A1),-5\n2,\"=1+1\",b\n"
    found = table(tmp_path, data)
    assert rows(found)[0] == ["=HYPERLINK(1)", "+cmd|' /C calc'!A0", "+49 (30) 1"]
    assert note(found, "formula").count == 4
    assert note(found, "formula").example == "=HYPERLINK(1)"


def test_the_text_guard_of_excel_is_taken_off(tmp_path: Path) -> None:
    found = table(tmp_path, 'id,name\n="00123",a\n"=""00124""",b\n')
    assert rows(found) == [["00123", "a"], ["00124", "b"]]
    assert note(found, "text_guard").count == 2
    assert "formula" not in kinds(found)


# ---------------------------------------------------------------------------------------------------------- footers

REPORT = '"Lead ID","Owner","Amount"\n"1","Ann","5"\n"2","Bob","6"\n'
FOOTERS = {
    "salesforce": '\n\n"Leads this year"\n"Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved."\n'
    '"Confidential Information - Do Not Distribute"\n"Generated By:  Jane Doe  1/5/2026 4:03 PM"\n"Acme Inc"\n',
    "grand totals": '\n"Grand Totals (2 records)","","11"\n',
    "spanish": '\n"Informe"\n"Información confidencial: no distribuir"\n"Generado por: Ana"\n"Total general","","11"\n',
    "german": '\n"Vertrauliche Informationen - nicht verteilen"\n"Erstellt von: Jan"\n"Gesamtsumme","","11"',
    "chinese": '\n"销售线索"\n"机密信息 - 请勿分发"\n"总计","","11"\n',
}


@pytest.mark.parametrize("footer", FOOTERS.values(), ids=FOOTERS)
def test_report_footers_are_no_rows(tmp_path: Path, footer: str) -> None:
    found = table(tmp_path, REPORT + footer)
    assert rows(found) == [["1", "Ann", "5"], ["2", "Bob", "6"]]
    assert found.rejected == []
    lines = [line for line in footer.splitlines() if line]
    assert note(found, "footer").count == len(lines)
    assert lines[0].split('"')[1] in note(found, "footer").example


def test_rows_are_not_taken_for_a_footer(tmp_path: Path) -> None:
    """An id alone, a customer called Total, a footer's words in the middle, and unknown lines: all stay or are told."""
    found = table(tmp_path, REPORT + '"3","",""\n"Total","Eva","9"\n\n"Total","Eva","9"\n"4","Cy","1"\n"5","",""\n')
    assert [row[0] for row in rows(found)] == ["1", "2", "3", "Total", "Total", "4", "5"]
    found = table(tmp_path, REPORT + '\n"some words"\n')
    assert len(rows(found)) == 2
    assert reasons(found) == [(3, "too_few_cells", '"some words"')]


def test_a_bad_row_before_the_footer_is_told(tmp_path: Path) -> None:
    found = table(tmp_path, REPORT + '"3"\n\n"Title"\n"Copyright (c) 2026 salesforce.com, inc."\n')
    assert len(rows(found)) == 2
    assert reasons(found) == [(3, "too_few_cells", '"3"')]
    assert note(found, "footer").count == 2


# ---------------------------------------------------------------------------------------------------- content, not name


def test_a_zip_named_csv(tmp_path: Path) -> None:
    found = table(tmp_path, zipped(("deals.csv", PLAIN)), "deals.csv")
    assert (found.part, found.label, rows(found)) == ("deals.csv", "deals.csv: deals.csv", PLAIN_ROWS)
    assert found.size == len(PLAIN)


def test_an_xlsx_named_csv(tmp_path: Path) -> None:
    found = table(tmp_path, workbook(["id", "name"], [1, "a"]), "deals.csv")
    assert (found.part, rows(found)) == ("Sheet1", [["1", "a"]])


def test_gzip_is_read(tmp_path: Path) -> None:
    assert rows(table(tmp_path, gzip.compress(PLAIN.encode()), "deals.csv.gz")) == PLAIN_ROWS


@pytest.mark.parametrize(
    ("data", "found", "advice"),
    [
        (b"", "empty", "again"),
        (b"\n\n  \n", "no header", "again"),
        (b"<!DOCTYPE html><html><body>Please log in</body></html>", "web page", "Log in"),
        (b"\xef\xbb\xbf <html><table><tr><td>id</td></tr></table></html>", "web page with a table", "save it as xlsx"),
        ("<html><table><tr><td>id</td></tr></table></html>".encode("utf-16"), "web page with a table", "xlsx"),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            "XML spreadsheet",
            "xlsx",
        ),
        (b'<?xml version="1.0"?><rows/>', "XML", "CSV"),
        (b'{"results": [{"id": 1}]}', "JSON", "CSV"),
        (b'[\n  {"id": 1}]', "JSON", "CSV"),
        (b"%PDF-1.7 ...", "PDF", "CSV"),
        (b"PAR1\x15\x04", "Parquet", "exports_dir"),
        (b"7z\xbc\xaf\x27\x1c\0\x04", "7z", "zip"),
        (b"\0" * 5_000, "binary", "again"),
        (random.Random(1).randbytes(5_000), "binary", "again"),
        (gzip.compress(PLAIN.encode() * 99, mtime=0)[:60], "damaged", "again"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2_000, "workbook", "save it again"),
    ],
    ids=lambda value: value[:24] if isinstance(value, str) else None,
)
def test_what_is_no_export_is_refused_with_advice(tmp_path: Path, data: bytes, found: str, advice: str) -> None:
    for name in ("deals.csv", "deals.xls"):
        refused = refusal(tmp_path, data, name)
        assert found in refused.found
        assert advice in refused.advice


# ----------------------------------------------------------------------------------------------------------- workbooks


def test_typed_cells(tmp_path: Path) -> None:
    moment = datetime.datetime(2024, 1, 5, 10, 30, 15)
    data = workbook(
        ["id", "amount", "at", "on", "won", "time"],
        [123.0, 0.1, moment, moment.date(), True, datetime.time(9, 5)],
        ["007", 1e-7, None, None, False, datetime.timedelta(hours=30)],
    )
    found = table(tmp_path, data, "deals.xlsx")
    assert rows(found) == [
        ["123", "0.1", "2024-01-05T10:30:15", "2024-01-05", "true", "09:05:00"],
        ["007", "0.0000001", "", "", "false", "30:00:00"],
    ]


def test_every_sheet_is_a_table_and_empty_ones_are_passed_over(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "数据"
    book.active.append(["编号", "名称"])
    book.create_sheet("empty")
    hidden = book.create_sheet("options")
    hidden.append(["a", "b"])
    hidden.sheet_state = "hidden"
    book.create_chartsheet("chart")
    book.save(tmp_path / "book.xlsx")
    found = opened(tmp_path / "book.xlsx")
    assert [(one.part, one.label) for one in found] == [("数据", "book.xlsx: 数据"), ("options", "book.xlsx: options")]
    assert isinstance(found[1], Table)
    assert kinds(found[1]) == ["hidden_sheet"]


def test_titles_blank_rows_and_footers_of_a_sheet(tmp_path: Path) -> None:
    data = workbook(
        ["Leads by owner"],
        [],
        ["id", "owner", "amount"],
        [1, "Ann", 5],
        [],
        [2, "Bob", None, None, "stray"],
        [],
        ["Leads by owner"],
        ["Confidential Information - Do Not Distribute"],
    )
    found = table(tmp_path, data, "report.xlsx")
    assert (found.header, rows(found)) == (["id", "owner", "amount"], [["1", "Ann", "5"], ["2", "Bob", ""]])
    assert note(found, "title_lines").example == "Leads by owner"
    assert note(found, "footer").count == 2
    assert note(found, "unnamed_cells").example == "stray"


def test_error_cells_and_formulas_without_a_value(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["id", "x", "y"])
    book.active.append([1, "#DIV/0!", "=1+1"])
    book.save(tmp_path / "book.xlsx")
    (found,) = opened(tmp_path / "book.xlsx")
    assert isinstance(found, Table)
    assert rows(found) == [["1", "", ""]]
    assert note(found, "error_cells").count == 1


def test_cached_values_of_formulas(tmp_path: Path) -> None:
    data = workbook(["id", "sum"], [1, "=1+1"])
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(held, "w") as new:
        for name in old.namelist():
            new.writestr(
                name,
                old.read(name)
                .replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>")
                .replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>"),
            )
    assert rows(table(tmp_path, held.getvalue(), "book.xlsx")) == [["1", "2"]]


def test_long_numbers_in_a_sheet_have_lost_digits(tmp_path: Path) -> None:
    found = table(tmp_path, workbook(["id", "name"], [123456789012345678, "a"]), "book.xlsx")
    rows(found)
    assert note(found, "precision").count == 1


def test_a_stray_cell_far_away_is_refused(tmp_path: Path) -> None:
    """The library would end the process."""
    book = openpyxl.Workbook()
    book.active["A1"] = "id"
    book.active["XFD1048576"] = "stray"
    book.save(tmp_path / "book.xlsx")
    (found,) = opened(tmp_path / "book.xlsx")
    assert isinstance(found, Refusal)
    assert "1,048,576 rows" in found.found


@pytest.mark.parametrize("extension", ["xlsx", "xls"])
def test_a_broken_workbook(tmp_path: Path, extension: str) -> None:
    data = zipped(("[Content_Types].xml", "<x/>"), ("xl/workbook.xml", "<workbook"))
    assert "cannot be read" in refusal(tmp_path, data, f"book.{extension}").found


def test_another_document_of_an_office_program(tmp_path: Path) -> None:
    assert (
        "no workbook" in refusal(tmp_path, zipped(("[Content_Types].xml", "<x/>"), ("word/document.xml", "<x/>"))).found
    )


def test_ods(tmp_path: Path) -> None:
    cells = "<table:table-row>{}</table:table-row>"
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    number = '<table:table-cell office:value-type="float" office:value="{0}"><text:p>{0}</text:p></table:table-cell>'
    lines = cells.format(cell.format("id") + cell.format("name")) + cells.format(number.format(7) + cell.format("é"))
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
        ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="Sheet1">{lines}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    data = zipped(
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content),
        ("META-INF/manifest.xml", manifest),
    )
    found = table(tmp_path, data, "book.ods")
    assert (found.header, rows(found)) == (["id", "name"], [["7", "é"]])


def ole(streams: dict[str, bytes]) -> bytes:
    """A minimal OLE file: a header, one sector of allocation, one of directory, then the streams."""
    sector, end, free = 512, 0xFFFFFFFE, 0xFFFFFFFF
    table_entries, entries, body = [0xFFFFFFFD, end], [], b""
    for name, data in streams.items():
        data = data.ljust(4096, b"\0")
        data += b"\0" * (-len(data) % sector)
        start, count = len(table_entries), len(data) // sector
        table_entries += [*range(start + 1, start + count), end]
        entries.append((name, 2, start, len(data)))
        body += data
    directory = b""
    for name, kind, start, size in [("Root Entry", 5, end, 0), *entries]:
        text = name.encode("utf-16-le") + b"\0\0"
        child = 1 if kind == 5 else free
        directory += text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text), kind, 1, free, free, child)
        directory += b"\0" * 36 + struct.pack("<IQ", start, size)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += (
        struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0)
        + struct.pack("<I", 0)
        + struct.pack("<I", free) * 108
    )
    fat = b"".join(struct.pack("<I", entry) for entry in table_entries).ljust(sector, b"\xff")
    return header + fat + directory.ljust(sector, b"\0") + body


def xls() -> bytes:
    """A workbook of Excel 97 with a header and one row."""

    def record(kind: int, data: bytes) -> bytes:
        return struct.pack("<HH", kind, len(data)) + data

    def label(row: int, column: int, text: str) -> bytes:
        return record(0x0204, struct.pack("<HHHHB", row, column, 0, len(text), 0) + text.encode("latin-1"))

    begin = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    sheet = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    sheet += record(0x0200, struct.pack("<IIHHH", 0, 2, 0, 2, 0))
    sheet += label(0, 0, "id") + label(0, 1, "name") + label(1, 1, "Ann")
    sheet += record(0x0203, struct.pack("<HHHd", 1, 0, 0, 42.0)) + record(0x000A, b"")
    bound = struct.pack("<IBBBB", 0, 0, 0, 6, 0) + b"Sheet1"
    offset = len(begin) + 4 + len(bound) + 4
    bound = struct.pack("<I", offset) + bound[4:]
    return ole({"Workbook": begin + record(0x0085, bound) + record(0x000A, b"") + sheet})


def test_xls(tmp_path: Path) -> None:
    found = table(tmp_path, xls(), "book.xls")
    assert (found.part, found.header, rows(found)) == ("Sheet1", ["id", "name"], [["42", "Ann"]])


def test_a_workbook_with_a_password(tmp_path: Path) -> None:
    refused = refusal(tmp_path, ole({"EncryptionInfo": b"x", "EncryptedPackage": b"x"}), "book.xlsx")
    assert "password" in refused.found
    assert "without" in refused.advice


# ------------------------------------------------------------------------------------------------------------ archives


def test_a_zip_of_everything(tmp_path: Path) -> None:
    inner = zipped(("b.csv", PLAIN), ("deeper.zip", zipped(("c.csv", PLAIN))))
    data = zipped(
        ("a.csv", PLAIN),
        ("folder/", ""),
        ("folder/book.xlsx", workbook(["id", "name"], [1, "a"], title="S")),
        ("inner.zip", inner),
        ("packed.csv.gz", gzip.compress(PLAIN.encode())),
        ("__MACOSX/._a.csv", "x"),
        (".DS_Store", "x"),
        ("empty.csv", ""),
    )
    found = opened(tmp_path / "export.zip", data)
    assert [(one.part, isinstance(one, Table)) for one in found] == [
        ("a.csv", True),
        ("empty.csv", False),
        ("folder/book.xlsx/S", True),
        ("inner.zip/b.csv", True),
        ("inner.zip/deeper.zip", False),
        ("packed.csv.gz", True),
    ]
    assert [rows(one) for one in found if isinstance(one, Table)][2] == PLAIN_ROWS


def test_names_in_gbk(tmp_path: Path) -> None:
    """Zipfile can only write UTF-8 names, so their flag is taken away again."""
    entry = zipfile.ZipInfo("x")
    entry.filename = "商机.csv".encode("gbk").decode("cp437")
    data = zipped((entry.filename, PLAIN))
    raw = entry.filename.encode()
    fixed = data.replace(raw, "商机.csv".encode("gbk").ljust(len(raw), b"x")).replace(b"\x14\0\0\x08", b"\x14\0\0\0")
    assert table(tmp_path, fixed, "export.zip").part.startswith("商机.csv")


@pytest.mark.parametrize("name", ["../out.csv", "/etc/out.csv", "C:\\out.csv", "a/../../out.csv", "\\\\host\\out.csv"])
def test_names_that_lead_out_of_the_zip(tmp_path: Path, name: str) -> None:
    found = opened(tmp_path / "export.zip", zipped((name, PLAIN), ("good.csv", PLAIN)))
    assert sorted(type(one).__name__ for one in found) == ["Refusal", "TextTable"]
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["export.zip"]


def test_a_link_in_a_zip(tmp_path: Path) -> None:
    entry = zipfile.ZipInfo("link.csv")
    entry.create_system = 3
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(entry, "/etc/passwd")
    assert "link" in refusal(tmp_path, held.getvalue(), "export.zip").found


def test_an_encrypted_zip(tmp_path: Path) -> None:
    data = bytearray(zipped(("a.csv", PLAIN)))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert "encrypted" in refusal(tmp_path, bytes(data), "export.zip").found


def test_a_cut_off_zip(tmp_path: Path) -> None:
    data = zipped(("a.csv", PLAIN * 50))
    assert "cut off" in refusal(tmp_path, data[:-30], "export.zip").found


def test_a_damaged_member(tmp_path: Path) -> None:
    data = bytearray(zipped(("a.csv", PLAIN * 50), compression=zipfile.ZIP_STORED))
    data[200] ^= 1
    assert "damaged" in refusal(tmp_path, bytes(data), "export.zip").found


def test_an_empty_zip(tmp_path: Path) -> None:
    assert "without files" in refusal(tmp_path, zipped(), "export.zip").found


SMALL = Limits(total_bytes=5_000_000, ratio=50, ratio_from=1_000_000, members=5, line_bytes=100_000)


def test_bombs(tmp_path: Path) -> None:
    bomb = zipped(("a.csv", b"id,name\n" + b"1,a\n" * 1_000_000))
    assert "times its size" in refusal(tmp_path, bomb, "export.zip", limits=SMALL).found
    assert "times its size" in refusal(tmp_path, zipped(("b.zip", bomb)), "export.zip", limits=SMALL).found
    assert "times its size" in refusal(tmp_path, gzip.compress(b"id,name\n" * 1_000_000), "a.gz", limits=SMALL).found
    loose = Limits(total_bytes=2_000_000, ratio=10_000)
    assert "2,000,000 bytes" in refusal(tmp_path, bomb, "export.zip", limits=loose).found
    assert (
        "6 files"
        in refusal(tmp_path, zipped(*((f"{i}.csv", PLAIN) for i in range(6))), "export.zip", limits=SMALL).found
    )


def test_a_bomb_that_lies_about_its_size(tmp_path: Path) -> None:
    data = zipped(("a.csv", b"id,name\n" + b"1,a\n" * 1_000_000))
    size = struct.pack("<I", 8 + 4_000_000)
    assert refusal(tmp_path, data.replace(size, struct.pack("<I", 100)), "export.zip").found


def test_a_workbook_that_is_a_bomb(tmp_path: Path) -> None:
    data = zipped(
        ("[Content_Types].xml", "<x/>"), ("xl/workbook.xml", "<x/>"), ("xl/worksheets/sheet1.xml", b" " * 3_000_000)
    )
    assert "unpacks" in refusal(tmp_path, data, "book.xlsx", limits=SMALL).found


# ------------------------------------------------------------------------------------------------ folders and odd files


def test_folders_are_read_in_order_without_litter(tmp_path: Path) -> None:
    for name in (
        "b/deals.csv",
        "a.csv",
        ".hidden/x.csv",
        ".DS_Store",
        "Thumbs.db",
        "~$book.xlsx",
        "__MACOSX/x.csv",
        "b/.x",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(PLAIN, encoding="utf-8")
    (tmp_path / "b/again").symlink_to(tmp_path)
    found = list(open_tables([tmp_path, tmp_path / "a.csv"]))
    assert [one.file.relative_to(tmp_path).as_posix() for one in found] == ["a.csv", "b/deals.csv", "b/again"]
    assert isinstance(found[2], Refusal), "a link to a folder is told and not followed"


def test_a_folder_without_files(tmp_path: Path) -> None:
    (tmp_path / ".hidden").touch()
    (found,) = opened(tmp_path)
    assert isinstance(found, Refusal)
    assert "without files" in found.found


def test_a_missing_path(tmp_path: Path) -> None:
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    for name, told in (("missing.csv", "no such file"), ("dangling", "a link that leads nowhere")):
        (found,) = opened(tmp_path / name)
        assert isinstance(found, Refusal)
        assert told in found.found


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object, **__: object) -> Iterator[bytes]:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(archives.Source, "open", forbidden)
    assert "may not be read" in refusal(tmp_path, PLAIN).found


def test_pipes_and_devices_do_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    for path in (tmp_path / "pipe.csv", Path("/dev/zero")):
        (found,) = opened(path)
        assert isinstance(found, Refusal)
        assert "pipe" in found.found


def test_a_line_of_ten_megabytes(tmp_path: Path) -> None:
    started = time.monotonic()
    found = table(tmp_path, "id,name\n1," + "x" * 10_000_000 + "\n2,b\n")
    assert [len(row[1]) for row in rows(found)] == [10_000_000, 1]
    assert "columns" in refusal(tmp_path, "a," * 5_000_000).found
    assert "no header" in refusal(tmp_path, '"' * 10_000_001).found
    assert "a line of more than" in refusal(tmp_path, "x" * 3_000_000, limits=SMALL).found
    # far from what a search that is quadratic would take
    assert time.monotonic() - started < 120


def test_a_name_of_megabytes_is_refused_at_once(tmp_path: Path) -> None:
    found = refusal(tmp_path, "id,na" + "y" * 3_000_000 + "\n1,2\n")
    assert "a column whose name has 3,000,002 characters" in found.found


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "big.csv"
    with path.open("w", encoding="utf-8") as lines:
        lines.write("id,name,city\n")
        lines.writelines(f"{i},Ann {i},Rome\n" for i in range(150_000))
    (found,) = opened(path)
    assert isinstance(found, Table)
    tracemalloc.start()
    assert sum(len(batch.rows) for batch in found.batches()) == 150_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8_000_000
