"""Decoded samples kept in memory, up to a number of bytes."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from integument.data.sample import Sample


def size_of(sample: Sample) -> int:
    """Bytes of the arrays of a sample."""
    planes = [sample.image, *sample.masks.values(), *sample.void_for.values()]
    if sample.void is not None:
        planes.append(sample.void)
    return sum(plane.nbytes for plane in planes)


class SampleCache:
    """Keeps what was read until the budget is used up; then the rest is read every time.

    Nothing is ever thrown out: under uniform random picks, evicting one sample for another wins
    nothing and costs a decode.
    """

    def __init__(self, budget: int) -> None:
        self.budget = budget
        self.used = 0
        self._samples: dict[Hashable, Sample] = {}

    def __len__(self) -> int:
        return len(self._samples)

    def get(self, key: Hashable, read: Callable[[], Sample]) -> Sample:
        """The sample under ``key``, read by ``read`` the first time."""
        found = self._samples.get(key)
        if found is not None:
            return found
        sample = read()
        size = size_of(sample)
        if self.used + size <= self.budget:
            self._samples[key] = sample
            self.used += size
        return sample
