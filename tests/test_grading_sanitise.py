"""Student HTML made harmless: no script, no request, nothing outside its box; honest HTML stays readable."""

import base64
from html.parser import HTMLParser

import pytest
from hostile_html import HTML, MARKDOWN

from coursework.browser import QUIET, browser_path
from coursework.grading.pages import sanitise

PNG = "data:image/png;base64," + base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"0" * 40).decode()
# Whatever the list says: these act, or ask for something.
NEVER = {
    "script", "style", "svg", "math", "iframe", "frame", "object", "embed", "applet", "form", "input",
    "button", "select", "textarea", "base", "meta", "link", "video", "audio", "source", "template",
}  # fmt: skip
needs_browser = pytest.mark.skipif(browser_path() is None, reason="no Chromium, Chrome or Edge here")


class Tags(HTMLParser):
    """The tags of a piece of HTML: [(name, {attribute: value})]."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def acts(text):
    """What in a piece of HTML could act, in words."""
    found = []
    for tag, attributes in Tags(text).found:
        if tag not in sanitise.TAGS or tag in NEVER:
            found.append(tag)
        for name, value in attributes.items():
            allowed = name in sanitise.PLAIN | {"href", "src", "rel", "width", "height"}
            allowed = allowed or (tag, name, value) == ("span", "class", "note")
            good = {
                "href": lambda v: v.startswith(("https://", "http://", "mailto:")),
                "src": lambda v: v.startswith("data:image/png;base64,"),
                "style": lambda v: "url" not in v and "position" not in v and "margin" not in v,
            }.get(name, lambda v: True)
            if not allowed or name.startswith("on") or not good(value or ""):
                found.append(f"{tag} {name}={value}")
    return found


@pytest.mark.parametrize("text", HTML)
def test_hostile_html_is_made_harmless(text):
    assert acts(sanitise.from_html(text)) == []
    assert acts(sanitise.from_markdown(text)) == []


@pytest.mark.parametrize("text", MARKDOWN)
def test_hostile_markdown_is_made_harmless(text):
    assert acts(sanitise.from_markdown(text, {"a.png": {"image/png": 'AA"onerror="hit()'}})) == []


def test_honest_html_stays():
    table = (
        '<style scoped>.dataframe {color: red}</style><table border="1" class="dataframe"><caption>Troops'
        '</caption><tr><th scope="col" style="text-align: right; color: rgb(1, 2, 3)">year</th></tr></table>'
    )
    shown = sanitise.from_html(table)
    assert "dataframe" not in shown
    assert '<th scope="col" style="text-align: right; color: rgb(1, 2, 3)">year</th>' in shown
    assert "<caption>Troops</caption>" in shown
    assert sanitise.from_html('<p>a &lt; b &amp; <a href="https://a.b/?x=1&amp;y=2">c</a></p>') == (
        '<p>a &lt; b &amp; <a rel="noopener noreferrer nofollow" href="https://a.b/?x=1&amp;y=2">c</a></p>'
    )
    assert sanitise.from_markdown("# Title\n\n**سلام** *b*") == (
        "<h3>Title</h3>\n<p><strong>سلام</strong> <em>b</em></p>\n"
    )


@pytest.mark.parametrize(
    "tag", ["script", "style", "svg", "title", "textarea", "iframe", "!--", "object", "xmp"]
)
def test_words_behind_a_tag_without_an_end_are_not_lost(tag):
    assert "a &lt; b and more" in sanitise.from_html(f"<p>first <{tag}> a &lt; b and more").replace(
        "&amp;lt;", "&lt;"
    )
    assert "my words" in sanitise.from_html("<textarea>my words</textarea>")


def test_pictures_are_shown_when_they_are_pictures():
    assert sanitise.from_html(f'<img src="{PNG}" alt="a line">') == f'<img src="{PNG}" alt="a line">'
    data = PNG.partition(",")[2]
    output = {"output_type": "display_data", "data": {"image/png": data + "\n", "text/plain": '<Figure "1">'}}
    assert sanitise.from_output(output) == f'<img src="{PNG}" alt="&lt;Figure &quot;1&quot;&gt;">'
    assert f'src="{PNG}"' in sanitise.from_markdown("![a](attachment:a.png)", {"a.png": {"image/png": data}})
    for wrong in (
        "data:image/png;base64,PHN2Zz4=",
        PNG.replace("png", "svg+xml"),
        PNG + "A" * 3_000_000,
    ):
        assert not sanitise.is_picture(wrong)
        assert "A picture was left out" in sanitise.from_html(f'<img src="{wrong}">')


def test_text_is_shown_as_it_was_printed():
    stream = {"output_type": "stream", "text": ["\x1b[31mred\x1b[0m <b>\n", "\x1b]0;title\x07\x9b31mend\x00"]}
    assert sanitise.from_output(stream) == '<pre dir="auto">red &lt;b&gt;\n31mend</pre>'
    assert "… and 5 more characters" in sanitise.preformatted("x" * 20_005)
    error = {"output_type": "error", "ename": "ValueError", "evalue": "<i>", "traceback": ["line"]}
    assert sanitise.from_output(error) == '<pre dir="auto">ValueError: &lt;i&gt;</pre>'


@pytest.mark.parametrize(
    "data",
    [
        {"application/javascript": "hit()"},
        {"image/svg+xml": "<svg onload=hit()>"},
        {"text/html": "<script>1</script>"},
    ],
)
def test_what_cannot_be_shown_is_said_so(data):
    shown = sanitise.from_output({"output_type": "display_data", "data": data})
    assert "was left out" in shown
    assert acts(shown) == []
    assert "plain" in sanitise.from_output(
        {"output_type": "display_data", "data": {**data, "text/plain": "plain"}}
    )


@pytest.mark.parametrize(
    "text",
    [
        "<div>" * 9_999,
        "<b>" * 20_000,
        "a" * 300_000,
        "<p>" + "&" * 100_000,
        "<![" * 5_000,
        "\x00" * 9,
        "<a b=" * 9_000,
        "</svg>" + "<svg " * 9_000,
    ],
)
def test_large_and_broken_html_ends_in_time_and_is_harmless(text):
    assert acts(sanitise.from_html(text)) == []


@pytest.mark.parametrize(
    "text", [">" * 9_999, "[" * 20_000, "- " * 5_000 + "x", "*a " * 9_000, "`" * 9_999, "|" * 9_999]
)
def test_deep_markdown_is_shown_somehow(text):
    assert acts(sanitise.from_markdown(text)) == []
    assert sanitise.from_markdown(text)


def test_a_page_is_not_made_endless():
    """Thousands of outputs, one picture asked for thousands of times, many megabytes of HTML."""
    many = [{"output_type": "stream", "text": f"{n}\n"} for n in range(5_000)]
    assert "4900 more outputs were left out" in sanitise.from_outputs(many, sanitise.Room())
    picture = {"a.png": {"image/png": PNG.partition(",")[2] * 20_000}}
    assert len(sanitise.from_markdown("![x](attachment:a.png)" * 5_000, picture)) < 1_000_000
    large = {"output_type": "display_data", "data": {"text/html": "<b>x</b>" * 1_000, "text/plain": "plain"}}
    shown = sanitise.from_outputs([large] * 100, sanitise.Room(rich=20_000))
    assert shown.count("<b>") == 2_000
    assert shown.count("plain") == 98
    text = {"output_type": "stream", "text": "x" * 20_000}
    assert len(sanitise.from_outputs([text] * 100, sanitise.Room(text=100_000))) < 120_000
    figure = {"output_type": "display_data", "data": {"image/png": PNG.partition(",")[2]}}
    assert sanitise.from_outputs([figure] * 9, sanitise.Room(pictures=len(PNG) * 2)).count("<img") == 2


ARMED = [one for one in HTML if one.startswith("<img src")]


@pytest.mark.browser
@needs_browser
def test_in_a_browser_nothing_runs_and_nothing_is_asked_for():
    """Without the page's policy: the list itself has to hold. Uncleaned pieces show that the trap works."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    pieces = [sanitise.from_html(text) for text in HTML]
    pieces += [sanitise.from_markdown(text) for text in MARKDOWN + HTML]
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=browser_path(), args=QUIET)
        raw, clean = visit(browser, ARMED), visit(browser, pieces)
        browser.close()
    assert any("elsewhere.invalid" in address for address in raw["asked"])
    assert raw["hits"] >= 3
    assert clean["hits"] == 0
    assert [address for address in clean["asked"] if not address.startswith("data:image/png")] == []


def visit(browser, pieces):
    """Put pieces into a page, move over them and click; how often `hit` was called and what was asked for."""
    page = browser.new_page()
    asked = []
    page.route("**/*", lambda route: (asked.append(route.request.url), route.abort()))
    page.set_content("<p>start</p>")
    page.evaluate("() => { window.hits = 0; window.hit = () => { window.hits += 1 } }")
    for piece in pieces:
        page.evaluate(PUT_IN, piece)
    page.wait_for_timeout(300)
    found = {"hits": page.evaluate("window.hits"), "asked": asked}
    page.close()
    return found


PUT_IN = """piece => {
    const box = document.createElement('div');
    document.body.append(box);
    box.append(document.createRange().createContextualFragment(piece));
    for (const one of box.querySelectorAll('*')) one.dispatchEvent(new MouseEvent('mouseover'));
    for (const one of box.querySelectorAll('a')) if (!/^https?:/.test(one.href)) one.click();
}"""
