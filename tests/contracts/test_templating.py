"""The template language: what it does, and that nothing hostile gets through."""

from html.parser import HTMLParser

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from contracts.models import Kind, Template, TemplateVersion
from contracts.printing import palette, placeholders, templating
from contracts.printing.templating import Placeholder, TemplateError, problems, render
from contracts.reference import KINDS, seed_reference

DECLARED = [
    Placeholder("name", "", "Mari"),
    Placeholder("until", "", "31.12.2027"),
    Placeholder("people", "", [{"who": "Mari"}], ("who",)),
]


def test_a_value_stands_where_its_name_stood() -> None:
    assert render("<p>{{ name }}</p>", {"name": "Mägi & Pojad"}) == "<p>Mägi &amp; Pojad</p>"


def test_a_section_shows_only_with_its_value_and_its_opposite_only_without() -> None:
    text = "<p>{{# until }}kuni {{ until }}{{/ until }}{{^ until }}tähtajatult{{/ until }}</p>"
    assert render(text, {"until": "31.12.2027"}) == "<p>kuni 31.12.2027</p>"
    assert render(text, {"until": ""}) == render(text, {}) == "<p>tähtajatult</p>"


def test_a_section_over_a_list_repeats_also_between_the_rows_of_a_table() -> None:
    text = "<table>{{# people }}<tr><td>{{ who }}, {{ name }}</td></tr>{{/ people }}</table>"
    html = render(text, {"name": "OÜ", "people": [{"who": "Mari"}, {"who": "Jaan"}]})
    assert html == "<table><tbody><tr><td>Mari, OÜ</td></tr><tr><td>Jaan, OÜ</td></tr></tbody></table>"


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "{{ name }}",
        "{{# people }}x{{/ people }}",
        '<a href="file:///etc/passwd">x</a>',
        "</p></body><h1>",
        "&lt;script&gt;",
    ],
)
def test_a_hostile_value_stays_text(hostile: str) -> None:
    html = render("<p>{{ name }}</p>", {"name": hostile, "people": [{"who": "x"}]})
    assert html.count("<") == 2
    assert "<script" not in html and "<img" not in html and "<a" not in html


def test_marks_that_turn_text_around_and_control_characters_are_dropped() -> None:
    assert render("<p>{{ name }}</p>", {"name": "Ma\u202eri\u2066 \x00T\x1b\u200f"}) == "<p>Mari T</p>"


def test_a_megabyte_of_text_is_refused() -> None:
    with pytest.raises(TemplateError):
        render("{{ name }}", {"name": "x" * 1_000_000})


def test_an_allowed_tag_keeps_no_handler_and_no_style() -> None:
    html = render('<p class="note evil" onclick="x()" style="color:red">a</p><iframe src="x">b</iframe>', {})
    assert html == '<p class="note">a</p>'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("<p>{{ nmae }}</p>", "nmae"),
        ("{{# people }}{{ name }}", "people"),
        ("{{/ people }}", "people"),
        ("{{ people }}", "people"),
        ("{{ Name }}", "{{ name }}"),
        ("{% if x %}", "{{ name }}"),
        ('<p class="{{ name }}">', "tag"),
        ("<script>x</script>", "script"),
        ("<img src='x'>", "img"),
        ("{{ who }}", "who"),
        ("{{# name }}" * 9, "deep"),
    ],
)
def test_a_wrong_template_is_explained(text: str, says: str) -> None:
    with override("en"):
        assert any(says in each for each in problems(text, DECLARED)), problems(text, DECLARED)


def test_every_text_that_comes_with_the_desk_is_sound_and_says_all_that_its_kind_asks(
    reference: None,
) -> None:
    for version in TemplateVersion.objects.select_related("template__kind"):
        kind = version.template.kind
        assert palette.problems_for(kind, version.body) == [], str(version)
        assert palette.unused(kind, version.body) == [], str(version)


def test_every_kind_has_its_binding_text_and_both_courtesy_translations_that_say_so(
    reference: None,
) -> None:
    for kind in Kind.objects.all():
        common = {each.language for each in kind.templates.filter(portal=None)}
        assert common == {"et", "en", "ru"}, kind.code
    for version in TemplateVersion.objects.exclude(template__language="et"):
        says_so = "only the Estonian text is binding", "юридическую силу имеет только эстонский текст"
        assert any(words in version.body for words in says_so), str(version)


def test_a_translation_holds_the_same_placeholders_as_the_binding_text(reference: None) -> None:
    """Those of the place for signatures apart: a translation is not signed."""
    for binding in Template.objects.filter(language="et"):
        own = templating.names(binding.versions.get().body)
        for other in Template.objects.filter(kind=binding.kind, portal=binding.portal).exclude(language="et"):
            names = templating.names(other.versions.get().body)
            assert own - names <= {"agency_name", "checked_at", "client_phone"}, str(other)
            assert names <= own, str(other)


def test_the_portals_have_their_own_texts_where_their_rules_differ(reference: None) -> None:
    kotkas = Template.objects.filter(portal__code="kotkas", language="et")
    assert {each.kind.code for each in kotkas} == {"user_contract", "main_user_poa"}
    for own in kotkas:
        common = Template.objects.get(kind=own.kind, language="et", portal=None)
        assert own.versions.get().body != common.versions.get().body


def test_seeding_again_changes_nothing_that_the_administrator_has_made(reference: None) -> None:
    kind = Kind.objects.get(code="user_poa")
    kind.clauses.all().delete()
    Kind.objects.filter(pk=kind.pk).update(several=False)
    seed_reference()
    kind.refresh_from_db()
    assert not kind.clauses.exists() and not kind.several
    assert not TemplateVersion.objects.filter(number__gt=1).exists()


def test_every_kind_asks_only_for_declared_placeholders() -> None:
    assert {name for kind in KINDS for name in kind[-1]} <= set(placeholders.ASKED_BY_NAME)


def test_names_lists_what_a_text_asks_for() -> None:
    assert templating.names("{{ a }}{{# b }}{{ c }}{{/ b }}") == {"a", "b", "c"}


# What a value is made of to break out: tags, marks of the language, entities, quotes, turning marks.
HOSTILE = st.lists(
    st.sampled_from(
        [
            "<", ">", "&", '"', "'", "/", "=", "{", "}", "{{", "}}", "{{ name }}", "{{# people }}", "{%",
            "<!--", "-->", "<script>", "</p>", "<h1", "onload=", "&lt;", "&#60;", "javascript:", "\u202e",
            "\x00", "\n", "a", "script", "h1", "ü", "]]>",
        ]
    ),
    max_size=12,
).map("".join)  # fmt: skip
# Texts that an administrator may save: every place in which a value may stand.
SOUND = [
    "<p>{{ name }}</p>",
    '<p class="note">a &amp; {{ name }} b</p>',
    "{{ name }}",
    "<table><tbody>{{# people }}<tr><td>{{ who }}{{ name }}</td></tr>{{/ people }}</tbody></table>",
    "<p>{{# name }}on {{ name }}{{/ name }}{{^ name }}ei ole{{/ name }}</p>",
    "<ul>{{# people }}<li>{{# who }}{{ who }}{{/ who }}</li>{{/ people }}</ul>&{{ name }};",
]


class Reader(HTMLParser):
    """The tags with their attributes, and the words between them, as a browser would take them."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, object]] = []
        self.words = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "br":  # a new line of a value
            self.tags.append((tag, attrs))

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError("a value became a comment")


@given(text=st.sampled_from(SOUND), name=HOSTILE, who=HOSTILE)
def test_no_value_becomes_a_tag_or_a_placeholder(text: str, name: str, who: str) -> None:
    assert problems(text, DECLARED) == []
    harmless = Reader(render(text, {"name": "x" if name else "", "people": [{"who": "x" if who else ""}]}))
    read = Reader(render(text, {"name": name, "people": [{"who": who}]}))
    cleaned = templating.clean(name)
    if cleaned and cleaned.strip():
        assert read.tags == harmless.tags
    if text == SOUND[0]:
        assert read.words == cleaned.replace("\n", "")


@given(text=st.text(alphabet="<>{}#/^ !?a=\"'pnm\n", max_size=40))
def test_whatever_is_saved_as_sound_renders_only_allowed_tags(text: str) -> None:
    if problems(text, [*DECLARED, Placeholder("n", "", "x"), Placeholder("m", "", "x")]):
        return
    read = Reader(render(text, {"n": "<script>", "m": "</p><h1>"}))
    assert {tag for tag, _attributes in read.tags} <= templating.TAGS


@pytest.mark.parametrize(
    "text", ["a <{{ name }} b</p>", "<p {{ name }}>", "< {{ name }}", "<p class='{{ name }}'"]
)
def test_a_value_stands_nowhere_where_it_could_name_a_tag(text: str) -> None:
    assert problems(text, DECLARED)
    with pytest.raises(TemplateError):
        render(text, {"name": "h1"})


def test_problems_name_their_lines_in_their_order() -> None:
    text = "<p>{{ nmae }}</p>\n<img>\n<p style='x'>a</p>\n<!-- -->\n{{# people }}\n"
    with override("en"):
        found = problems(text, DECLARED)
    assert [each.split(":")[0] for each in found] == ["Line 1", "Line 2", "Line 3", "Line 4", "Line 5"]
    assert "style" in found[2]
