"""Notes of what was assumed about an input, each once, in the order in which they came up."""

from collections import Counter


class Notes:
    """Sentences without repeats, and of those about one subject only the first."""

    def __init__(self) -> None:
        self._sentences: dict[str, str] = {}
        self._counts: Counter[str] = Counter()

    def add(self, sentence: str, about: str | None = None) -> None:
        """Note `sentence`, unless there is one about the same subject."""
        self._sentences.setdefault(about or sentence, sentence)

    def count(self, sentence: str, times: int = 1) -> None:
        """Note `sentence`, with ``{count}`` for how often it was noted."""
        self.add(sentence)
        self._counts[sentence] += times

    def sentences(self) -> tuple[str, ...]:
        """All notes."""
        return tuple(
            sentence.replace("{count}", f"{self._counts[about]:,}")
            if about in self._counts
            else sentence
            for about, sentence in self._sentences.items()
        )
