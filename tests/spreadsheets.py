"""Small spreadsheets, as programs write them: what stands in a cell, and dates as dates."""

import io
import zipfile
from datetime import date
from xml.sax.saxutils import escape

_EPOCH = date(1899, 12, 30)


def _zipped(files):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return made.getvalue()


def an_xlsx(rows, *, first=1):
    """An XLSX file whose rows begin at the `first`."""
    return _zipped(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
            'content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
            "_rels/.rels": _RELATIONS.format(of="officeDocument", to="xl/workbook.xml"),
            "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/'
            '2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/'
            'relationships"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": _RELATIONS.format(
                of="worksheet", to="worksheets/sheet1.xml"
            ).replace(
                "</Relationships>",
                '<Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
                'relationships/styles" Target="styles.xml"/></Relationships>',
            ),
            "xl/styles.xml": '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/'
            '2006/main"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>',
            "xl/worksheets/sheet1.xml": '<worksheet xmlns="http://schemas.openxmlformats.org/'
            'spreadsheetml/2006/main"><sheetData>'
            + "".join(
                f'<row r="{n}">{"".join(_xlsx_cell(cell, n, at) for at, cell in enumerate(row))}'
                "</row>"
                for n, row in enumerate(rows, first)
            )
            + "</sheetData></worksheet>",
        }
    )


_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/{of}" Target="{to}"/></Relationships>'
)


def _xlsx_cell(cell, row, at):
    place = f"{chr(ord('A') + at)}{row}"
    if isinstance(cell, date):
        return f'<c r="{place}" s="1"><v>{(cell - _EPOCH).days}</v></c>'
    if isinstance(cell, int | float):
        return f'<c r="{place}"><v>{cell}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>' if cell else ""


def an_ods(rows):
    """An ODS file."""
    return _zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:'
            'opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="/" '
            'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
            "</manifest:manifest>",
            "content.xml": '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:'
            'xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
            'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body>'
            '<office:spreadsheet><table:table table:name="a">'
            + "".join(
                f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows
            )
            + "</table:table></office:spreadsheet></office:body></office:document-content>",
        }
    )


def _ods_cell(cell):
    if isinstance(cell, date):
        told = f'office:value-type="date" office:date-value="{cell}"'
    elif isinstance(cell, int | float):
        told = f'office:value-type="float" office:value="{cell}"'
    else:
        told = 'office:value-type="string"'
    return f"<table:table-cell {told}><text:p>{escape(str(cell))}</text:p></table:table-cell>"
