#!/usr/bin/env python3
"""Makes the fonts of this folder from the full upstream fonts. See README.md.

Usage: make.py INTER_VARIABLE_TTF JETBRAINS_MONO_FOLDER EXCALIFONT_FOLDER GELASIO_FOLDER
"""

import sys
import tempfile
from pathlib import Path

import pathops
from fontTools import subset
from fontTools.merge import Merger
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

HERE = Path(__file__).parent

LETTERS = [
    (0x0020, 0x007E), (0x00A0, 0x024F), (0x02B0, 0x036F), (0x0370, 0x03FF), (0x0400, 0x052F),
    (0x1E00, 0x1EFF), (0x2000, 0x206F), (0x2070, 0x209F), (0x20A0, 0x20BF), (0x2100, 0x214F),
    (0xFB01, 0xFB02), (0xFEFF, 0xFEFF), (0xFFFD, 0xFFFD),
]
SYMBOLS = [
    (0x2150, 0x218F), (0x2190, 0x21FF), (0x2200, 0x22FF), (0x2300, 0x23FF), (0x25A0, 0x25FF),
    (0x2600, 0x26FF), (0x2700, 0x27BF), (0x27E0, 0x27FF), (0x2B00, 0x2BFF),
]
# Drawings of the terminal: boxes, blocks, and the Powerline arrows of the private use area.
DRAWINGS = [(0x2500, 0x259F), (0xE0A0, 0xE0D7)]


def ranges(*tables):
    return [c for table in tables for low, high in table for c in range(low, high + 1)]


def cut(font, unicodes, features):
    options = subset.Options()
    options.layout_features = features
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.glyph_names = False
    options.hinting = False
    options.notdef_outline = True
    options.drop_tables += ["DSIG", "STAT", "meta", "MVAR", "HVAR", "avar"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=unicodes)
    subsetter.subset(font)


def tabular_digits(font):
    """Makes the tabular figures the ones of the character map, so that numbers never jump."""
    swap = {}
    gsub = font["GSUB"].table
    for record in gsub.FeatureList.FeatureRecord:
        if record.FeatureTag == "tnum":
            for index in record.Feature.LookupListIndex:
                for table in gsub.LookupList.Lookup[index].SubTable:
                    swap.update(getattr(getattr(table, "ExtSubTable", table), "mapping", {}))
    for table in font["cmap"].tables:
        if table.isUnicode():
            for code, name in table.cmap.items():
                if 0x30 <= code <= 0x39:
                    table.cmap[code] = swap.get(name, name)


def inter(source):
    for name, weight in [("Regular", 400), ("Medium", 500), ("SemiBold", 600)]:
        font = TTFont(source)
        limits = {"wght": weight}
        if any(axis.axisTag == "slnt" for axis in font["fvar"].axes):
            limits["slnt"] = 0
        font = instancer.instantiateVariableFont(font, limits)
        tabular_digits(font)
        cut(font, ranges(LETTERS, SYMBOLS), ["kern", "mark", "mkmk", "ccmp", "locl"])
        font.save(HERE / f"Inter-{name}.ttf")


def jetbrains_mono(folder):
    for name in ["Regular", "Bold", "Italic"]:
        font = TTFont(Path(folder) / f"JetBrainsMono-{name}.ttf")
        cut(font, ranges(LETTERS, SYMBOLS, DRAWINGS), ["mark", "mkmk", "ccmp", "locl"])
        font.save(HERE / f"JetBrainsMono-{name}.ttf")
    # The same regular with its ligatures and nothing but ASCII: the toolkit cannot switch a
    # feature on or off, so the choice is one of two fonts.
    font = TTFont(Path(folder) / "JetBrainsMono-Regular.ttf")
    cut(font, list(range(0x20, 0x7F)), ["calt", "ccmp"])
    font.save(HERE / "JetBrainsMono-Ligatures.ttf")


def merged(files):
    """One font of the parts that a web font comes in: a letter is taken from the first that has it."""
    known = set()
    with tempfile.TemporaryDirectory() as folder:
        parts = []
        for number, file in enumerate(files):
            font = TTFont(file)
            font.flavor = None
            own = set(font.getBestCmap()) - known
            known |= own
            cut(font, sorted(own), ["kern", "mark", "mkmk", "ccmp", "locl"])
            parts.append(f"{folder}/{number}.ttf")
            font.save(parts[-1])
        return Merger().merge(parts)


def embolden(font, width):
    """Draws a line of this width, in units, around every letter: the weight that a hand with one pen has not."""
    glyphs, letters = font.getGlyphSet(), font["glyf"]
    bold = {}
    for name in font.getGlyphOrder():
        outline, edge = pathops.Path(), pathops.Path()
        glyphs[name].draw(outline.getPen(glyphSet=glyphs))
        outline.simplify(fix_winding=True)
        glyphs[name].draw(edge.getPen(glyphSet=glyphs))
        edge.stroke(width, pathops.LineCap.ROUND_CAP, pathops.LineJoin.ROUND_JOIN, 4)
        edge.convertConicsToQuads()
        both = pathops.Path()
        pathops.union([outline, edge], both.getPen())
        both.convertConicsToQuads()
        pen = TTGlyphPen(None)
        both.draw(pen)
        bold[name] = pen.glyph()
    for name, glyph in bold.items():
        letters[name] = glyph
        advance, _ = font["hmtx"][name]
        glyph.recalcBounds(letters)
        wider = advance + width if advance else 0
        font["hmtx"][name] = (wider, getattr(glyph, "xMin", 0))
    font["OS/2"].usWeightClass = 700
    font["OS/2"].fsSelection = font["OS/2"].fsSelection & ~0x40 | 0x20
    font["head"].macStyle |= 1
    for name_id, words in [(2, "Bold"), (4, "Excalifont Bold"), (6, "Excalifont-Bold")]:
        font["name"].setName(words, name_id, 3, 1, 0x409)


def excalifont(folder):
    files = sorted(Path(folder).glob("Excalifont-Regular-*.woff2"), key=lambda file: -file.stat().st_size)
    font = merged(files)
    font.save(HERE / "Excalifont-Regular.ttf")
    embolden(font, 36)
    font.save(HERE / "Excalifont-Bold.ttf")


def gelasio(folder):
    for name, weight, style in [("Regular", 400, "normal"), ("Bold", 700, "normal"), ("Italic", 400, "italic")]:
        parts = ["latin", "latin-ext", "vietnamese"]
        font = merged([Path(folder) / f"gelasio-{part}-{weight}-{style}.woff2" for part in parts])
        font.save(HERE / f"Gelasio-{name}.ttf")


inter(sys.argv[1])
jetbrains_mono(sys.argv[2])
excalifont(sys.argv[3])
gelasio(sys.argv[4])
