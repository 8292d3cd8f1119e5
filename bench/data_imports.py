"""The row "data-import": files of postcodes and services, taken twice, against plain COPY."""

import json

from bench.measure import Row

MOST = 15  # times COPY into a bare table, which looks at nothing


def data_import(platform) -> Row:
    """Seconds to read, compare and take 200,000 postcodes and 10,000 services, the first time and
    again, over those of PostgreSQL's COPY of the same rows into a table with one index.
    """
    told = platform.python("from bench.data_in_bulk import measure; measure()", seconds=900)
    figures = json.loads(told)
    ratio = figures["postcodes"]["first"] / figures["copied"]
    words = (
        f"200,000 postcodes in {figures['postcodes']['first']:.1f} s, again in "
        f"{figures['postcodes']['again']:.1f} s ({ratio:.1f} × COPY); 10,000 services in "
        f"{figures['services']['first']:.1f} s, again in {figures['services']['again']:.1f} s"
    )
    figures |= {"ratio": ratio}
    return Row("data-import", words, f"≤ {MOST} × COPY", ratio <= MOST, figures)
