"""The reader takes any workbook a person may send, and refuses in words what it can't take."""

import contextlib
import io
import re
import struct
import time
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

from core.workbooks import Column, Finding, Form, Page, Reason, Refused, annotate, check_size, open_book, read, write
from core.workbooks import files as workbook_files
from core.workbooks.biff import facts_of, reach_of

DATA = Path(__file__).parents[1] / "data"
SIMPLE = Form(
    kind="simple",
    name="《人员名册》",
    columns=(Column("serial", "序号"), Column("name", "姓名", ("名字",)), Column("age", "年龄")),
    required=("name", "age"),
    titles=("名册",),
)
OTHER = Form(
    kind="other",
    name="《设备清单》",
    columns=(Column("serial", "序号"), Column("name", "设备名称"), Column("price", "单价")),
    required=("name", "price"),
)


def workbook(*rows, name="Sheet1"):
    book = Workbook()
    book.active.title = name
    for row in rows:
        book.active.append(row)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


ROSTER = workbook(["序号", "姓名", "年龄"], [1, "张三", 30])


def rezipped(data, change):
    """The same archive with `change(name, content)` applied to each part; None leaves the part out."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = change(name, source.read(name))
            if content is not None:
                target.writestr(name, content)
    return made.getvalue()


def zipped(**parts):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return made.getvalue()


def ole(*streams):
    """An OLE file's head and the UTF-16 names of its streams."""
    names = b"".join(stream.encode("utf-16-le") + b"\0\0" for stream in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + names + b"\0" * 512


class TestFilesRefused:
    @pytest.mark.parametrize(
        ("data", "code", "words"),
        [
            (b"", "empty_file", "空"),
            (b"hello", "not_a_workbook", "另存为"),
            (b"%PDF-1.7 x", "not_a_workbook", "PDF"),
            (b"<html><table></table></html>", "not_a_workbook", "网页"),
            (b"PK\x03\x04broken", "not_a_workbook", "损坏"),
            (ROSTER[: len(ROSTER) // 2], "not_a_workbook", "损坏"),
            (zipped(a="x"), "not_a_workbook", "压缩包"),
            (zipped(word__document_xml="<x/>"), "not_a_workbook", "Word"),
            (ole("WordDocument"), "not_a_workbook", "Word"),
            (ole("EncryptedPackage", "EncryptionInfo"), "password_protected", "密码"),
            (ole("Workbook"), "not_a_workbook", "损坏"),
        ],
    )
    def test_in_words(self, data, code, words):
        with pytest.raises(Refused) as refused:
            open_book(data)
        assert refused.value.code == code
        assert words in refused.value.message

    def test_a_hundred_thousand_rows_at_once(self):
        data = io.BytesIO()
        book = Workbook(write_only=True)
        sheet = book.create_sheet("清单")
        for number in range(100_000):
            sheet.append([number, "名称"])
        book.save(data)
        began = time.perf_counter()
        with pytest.raises(Refused) as refused:
            open_book(data.getvalue(), max_rows=50_000)
        assert refused.value.code == "too_many_rows"
        assert "50000行" in refused.value.message
        assert time.perf_counter() - began < 3

    def test_empty_formatted_rows_are_no_rows(self):
        def stretch(name, content):
            if name.endswith("sheet1.xml"):
                blank = b"".join(b'<row r="%d" ht="20"><c r="A%d" s="1"/></row>' % (n, n) for n in range(10, 900))
                return content.replace(b"</sheetData>", blank + b"</sheetData>")
            return content

        assert len(open_book(rezipped(ROSTER, stretch), max_rows=20).sheets[0].rows) == 2

    def test_a_far_cell_is_not_loaded(self):
        book = Workbook()
        book.active["A1"] = "x"
        book.active["XFD1048576"] = "远"
        data = io.BytesIO()
        book.save(data)
        with pytest.raises(Refused) as refused:
            open_book(data.getvalue())
        assert refused.value.code == "too_large"
        assert "1048576" in refused.value.message

    @pytest.mark.parametrize(
        "row",
        [
            b"<row r='3'><c r='ABC3' t='str'><v>x</v></c></row>",  # other quotes
            b'<row r="3"><c r="abc3" t="str"><v >x</v></c></row>',  # small letters, a blank in the tag
            b'<row r="3"><c t="str" r="&#65;BC3"><v>x</v></c></row>',
            b'<row r="3"><c r="ABC3" t="str"><v>x</v></c><c r="A3" t="str"><v>x</v></c></row>',  # the far one first
            b'<row r="8000000"><c t="str"><v>x</v></c></row>',  # its place told by the row alone
            b'<row r="3"><c\nr="ABC3"><v>1</v></c></row>',
            b'<x:row xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" r="3">'
            b'<x:c r="ABC3"><x:v>1</x:v></x:c></x:row>',
            b'<!-- <c r="A1" --><row r="3"><c r="ABC3"><v>1</v></c></row>',
            b'<row r="3"><c r="A3" t="inlineStr"><is><t><![CDATA[<c r="]]></t></is></c><c r="ABC3"><v>1</v></c></row>',
        ],
    )
    def test_a_far_cell_that_is_hidden_from_patterns(self, row):
        def stretch(name, content):
            return content.replace(b"</sheetData>", row + b"</sheetData>") if name.endswith("sheet1.xml") else content

        with pytest.raises(Refused) as refused:
            open_book(rezipped(ROSTER, stretch))
        assert refused.value.code == "too_large"

    def test_a_sheet_as_writers_give_it_is_not_parsed_for_its_size(self, monkeypatch):
        monkeypatch.setattr(workbook_files, "_reach", lambda xml: pytest.fail("parsed"))
        check_size(ROSTER)
        check_size(workbook(["序号", 'a < b & <c r="ABC9">'], ["1", "=1+1"]))

    def test_far_cells_that_are_only_formatted_do_no_harm(self):
        def stretch(name, content):
            far = b'<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>'
            return content.replace(b"</sheetData>", far) if name.endswith("sheet1.xml") else content

        assert len(open_book(rezipped(ROSTER, stretch)).sheets[0].rows) == 2

    def test_a_sheet_under_another_spelling_of_its_name_is_measured_too(self):
        far = io.BytesIO(workbook(["序号"]))
        with zipfile.ZipFile(far, "a") as archive:
            archive.writestr(
                "xl/Worksheets/Sheet9.bin", '<sheetData><row r="1"><c r="ZZZ1"><v>1</v></c></row></sheetData>'
            )
        with pytest.raises(Refused) as refused:
            check_size(far.getvalue())
        assert refused.value.code == "too_large"

    def test_a_far_cell_of_an_old_workbook_is_not_loaded(self):
        data = bytearray((DATA / "powers.xls").read_bytes())
        assert reach_of(data) == [(6, 4)]
        place = data.index(struct.pack("<HHHH", 0x00FD, 10, 2, 3))
        struct.pack_into("<HH", data, place + 4, 65535, 65535)
        with pytest.raises(Refused) as refused:
            open_book(bytes(data))
        assert refused.value.code == "too_large"

    def test_a_zip_bomb_is_not_unpacked(self, monkeypatch):
        monkeypatch.setattr(workbook_files, "MAX_UNPACKED", 1 << 20)
        bomb = rezipped(ROSTER, lambda name, content: content + b" " * (2 << 20) if "sheet1" in name else content)
        with pytest.raises(Refused) as refused:
            open_book(bomb)
        assert refused.value.code == "too_large"

    def test_a_bomb_that_lies_about_its_size(self, monkeypatch):
        monkeypatch.setattr(workbook_files, "MAX_UNPACKED", 1 << 20)
        bomb = bytearray(rezipped(ROSTER, lambda n, c: c + b" " * (4 << 20) if n.endswith("theme1.xml") else c))
        sizes = struct.pack(
            "<I", next(i.file_size for i in zipfile.ZipFile(io.BytesIO(bomb)).infolist() if i.file_size > 4 << 20)
        )
        forged = bytes(bomb).replace(sizes, struct.pack("<I", 100))
        with pytest.raises(Refused):
            open_book(forged)

    @pytest.mark.parametrize("rubbish", [b"<c ", b'<c r="A1"><f>', b'<c r="A1"><v', b"<row "])
    def test_rubbish_that_never_closes_takes_no_time(self, rubbish):
        def spoil(name, content):
            if name.endswith("sheet1.xml"):
                return content.replace(
                    b"<sheetData>", b'<sheetData><row r="1"><c r="A1" t="e"><f>1</f>' + rubbish * 200_000
                )
            return content

        data = rezipped(ROSTER, spoil)
        began = time.perf_counter()
        with contextlib.suppress(Refused):
            open_book(data)
        assert time.perf_counter() - began < 5

    def test_too_many_merged_cells(self, monkeypatch):
        book = Workbook()
        book.active["A1"] = book.active["A40"] = "x"
        book.active.merge_cells("A1:Z39")
        data = io.BytesIO()
        book.save(data)
        monkeypatch.setattr(workbook_files, "MAX_MERGED", 1000)
        with pytest.raises(Refused) as refused:
            open_book(data.getvalue())
        assert refused.value.code == "too_large"

    def test_an_encrypted_part(self):
        data = bytearray(ROSTER)
        at = 0
        while (at := data.find(b"PK\x01\x02", at)) >= 0:
            data[at + 8] |= 1
            at += 4
        with pytest.raises(Refused) as refused:
            open_book(bytes(data))
        assert refused.value.code == "password_protected"


class TestOldFormat:
    def test_an_xls_reads_like_an_xlsx(self):
        book = open_book((DATA / "powers.xls").read_bytes())

        assert book.form == "xls"
        assert book.sheets[0].rows[2][:3] == ["1", "取水许可", "行政许可"]
        assert book.sheets[0].merges == [(0, 0, 0, 3)]
        assert book.sheets[0].hidden_rows == {4}
        assert book.sheets[0].errors == {(4, 3): "#REF!", (5, 3): "#DIV/0!"}
        assert book.sheets[0].at(4, 3) == "#REF!"

    @pytest.mark.parametrize("cut", [600, 2000, 3000])
    def test_a_damaged_one_is_refused_in_words(self, cut):
        data = (DATA / "powers.xls").read_bytes()
        with pytest.raises(Refused) as refused:
            open_book(data[:cut])
        assert refused.value.code == "not_a_workbook"

    def test_a_password_is_named_as_such(self):
        data = bytearray((DATA / "powers.xls").read_bytes())
        begin = data.find(b"\x09\x08", 512)  # BOF; the record after it becomes FILEPASS
        struct.pack_into("<H", data, begin + 4 + struct.unpack_from("<H", data, begin + 2)[0], 0x2F)
        with pytest.raises(Refused) as refused:
            open_book(bytes(data))
        assert refused.value.code == "password_protected"

    def test_any_byte_may_be_wrong(self):
        data = bytearray((DATA / "powers.xls").read_bytes())
        for at in range(0, len(data), 97):
            broken = bytes(data[:at]) + bytes([data[at] ^ 0xFF]) + bytes(data[at + 1 :])
            facts_of(broken)


class TestCells:
    def test_numbers_dates_and_truths_become_text(self):
        import datetime

        rows = open_book(workbook([1, 1.5, True, datetime.date(2015, 10, 30), "１２ａ　x", 2069.985898])).sheets[0].rows
        assert rows == [["1", "1.5", "是", "2015年10月30日", "12a x", "2069.985898"]]

    def test_errors_and_unsaved_formulas_are_known_by_their_place(self):
        book = Workbook()
        book.active["B2"] = "=A6+1"
        book.active["C3"] = "#REF!"
        book.active["C3"].data_type = "e"
        book.active.row_dimensions[3].hidden = True
        data = io.BytesIO()
        book.save(data)
        sheet = open_book(data.getvalue()).sheets[0]

        assert sheet.formulas == {(1, 1): "A6+1"}
        assert sheet.errors == {(2, 2): "#REF!"}
        assert sheet.at(2, 2) == "#REF!"
        assert sheet.hidden_rows == {3}


class TestForms:
    def test_finds_the_header_below_a_title_and_skips_other_forms(self):
        book = Workbook()
        book.active.append(["漳县人员名册"])
        book.active.append([])
        book.active.append(["序号", "名 字", "年\n龄（周岁）"])
        book.active.append([1, "张三", 30])
        book.create_sheet("设备").append(["序号", "设备名称", "单价"])
        book["设备"].append([1, "电脑", 5000])
        data = io.BytesIO()
        book.save(data)
        reading = read(data.getvalue(), SIMPLE, among=[OTHER])

        assert [(item.row, item.values) for item in reading.items] == [
            (4, {"serial": "1", "name": "张三", "age": "30"})
        ]
        assert [(f.sheet, f.code) for f in reading.all_warnings] == [("设备", Reason.OTHER_FORM)]
        assert "《设备清单》" in reading.all_warnings[0].message

    def test_the_wrong_form_says_what_it_is(self):
        with pytest.raises(Refused) as refused:
            read(workbook(["序号", "设备名称", "单价"], [1, "电脑", 5000]), SIMPLE, among=[OTHER])
        assert refused.value.code == "wrong_form"
        assert "《设备清单》" in refused.value.message

    def test_columns_that_the_form_does_not_know_are_kept(self):
        reading = read(workbook(["姓名", "年龄", "血型"], ["张三", 30, "O"]), SIMPLE)
        assert reading.items[0].extra == {"血型": "O"}

    def test_progress_reaches_the_total(self):
        seen = []
        read(ROSTER, SIMPLE, progress=lambda done, total: seen.append((done, total)))
        assert seen == [(1, 1)]


class TestWriting:
    PAGE = {"name": "名册", "title": "漳县人员名册", "lines": ("2026年11月22日", "共2项")}
    ROWS = [{"serial": "1", "name": "张三", "age": "30"}, {"serial": "2", "name": "=1+1", "age": "\x07x"}]

    def test_equal_content_gives_equal_bytes(self):
        first = write(SIMPLE, [Page(**self.PAGE, rows=self.ROWS)])
        time.sleep(1.1)
        assert write(SIMPLE, [Page(**self.PAGE, rows=self.ROWS)]) == first

    def test_reads_back_what_it_wrote(self):
        reading = read(write(SIMPLE, [Page(**self.PAGE, rows=self.ROWS)]), SIMPLE)

        assert [item.values for item in reading.items] == [self.ROWS[0], {"serial": "2", "name": "=1+1", "age": "x"}]
        sheet = reading.sheets[0]
        assert (sheet.title, sheet.date, sheet.declared_total, sheet.header_rows) == (
            "漳县人员名册",
            "2026-11-22",
            2,
            [4],
        )

    def test_layout_for_print(self):
        sheet = load_workbook(io.BytesIO(write(SIMPLE, [Page(**self.PAGE, rows=self.ROWS)])))["名册"]

        assert sheet.print_title_rows == "$4:$4"
        assert {str(r) for r in sheet.merged_cells.ranges} == {"A1:C1", "A2:C2", "A3:C3"}
        assert sheet["A1"].font.name == "方正小标宋简体"
        assert sheet["B6"].value == "=1+1"
        assert sheet["B6"].data_type == "s"

    @pytest.mark.parametrize("form", ["xlsx", "xls"])
    def test_faults_are_written_beside_their_rows(self, form):
        data = ROSTER if form == "xlsx" else (DATA / "powers.xls").read_bytes()
        book = open_book(data)
        name = book.sheets[0].name
        marked = annotate(data, book, [Finding(name, 2, Reason.BAD_NAME, "第2行不对。")])

        sheet = load_workbook(io.BytesIO(marked)).worksheets[0]
        assert sheet.cell(2, sheet.max_column).value == "【核对】第2行不对。"
        assert sheet.cell(1, 1).value == book.sheets[0].rows[0][0]

    def test_what_stands_beside_the_rows_is_no_content_when_it_comes_back(self):
        marked = annotate(ROSTER, open_book(ROSTER), [Finding("Sheet1", 2, Reason.BAD_NAME, "第2行不对。")])
        found = read(marked, SIMPLE)
        assert (found.items[0].values, found.items[0].extra) == (read(ROSTER, SIMPLE).items[0].values, {})
        assert not found.all_warnings

        again = annotate(marked, open_book(marked), [Finding("Sheet1", 2, Reason.BAD_NAME, "还是不对。")])
        sheet = load_workbook(io.BytesIO(again)).active
        assert (sheet.max_column, sheet["D2"].value) == (4, "【核对】还是不对。")

    def test_the_persons_styles_stay_and_nothing_in_the_file_runs(self):
        book = Workbook()
        book.active.title = "Sheet1"
        book.active.append(["序号", "姓名", "年龄"])
        book.active.append([1, '=HYPERLINK("http://evil","张三")', 30])
        book.active["A1"].font = Font(bold=True, color="FF0000")
        book.active.column_dimensions["B"].width = 33
        saved = io.BytesIO()
        book.save(saved)
        data = rezipped(saved.getvalue(), lambda n, c: re.sub(rb"</f><v(\s*/>|></v>)", b"</f><v>7</v>", c))

        sheet = load_workbook(io.BytesIO(annotate(data, open_book(data), []))).active
        assert (sheet["B2"].data_type, sheet["B2"].value) == ("n", 7)
        assert (sheet["A1"].font.b, sheet.column_dimensions["B"].width) == (True, 33)

    def test_a_file_whose_styles_cannot_be_kept_comes_back_with_its_texts(self):
        data = rezipped(ROSTER, lambda n, c: c.replace(b'<c r="B2"', b'<c r="B2" s="999"'))
        marked = annotate(data, open_book(data), [Finding("Sheet1", 2, Reason.BAD_NAME, "第2行不对。")])
        assert load_workbook(io.BytesIO(marked)).active["B2"].value == "张三"

    @pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1"])
    def test_a_written_cell_is_a_text_and_never_a_formula(self, text):
        data = write(SIMPLE, [Page("名册", "人员名册", [{"serial": "1", "name": text, "age": "3"}])])
        cell = load_workbook(io.BytesIO(data)).active["B3"]
        assert cell.data_type == "s"
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")

    @pytest.mark.parametrize(
        "text", ["张\x00三", "张_x0000_三", "张\ud83d三", "张\x0b三", "张\ufffe三", "\u202e张三", "👩‍👩‍👧"]
    )
    def test_odd_characters_are_taken_or_dropped_and_break_nothing(self, text):
        found = workbook_files.text_of(text)
        found.encode()
        assert not workbook_files.BROKEN.search(found)

    def test_escaped_nul_characters_of_a_workbook_are_dropped(self):
        data = rezipped(ROSTER, lambda name, content: content.replace("张三".encode(), "张_x0000_三".encode()))
        name = open_book(data).sheets[0].rows[1][1]
        assert "\x00" not in name and name.startswith("张")


def test_errors_of_an_old_workbook_stay_errors_beside_the_faults():
    data = (DATA / "powers.xls").read_bytes()
    book = open_book(data)
    marked = open_book(annotate(data, book, []))
    assert [s.errors for s in marked.sheets] == [s.errors for s in book.sheets] != [{}] * len(book.sheets)


def test_an_old_workbook_named_new_and_the_reverse_are_known_by_their_bytes():
    assert open_book((DATA / "powers.xls").read_bytes()).form == "xls"
    assert open_book(ROSTER).form == "xlsx"  # names are never asked for
