"""Draw what `make bench` measured, each size as a row: python -m tools.bench.plot target/bench PICTURE.svg."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import matplotlib as mpl
from matplotlib import pyplot

OURS, FLOOR, OTHERS = "#1f5fa8", "#e08a1e", "#9aa5b1"
INK = "#333333"


def main() -> None:
    """Draw CPU seconds and peak memory of every size that was measured."""
    folder, picture = Path(sys.argv[1]), Path(sys.argv[2])
    sizes = sorted(
        (json.loads(path.read_text()) for path in folder.glob("[0-9]*.json")), key=lambda size: size["activities"]
    )
    mpl.rcParams |= {"svg.hashsalt": "bench", "font.family": "sans-serif", "text.color": INK}
    figure, panels = pyplot.subplots(
        len(sizes), 2, figsize=(10, 2.9 * len(sizes)), squeeze=False, sharey="row", layout="constrained"
    )
    for size, (seconds, memory) in zip(sizes, panels, strict=True):
        lines = {
            name: line
            for name, line in size["lines"].items()
            if not name.startswith("project, one") and "with tests" not in name
        }
        names = [f"{name} ({line['kpis']} KPIs)" for name, line in lines.items()]
        colours = [
            OURS if name.startswith("project") else FLOOR if "KPIs" in name or "floor" in name else OTHERS
            for name in lines
        ]
        for panel, measure, title in (
            (seconds, "cpu", f"{size['activities']:,} activities: CPU seconds"),
            (memory, "megabytes", "Peak memory, MB"),
        ):
            values = [line[measure] for line in lines.values()]
            bars = panel.barh(names, values, color=colours, height=0.7)
            panel.bar_label(
                bars,
                [f"{value:,.1f}" if measure == "cpu" else f"{value:,.0f}" for value in values],
                padding=4,
                color=INK,
            )
            panel.set_title(title, loc="left", fontsize=11)
            panel.set_xlim(0, max(values) * 1.16)
            panel.spines[:].set_visible(False)
            panel.tick_params(length=0, labelbottom=False, colors=INK)
        seconds.invert_yaxis()
    # without room the lowest bar is cut off
    figure.get_layout_engine().set(w_pad=0.12, h_pad=0.12)
    picture.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(picture, metadata={"Date": None})


if __name__ == "__main__":
    main()
