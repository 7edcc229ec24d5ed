"""Merges and hierarchies: follow pointers between ids to where they end."""

from __future__ import annotations

from collections.abc import Mapping


def roots(pointers: Mapping[str, str | None]) -> dict[str, str]:
    """The end of each id's chain of pointers.

    A chain ends at an id without a pointer, or, in a cycle (also of one id), at the
    cycle's smallest id by its UTF-8 bytes. Ids that are pointed to but are no keys end a chain.
    """
    found: dict[str, str] = {}
    for first in pointers:
        path: list[str] = []
        seen: dict[str, int] = {}
        node = first
        while node not in found and node not in seen:
            seen[node] = len(path)
            path.append(node)
            following = pointers.get(node)
            if following is None:
                found[node] = node
            else:
                node = following
        if node in found:
            end = found[node]
        else:
            end = min(path[seen[node] :], key=lambda text: text.encode())
        for passed in path:
            found[passed] = end
    return found


def survivors(pointers: Mapping[str, str | None]) -> dict[str, str]:
    """The surviving id of each id; a pointer to an id that is no key is ignored."""
    return roots({key: to if to in pointers else None for key, to in pointers.items()})
