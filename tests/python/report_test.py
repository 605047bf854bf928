# SPDX-License-Identifier: Apache-2.0
"""A report as a page: gauges, and the picture only where it was asked for."""
import html.parser
import pickle
import re

import countenance
import pytest


class Page(html.parser.HTMLParser):
    """Every element that is opened is closed, in order."""

    def __init__(self, text):
        super().__init__()
        self.open, self.seen, self.words = [], [], []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))
        if tag != "img":
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)


@pytest.fixture(scope="module")
def report(original, plastic):
    return original.measure(plastic, heatmap=True)


def test_a_gauge_a_measure(report):
    page = Page(report.html())
    shares = [m.share for m in report.faces[0].measures.values() if m.share is not None]
    gauges = [attrs["aria-label"] for tag, attrs in page.seen if tag == "svg"]
    assert gauges == [f"{share:.0%} of the limit" for share in shares]
    assert str(report) in page.words


def test_a_gauge_fills_up_to_its_limit_at_the_limit(report):
    filled = [float(w) for w in re.findall(r'width="([\d.]+)" height="8" rx="[\d.]+" fill="#', report.html())]
    shares = [m.share for m in report.faces[0].measures.values() if m.share is not None]
    assert len(filled) == len(shares)
    for width, share in zip(filled, shares):
        assert width == pytest.approx(min(260, max(2 * (share > 0), share * 200)), abs=0.06)


def test_it_brings_no_colour_of_text_and_no_script(report):
    """So it is read on white and on black."""
    text = report.html(heatmap=True)
    assert "<script" not in text and "<style" not in text and "http" not in text
    assert set(re.findall(r"(?<![-\w])color:([^;\"]+)", text)) == {"inherit"}
    assert set(re.findall(r"background:([^;\"]+)", text)) == {"none"}


def test_the_face_is_shown_only_where_it_was_asked_for(report, original, plastic):
    assert "<img" not in report.html() and "<img" not in report._repr_html_()
    images = [attrs for tag, attrs in Page(report.html(heatmap=True)).seen if tag == "img"]
    assert len(images) == 1 and images[0]["src"].startswith("data:image/png;base64,")
    with pytest.raises(countenance.InputError, match="heatmap=True"):
        original.measure(plastic).html(heatmap=True)


def test_words_from_outside_are_no_markup(report):
    spoilt = countenance.Report.from_json(report.json.replace('"natural"', '"<b>&amp;"'))
    assert "<b>" not in spoilt.html()
    assert "&lt;b&gt;&amp;amp;" in spoilt.html()


def test_a_report_is_plain_data(report):
    again = pickle.loads(pickle.dumps(countenance.Report.from_json(report.json)))
    assert again == report
    with pytest.raises(AttributeError):
        report.drift = 0
