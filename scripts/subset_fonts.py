"""Make the dashboard's two font files from Pretendard.

    npm pack pretendard@1.3.9 && tar xzf pretendard-1.3.9.tgz
    pip install fonttools brotli
    python scripts/subset_fonts.py package/dist/public/variable/PretendardVariable.ttf dashboard/static/fonts

The first file has Latin, Greek, signs and the 2,350 syllables of KS X 1001, which write nearly all Korean
text; the second has the other 8,822 syllables and is fetched only when one of them is on screen. Both keep
the weights 400 to 700. The licence (OFL) reserves the name Pretendard for the original, so the subsets carry
another name.
"""

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter  # pyright: ignore[reportMissingImports]
from fontTools.ttLib import TTFont  # pyright: ignore[reportMissingImports]
from fontTools.varLib import instancer  # pyright: ignore[reportMissingImports]

NAME = "Dotbogi Sans"
WEIGHTS = (400, 700)
SYLLABLES = range(0xAC00, 0xD7A4)
SIGNS = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *range(0x370, 0x400),
    *range(0x1100, 0x115F),
    *range(0x1161, 0x1200),
    *range(0x2000, 0x2400),
    *range(0x2460, 0x2700),
    *range(0x3000, 0x3040),
    *range(0x3131, 0x3164),
    *range(0x3165, 0x318F),
    *range(0xFF01, 0xFF5F),
]


def common(code: int) -> bool:
    """Whether a syllable is in KS X 1001 (two bytes in EUC-KR)."""
    return len(chr(code).encode("euc_kr", "ignore")) == 2


def subset(source: Path, codes: list[int], target: Path) -> None:
    """Write the glyphs of `codes` as WOFF2."""
    font = TTFont(source)
    options = Options()
    options.layout_features = ["kern", "liga", "calt", "ccmp", "locl", "tnum", "mark", "mkmk", "case"]
    options.hinting = False
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.drop_tables += ["DSIG", "STAT"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)
    font = instancer.instantiateVariableFont(font, {"wght": WEIGHTS})
    for record in font["name"].names:
        if record.nameID in (1, 3, 4, 6, 16, 25):
            record.string = NAME.replace(" ", "") if record.nameID in (3, 6, 25) else NAME
    font.flavor = "woff2"
    font.save(target)


def main() -> None:
    """Write both files."""
    source, folder = Path(sys.argv[1]), Path(sys.argv[2])
    subset(source, SIGNS + [code for code in SYLLABLES if common(code)], folder / "DotbogiSans.woff2")
    subset(source, [code for code in SYLLABLES if not common(code)], folder / "DotbogiSans-rare.woff2")


if __name__ == "__main__":
    main()
