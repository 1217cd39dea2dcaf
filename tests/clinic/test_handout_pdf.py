"""The PDF itself: tagged, with its fonts, the same each time, and no word of it read as markup."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
import segno

from accounts.models import User
from rehab.clinic.handout import Handout
from rehab.clinic.printing import SURE, pdf_of
from rehab.library.figure_drawing import drawn as drawn_file
from rehab.library.figure_files import read_figure, shipped_solves
from rehab.library.figure_loading import load_figures
from rehab.library.figure_pictures import Strip
from rehab.library.models import Figure
from tests.checkins.days import plan_since
from tests.checkins.logging import READY
from tests.clinic.paper import ADDRESS, MM, boxes_of, code_of, handout_now, sizes_in_pictures, structure_of, words_of
from tests.intake.walking import ada as ada

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]
LETTERS = "".join(chr(code) for code in range(0x20, 0x460) if not SURE.match(chr(code)))
NOTES = (
    ("Nothing goes up for now", "A clinician should see you first. What you do now may go on."),
    ("A week of strength work", "Running goes on from 30 December, two stages lower."),
    ("Nothing logged for 13 days", "We count nothing for them. Every exercise is two levels lower."),
)


@pytest.fixture
def handout(ada: User) -> Handout:
    """Of a plan with five exercises."""
    plan_since(ada, 3, **READY)
    return handout_now(ada)


def test_it_is_tagged_and_says_its_language_and_title(handout: Handout) -> None:
    """A reader that speaks it finds headings and the QR code's address in the order of the page."""
    pdf = pdf_of(handout)
    document = pypdfium2.PdfDocument(pdf)
    assert pdfium.FPDFCatalog_IsTagged(document)
    assert document.get_metadata_value("Title") == "Backstride: one week on paper"
    assert all(mark in pdf for mark in (b"/StructTreeRoot", b"/MarkInfo", b"/Lang(en-GB)", b"<pdfuaid:part>1<"))
    found = structure_of(pdf)
    headings = [kind for kind, _ in found if kind in ("H1", "H2")]
    assert headings == ["H1", "H2", *["H2"] * len(handout.lines)]
    assert ("Figure", f"QR code that leads to {ADDRESS}") in found


def test_its_fonts_are_inside(handout: Handout) -> None:
    """Each font that is named brings its file."""
    pdf = pdf_of(handout)
    assert pdf.count(b"/FontFile3 ") + pdf.count(b"/FontFile2 ") == pdf.count(b"/Type/FontDescriptor") >= 2


def test_it_is_an_a4_page(handout: Handout) -> None:
    """210 by 297 millimetres."""
    width, height = pypdfium2.PdfDocument(pdf_of(handout))[0].get_size()
    assert (round(width / MM), round(height / MM)) == (210, 297)


def test_equal_values_give_equal_bytes(handout: Handout) -> None:
    """Another day or another name gives others."""
    assert pdf_of(handout) == pdf_of(replace(handout))
    assert pdf_of(handout) != pdf_of(replace(handout, printed_on=date(2020, 1, 1)))


def test_nothing_beside_the_page_names_the_person(handout: Handout) -> None:
    """Neither title nor author: a file's list of properties travels further than its page."""
    pdf = pdf_of(replace(handout, name="Ottoline"))
    values = pypdfium2.PdfDocument(pdf).get_metadata_dict()
    assert "Ottoline" not in str(values)
    assert b"Ottoline" not in pdf
    assert values["Author"] == ""


@pytest.mark.parametrize(
    "name",
    [
        '#eval("panic()")',
        '#panic("x") *bold* $a$ [',
        "*x* _y_ `z`",
        "= Heading",
        "// gone",
        "<ada>",
        "@ada",
        "\\u{41} ~ --",
    ],
)
def test_markup_in_a_name_is_text(name: str, handout: Handout) -> None:
    """In the name as in an exercise, whose words others edit."""
    first = replace(handout.lines[0], name=name, start=name, cue=name, dose=name)
    assert words_of(pdf_of(replace(handout, name=name, lines=(first,)))).count(name) == 5


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("🏃 Ada", "Ada"),
        ("Ada\x00\u202eB\ud800", "AdaB"),
        ("Łucja Çelik-Ødegård", "Łucja Çelik-Ødegård"),
        ("Иван Ελένη", "Иван Ελένη"),
        ("李小龙", "Name:"),
        ("", "Name:"),
    ],
)
def test_a_sign_without_a_shape_is_left_out(name: str, shown: str, handout: Handout) -> None:
    """Where nothing of a name is left there is a line to write it on."""
    assert f"This week {shown} " in words_of(pdf_of(replace(handout, name=name)))


def test_every_letter_that_is_kept_for_certain_has_a_shape(handout: Handout) -> None:
    """Else the second try could fail like the first."""
    pdf = pdf_of(replace(handout, name="李", run_text=LETTERS + "–—‘’“”…€−×"))
    assert len(pypdfium2.PdfDocument(pdf)) >= 1


@pytest.mark.parametrize("name", ["Wilhelmina " + "W" * 69, "W" * 80, "Anna " * 16])
def test_a_long_name_stays_on_the_page(name: str, handout: Handout) -> None:
    """A person's as an exercise's, which is given the room of more lines."""
    lines = tuple(replace(line, name=name, start=name, cue=name) for line in handout.lines)
    pdf = pdf_of(replace(handout, name=name, lines=lines))
    for page, (left, bottom, right, top) in boxes_of(pdf):
        width, height = page.get_size()
        assert 10 * MM < left <= right < width - 10 * MM
        assert 5 * MM < bottom <= top < height - 5 * MM
    assert words_of(pdf).replace(" ", "").count(name.replace(" ", "")) >= 1 + 3 * len(lines)


def test_five_exercises_with_every_note_stay_on_one_page(handout: Handout) -> None:
    """As many notes as can hold at once, and nothing shorter said of running."""
    pdf = pdf_of(replace(handout, notes=NOTES))
    assert len(handout.lines) == 5
    assert len(pypdfium2.PdfDocument(pdf)) == 1


def test_the_qr_code_is_that_of_the_address_beneath_it(handout: Handout) -> None:
    """Dot for dot what the maker gives for it."""
    pdf = pdf_of(handout)
    code = [[bool(dot) for dot in row] for row in segno.make_qr(ADDRESS, error="m").matrix]
    assert code_of(pdf, len(code)) == code
    assert ADDRESS in words_of(pdf)


def test_it_says_what_it_is_and_of_when(handout: Handout) -> None:
    """Guidance, versions, the day of printing."""
    words = words_of(pdf_of(handout))
    for part in ("Backstride is guidance, not a diagnosis.", "Plan version 0, protocol version 1, printed "):
        assert part in words
    assert f"{handout.printed_on.day} {handout.printed_on:%B %Y}" in words
    later = replace(handout, printed_on=handout.printed_on + timedelta(days=1))
    assert words_of(pdf_of(later)) == words


@pytest.fixture
def drawn(handout: Handout) -> Handout:
    """The same with a picture beside each exercise: wide ones, and a high one."""
    texts = {
        name: drawn_file(read_figure(name), "teal", shipped_solves()[name]) for name in ("bridge", "hip_hinge_dowel")
    }
    strips = [Strip(found.texts["paper"], f"Words for {name}") for name, found in texts.items()]
    return replace(handout, strips=(strips[0], strips[1], *strips[:1] * 3))


def test_each_exercise_stands_beside_its_poses(drawn: Handout) -> None:
    """Pictures with words for those who cannot see them, in a tagged page as without them."""
    found = structure_of(pdf_of(drawn))
    pictures = [words for kind, words in found if kind == "Figure"][1:]
    assert pictures == ["Words for bridge", "Words for hip_hinge_dowel", *["Words for bridge"] * 3]


def test_the_poses_numbers_are_as_large_as_the_smallest_letters(drawn: Handout) -> None:
    """8 pt, in the picture as in the line at the foot of the page."""
    sizes = sizes_in_pictures(pdf_of(drawn))
    assert len(sizes) == 2 * len(drawn.lines)
    assert all(8 <= size < 8.5 for size in sizes)


def test_five_pictured_exercises_with_every_note_stay_on_one_page(drawn: Handout) -> None:
    """And nothing leaves it; the file is small enough to be sent."""
    pdf = pdf_of(replace(drawn, notes=NOTES))
    assert len(pypdfium2.PdfDocument(pdf)) == 1
    assert len(pdf) < 500_000
    for page, (left, bottom, right, top) in boxes_of(pdf, depth=1):
        width, height = page.get_size()
        assert 10 * MM < left <= right < width - 10 * MM
        assert 5 * MM < bottom <= top < height - 5 * MM


def test_a_plan_brings_the_strips_of_its_exercises(handout: Handout, ada: User) -> None:
    """As they are drawn for paper, by day."""
    assert handout.strips == (None,) * len(handout.lines)
    load_figures()
    strips = handout_now(ada).strips
    assert len(strips) == len(handout.lines)
    assert all(strip and strip.svg.startswith("<svg") and strip.alt for strip in strips)


def test_a_figure_of_an_older_release_brings_the_strip_it_has(handout: Handout, ada: User) -> None:
    """One that could not be drawn anew has no document of its own for paper."""
    load_figures()
    made_for_paper = handout_now(ada).strips
    for row in Figure.objects.all():
        row.files.pop("paper")
        row.save()
    strips = handout_now(ada).strips
    assert len(strips) == len(handout.lines)
    assert all(strip and strip.svg.startswith("<svg") for strip in strips)
    assert strips != made_for_paper
