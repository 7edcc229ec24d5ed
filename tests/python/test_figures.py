"""The figures that `make figures` prints are those of the project."""

from __future__ import annotations

from pathlib import Path

from tools.figures import figures, longest_path, pages, path_count
from tools.project import Project

# e reads d and a; d reads b and c, which read a; f stands alone.
GRAPH = {"a": [], "b": ["a"], "c": ["a"], "d": ["b", "c"], "e": ["d", "a"], "f": []}


def test_the_longest_path_and_the_number_of_paths() -> None:
    assert longest_path(GRAPH) == ["a", "b", "d", "e"]
    # a-b-d-e, a-c-d-e, a-e, f
    assert path_count(GRAPH) == 4


def test_pages_are_told_apart_by_their_first_line(tmp_path: Path) -> None:
    (tmp_path / "docs/sub").mkdir(parents=True)
    (tmp_path / "docs/hand.md").write_text("# By hand\n\n| two words |\n\n```\nno word\n```\n", encoding="utf-8")
    (tmp_path / "docs/sub/made.md").write_text("<!-- Written by `make it`. -->\n", encoding="utf-8")
    assert pages(tmp_path) == ({tmp_path / "docs/hand.md": 4}, {tmp_path / "docs/sub/made.md": 4})


def test_each_figure_is_there(project: Project) -> None:
    found = dict(figures(project))
    assert all(found.values())
    assert found["models, seeds"] == f"{len(project.models)}, {len(project.seeds)}"
    depth = int(found["depth of the graph, in models"])
    assert depth == len(found["longest path"].split(" > ")) > 5
