"""The reader of site-config files: what is heeded, what is passed over, and what cannot be used and stops nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.html.parser import parse_html
from newscrawl.rules.full_text_rss import FtrConfig, build_ftr_rule, read_ftr_config
from newscrawl.rules.schema import SiteRule
from newscrawl.rules.site_rules import SiteRuleLookup

TREE = parse_html(
    "<html><head><title>Tide &amp; Time</title></head><body><h1>Tide</h1><div class='wrap sharebar'>Share</div>"
    '<div id=\'log\'><p>One</p><p>Two</p></div><script id=\'d\'>{"by":"Ana Lima","x":1}</script></body></html>'
)


def config(folder: Path, text: str, name: str = "harbour.example.txt") -> FtrConfig:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_ftr_config(path)


def rule(folder: Path, text: str) -> SiteRule:
    found = build_ftr_rule(config(folder, text), None)
    assert found is not None
    return found


def faults(config: FtrConfig) -> list[str]:
    return [f"{note.location.rpartition('/')[2]} {note.message}" for note in config.warnings]


def test_all_of_a_usual_file_is_understood(tmp_path: Path) -> None:
    read = config(
        tmp_path,
        "# the pilot's log\n\ntitle: //h1\nauthor: //b[@class='who']\ndate://i/@title\nbody: //div[@id='log']\n"
        "strip: //aside | //nav\nstrip_id_or_class: sharebar\nstrip_image_src: /pixel/\nprune: no\ntidy:no\n"
        "find_string: <i>\nreplace_string: <em>\nreplace_string(</i>): </em>\n"
        "http_header(User-Agent): Pilot/1.0 (http://pilot.example/)\nsingle_page_link: //a[@id='all']\n"
        "wrap_in(blockquote): //q\nmove_into(//p[last()])://div[@id='box']\nlogin_extra_fields: a=b\n"
        "test_url: https://harbour.example/log/1\ntest-url: https://harbour.example/log/2\ntest_contains: tide\n",
    )
    assert read.warnings == []
    assert read.valid_line_count == 20
    assert [len(read.selectors[key]) for key in ("title", "author", "date", "body")] == [1, 1, 1, 1]
    assert (read.find_strings, read.replace_strings) == (["<i>", "</i>"], ["<em>", "</em>"])
    assert (read.prune, read.autodetect_on_failure, read.excluded_image_srcs) == (False, True, ["/pixel/"])
    assert [cut.rule for cut in read.removals] == [f"site_config/harbour.example.txt:{line}" for line in (7, 8)]


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("//div[@id='log']/p", ["One", "Two"]),
        ("//title | //h1", ["Tide & Time", "Tide"]),
        ("(//p)[1]", ["One"]),
        ("substring-before(substring-after(//script[@id='d'], '\"by\":\"'), '\"')", "Ana Lima"),
        ("concat(//p[1], ' ', //p[2])", "One Two"),
        ('"The Pilot"', "The Pilot"),
    ],
)
def test_values_are_xpath_whatever_they_begin_with(tmp_path: Path, expression: str, found: object) -> None:
    (select,) = rule(tmp_path, f"title: {expression}\n").title
    said = select(TREE)
    assert (said if isinstance(said, str) else [part.text for part in said]) == found


@pytest.mark.parametrize("piece", ["sharebar", "'sharebar'", '"wrap sharebar"', "rebar"])
def test_a_part_of_an_id_or_class_is_looked_for_without_quotation_marks(tmp_path: Path, piece: str) -> None:
    (cut,) = rule(tmp_path, f"strip_id_or_class: {piece}\n").removals
    assert [part.text for part in cut.selector(TREE)] == ["Share"]


@pytest.mark.parametrize(
    ("line", "pair"),
    [
        ("replace_string(<p />): <br /><br />", ("<p />", "<br /><br />")),
        ('replace_string(<a href="http://x.example/">): <b>', ('<a href="http://x.example/">', "<b>")),
        ("replace_string(<i>): ", ("<i>", "")),
        ("replace_string({width}(px)): 640", ("{width}(px)", "640")),
        ("find_string: a: b\nreplace_string: c: d", ("a: b", "c: d")),
        ("find_string: <i>\nreplace_string:", ("<i>", "")),
    ],
)
def test_replacements_are_read_in_both_forms(tmp_path: Path, line: str, pair: tuple[str, str]) -> None:
    assert rule(tmp_path, line + "\n").replacements == (pair,)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("body", "harbour.example.txt:2 no key and value"),
        ("test https://harbour.example/log/1", "harbour.example.txt:2 no key and value"),
        ("bodi: //p", "harbour.example.txt:2 bodi: no such key"),
        ("body: ", "harbour.example.txt:2 body: no value"),
        ("body: //p[", "harbour.example.txt:2 body: '//p[' is no XPath: "),
        ("date: //span[@class='d'],/span", "harbour.example.txt:2 date: "),
        ("title: lower-case(//h1)", "harbour.example.txt:2 title: "),
        ("strip: //php:p", "harbour.example.txt:2 strip: "),
        ("strip: //p\x00", "harbour.example.txt:2 strip: "),
        ("find_string: <i>", "harbour.example.txt 1 find_string, but 0 replace_string: none of them is used"),
    ],
)
def test_a_line_that_cannot_be_used_is_named_and_the_others_count(tmp_path: Path, line: str, fault: str) -> None:
    read = config(tmp_path, f"title: //h1\n{line}\nstrip: //aside\n")
    assert [found[: len(fault)] for found in faults(read)] == [fault]
    assert (len(read.selectors["title"]), len(read.removals), read.find_strings) == (1, 1, [])
    assert all("\n" not in found for found in faults(read))


def test_a_byte_order_mark_and_broken_bytes_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "harbour.example.txt"
    path.write_bytes(b"\xef\xbb\xbftitle: //h1\r\nstrip_id_or_class: caf\xe9\r\n")
    read = read_ftr_config(path)
    assert (len(read.selectors["title"]), len(read.removals), read.warnings) == (1, 1, [])


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_no_text_is_too_odd_to_be_read(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    read = config(tmp_path_factory.mktemp("configs"), f"title: {text}\nstrip: {text}\n{text}: //p\nbody: //p\n")
    assert build_ftr_rule(read, None) is not None


def test_for_all_sites_counts_what_is_stripped_and_replaced_alone(tmp_path: Path) -> None:
    everywhere = config(
        tmp_path,
        "title: //title\nbody: //main\nstrip: //aside\nreplace_string(a): b\nstrip_image_src: /ad/\n",
        "global.txt",
    )
    own = config(tmp_path, "title: //h1\nstrip: //nav\nreplace_string(c): d\nprune: no\n")
    both = build_ftr_rule(own, everywhere)
    assert both is not None
    assert both.name == "site_config/harbour.example.txt"
    assert (len(both.title), both.body, both.prune) == (1, (), False)
    assert [cut.rule for cut in both.removals] == ["site_config/harbour.example.txt:2", "site_config/global.txt:3"]
    assert (both.replacements, both.excluded_image_srcs) == ((("c", "d"), ("a", "b")), ("/ad/",))


def test_a_site_that_forbids_detection_keeps_the_rules_for_all_sites_out(tmp_path: Path) -> None:
    everywhere = config(tmp_path, "strip: //aside\n", "global.txt")
    alone = build_ftr_rule(config(tmp_path, "body: //main\nautodetect_on_failure: no\n"), everywhere)
    assert alone is not None
    assert alone.removals == ()


@pytest.fixture(name="sites")
def some_sites(tmp_path: Path) -> SiteRuleLookup:
    for name in ("harbour.example", ".harbour.example", "news.harbour.example", ".isle.example", "Pier.Example"):
        config(tmp_path, "body: //main\n", f"{name}.txt")
    (tmp_path / "README.md").write_text("body: //p")
    return SiteRuleLookup({}, str(tmp_path))


@pytest.mark.parametrize(
    ("host", "file"),
    [
        ("harbour.example", "harbour.example.txt"),
        ("www.harbour.example", "harbour.example.txt"),
        ("news.harbour.example", "news.harbour.example.txt"),
        ("sport.harbour.example", ".harbour.example.txt"),
        ("old.news.harbour.example", ".harbour.example.txt"),
        ("isle.example", ".isle.example.txt"),
        ("a.b.isle.example", ".isle.example.txt"),
        ("pier.example", "Pier.Example.txt"),
        ("sub.pier.example", None),
        ("../harbour.example", None),
        ("quay.example", None),
    ],
)
def test_a_file_is_found_by_its_host(sites: SiteRuleLookup, host: str, file: str | None) -> None:
    found = sites.for_host(host)
    assert (found.name if found else None) == (f"site_config/{file}" if file else None)


def test_files_are_read_when_their_site_is_and_once(tmp_path: Path) -> None:
    for number in range(3):
        config(tmp_path, "bodi: //main\nbody: //main\n", f"h{number}.example.txt")
    sites = SiteRuleLookup({}, str(tmp_path))
    (tmp_path / "h2.example.txt").unlink()
    assert sites.drain_warnings() == ()
    first = sites.for_host("h0.example")
    assert first is not None
    assert sites.for_host("www.h0.example") is first
    assert [note.location.rpartition("/")[2] for note in sites.drain_warnings()] == ["h0.example.txt:1"]
    assert sites.drain_warnings() == ()
    assert sites.for_host("h2.example") is None
    assert [note.message for note in sites.drain_warnings()] == ["cannot be read: No such file or directory"]


def test_the_file_for_all_sites_is_for_sites_without_one(tmp_path: Path) -> None:
    config(tmp_path, "strip: //aside\n", "global.txt")
    found = SiteRuleLookup({}, str(tmp_path)).for_host("harbour.example")
    assert found is not None
    assert (found.name, len(found.removals)) == ("site_config/global.txt", 1)
