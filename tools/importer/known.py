"""Objects of CRMs that no KPI needs, by the headers that only they have: price books, campaign members, tickets."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tools.importer.mapping import HeaderGroup, MappingError, read_yaml

OBJECTS = Path(__file__).parent / "known_objects.yml"


@dataclass(frozen=True)
class KnownObject:
    """An object that is recognised and left out."""

    system: str
    name: str
    having: tuple[HeaderGroup, ...]
    excluding: tuple[HeaderGroup, ...] = ()
    gives_way: bool = False


@dataclass(frozen=True)
class KnownSystem:
    """A system, the headers by which any of its files is recognised, and its objects that no KPI needs.

    `gives_way`: its objects are recognised only where nothing proves an export. `mapping`: the file that reads the system.
    """

    system: str
    marks: tuple[HeaderGroup, ...]
    gives_way: bool
    objects: tuple[KnownObject, ...] = field(repr=False)
    mapping: str = ""


def load_known(path: Path = OBJECTS) -> tuple[KnownSystem, ...]:
    """The systems, those whose objects give way last.

    Raises:
        MappingError: the file does not keep to its format.
    """
    found = []
    for system, content in read_yaml(path).items():
        objects = []
        gives_way = content.get("gives_way") == "true"
        for name, given in content.get("objects", {}).items():
            entry = given if isinstance(given, Mapping) else {"has": given}
            if unknown := set(entry) - {"has", "not"}:
                raise MappingError(f"{path.name}: {system}.{name} has the unknown key {min(unknown)!r}.")
            having, excluding = groups(entry.get("has", ())), groups(entry.get("not", ()))
            objects.append(KnownObject(system, name, having, excluding, gives_way))
        marks, mapping = groups(content["marks"]), content.get("mapping", "")
        found.append(KnownSystem(system, marks, gives_way, tuple(objects), mapping))
    return tuple(sorted(found, key=lambda each: each.gives_way))


def groups(texts: list[str] | tuple[str, ...]) -> tuple[HeaderGroup, ...]:
    """Headers that together prove it, as a mapping file writes them."""
    return tuple(map(HeaderGroup, texts))


def object_of(known: tuple[KnownSystem, ...], family: str, headers: Mapping[str, object]) -> KnownObject | None:
    """The object that a header is; of the systems only `family`, where that is known."""
    for system in known:
        if family and system.system != family:
            continue
        for each in system.objects:
            if any(group.is_in(headers) for group in each.having) and not any(g.is_in(headers) for g in each.excluding):
                return each
    return None


def family_of(known: tuple[KnownSystem, ...], headers: Mapping[str, object]) -> str:
    """The system that a header is of, whatever object it may be; '' where no mark shows it."""
    return next((s.system for s in known if any(group.is_in(headers) for group in s.marks)), "")


def named(known: tuple[KnownSystem, ...], family: str, names: Container[str]) -> str:
    """The object of a system that a file is named after; ''."""
    return next((o.name for s in known if s.system == family for o in s.objects if o.name.casefold() in names), "")
