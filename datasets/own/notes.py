"""Notes of what was assumed about an input, each once, in the order in which they came up."""


class Notes:
    """Sentences without repeats, and of those about one subject only the first."""

    def __init__(self) -> None:
        self._sentences: dict[str, str] = {}

    def add(self, sentence: str, about: str | None = None) -> None:
        """Note `sentence`, unless there is one about the same subject."""
        self._sentences.setdefault(about or sentence, sentence)

    def sentences(self) -> tuple[str, ...]:
        """All notes."""
        return tuple(self._sentences.values())
