"""YAML as plain values, and the line on which each of them was written."""

from collections.abc import Iterator
from typing import Any

import yaml

from domain.problems import BadInput, Problem

Path = tuple[str | int, ...]
Lines = dict[Path, int]


def _line(mark: Any) -> int:
    """The line of a mark of YAML, which counts from 0 and can be missing."""
    return mark.line + 1 if mark else 1


def line_of(lines: Lines, path: Path) -> int:
    """The line of a path, or of the nearest thing around it."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


class YamlFile:
    """What a YAML file says: `value`, the line of each path in `lines`, and `problems`."""

    def __init__(self, file: str, text: str) -> None:
        """Read one YAML document of keys and values; raises `BadInput` where there is none."""
        self.file = file
        self.lines: Lines = {}
        self.problems: list[Problem] = []
        self._text = text
        self._loader = yaml.SafeLoader("")
        self.value: dict[str, Any] = self._mapping(self._root(), ())

    def _root(self) -> yaml.MappingNode:
        try:
            self._refuse_aliases()
            root = yaml.compose(self._text, yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            raise self._bad(_line(mark), f"this is not YAML: {error.problem}") from error
        except yaml.reader.ReaderError as error:
            line = 1 + self._text.count("\n", 0, int(error.position))
            raise self._bad(line, "there is a character that YAML does not allow") from error
        except RecursionError as error:
            raise self._bad(1, "this is nested too deeply") from error
        if isinstance(root, yaml.MappingNode):
            return root
        raise self._bad(1, "a program is written as keys and values, as in `length: 26 weeks`")

    def _refuse_aliases(self) -> None:
        """An alias could contain itself, or grow without end."""
        for event in yaml.parse(self._text, yaml.SafeLoader):
            if isinstance(event, yaml.AliasEvent):
                raise self._bad(
                    _line(event.start_mark), f"write it out instead of `*{event.anchor}`"
                )

    def _bad(self, line: int, message: str) -> BadInput:
        return BadInput([Problem(file=self.file, line=line, message=message)])

    def _value(self, node: yaml.Node, path: Path) -> Any:
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return list(self._items(node, path))
        return self._scalar(node)

    def _scalar(self, node: yaml.Node) -> Any:
        try:
            return self._loader.construct_object(node)
        except ValueError:  # a date or a number that does not exist
            return node.value
        except yaml.constructor.ConstructorError:
            self._note(node, f"YAML tags such as `{node.tag}` mean nothing here")
            return node.value

    def _items(self, node: yaml.SequenceNode, path: Path) -> Iterator[Any]:
        for index, item in enumerate(node.value):
            self.lines[*path, index] = _line(item.start_mark)
            yield self._value(item, (*path, index))

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self._note(key, "a key must be a word")
            elif key.value in found:
                first = self.lines[*path, key.value]
                self._note(key, f"`{key.value}` stands here twice; the first is on line {first}")
            else:
                self.lines[*path, key.value] = _line(key.start_mark)
                found[key.value] = self._value(value, (*path, key.value))
        return found

    def _note(self, node: yaml.Node, message: str) -> None:
        line = _line(node.start_mark)
        self.problems.append(Problem(file=self.file, line=line, message=message))
