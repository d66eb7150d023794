"""Mixtures of Gaussians: their density, and fitting one to points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

CHUNK = 1 << 16
"""Points whose densities are worked out together, which keeps memory flat."""

FIRST_ROUNDS = 10
"""Rounds of k-means that find the first means; later ones are the mixture's own work."""


@dataclass(frozen=True, slots=True)
class Mixture:
    """A mixture of K Gaussians in D dimensions.

    Attributes
    ----------
    weights : ``(K,)``, adding to about 1
    means : ``(K, D)``
    covariances : ``(K, D, D)``, positive definite
    """

    weights: NDArray[np.float64]
    means: NDArray[np.float64]
    covariances: NDArray[np.float64]

    def log_density(self, points: NDArray) -> NDArray[np.float64]:
        """The logarithm of the density, ``(N,)``, at points ``(N, D)``."""
        parts = [
            np.logaddexp.reduce(self._log_parts(points[start : start + CHUNK]), axis=0)
            for start in range(0, len(points), CHUNK)
        ]
        return np.concatenate(parts) if parts else np.empty(0)

    def _log_parts(self, points: NDArray) -> NDArray[np.float64]:
        """The logarithm of each Gaussian times its weight: ``(K, N)``."""
        points = np.asarray(points, np.float64)
        constant = points.shape[1] * np.log(2 * np.pi)
        result = np.empty((len(self.weights), len(points)))
        for k, (weight, mean, covariance) in enumerate(
            zip(self.weights, self.means, self.covariances, strict=True)
        ):
            factor = np.linalg.cholesky(covariance)
            away = np.linalg.inv(factor) @ (points - mean).T
            log_determinant = 2 * np.log(factor.diagonal()).sum()
            with np.errstate(divide="ignore"):  # a Gaussian that lost all its points weighs 0
                log_weight = np.log(weight)
            result[k] = log_weight - 0.5 * (constant + log_determinant + (away**2).sum(axis=0))
        return result


def fit(
    points: NDArray,
    count: int,
    *,
    rounds: int = 200,
    regularisation: float = 1e-6,
    tolerance: float = 1e-3,
    seed: int = 0,
) -> Mixture:
    """Fit ``count`` Gaussians to points ``(N, D)`` by expectation and maximisation.

    Parameters
    ----------
    rounds : at most so many
    regularisation : added to every variance, so that no Gaussian collapses onto a point
    tolerance : ends when the mean log density rises by less

    With fewer distinct points than Gaussians some of these coincide, which does no harm.
    """
    points = np.asarray(points, np.float64)
    assert len(points) > 0 and points.ndim == 2, points.shape
    extra = regularisation * np.eye(points.shape[1])
    nearest = _first_groups(points, count, np.random.default_rng(seed))
    mixture = _maximise(points, np.eye(count)[nearest].T, extra)
    before = -np.inf
    for _ in range(rounds):
        log_parts = mixture._log_parts(points)
        log_density = np.logaddexp.reduce(log_parts, axis=0)
        mixture = _maximise(points, np.exp(log_parts - log_density), extra)
        now = float(log_density.mean())
        if now - before < tolerance:
            break
        before = now
    return mixture


def _maximise(
    points: NDArray[np.float64], shares: NDArray[np.float64], extra: NDArray[np.float64]
) -> Mixture:
    """The mixture that suits best the share ``(K, N)`` of every Gaussian in every point."""
    total = shares.sum(axis=1) + 10 * np.finfo(np.float64).eps
    means = shares @ points / total[:, None]
    covariances = np.empty((len(shares), *extra.shape))
    for k, (share, mean) in enumerate(zip(shares, means, strict=True)):
        away = points - mean
        covariances[k] = (share * away.T) @ away / total[k] + extra
    return Mixture(total / total.sum(), means, covariances)


def _first_groups(
    points: NDArray[np.float64], count: int, rng: np.random.Generator
) -> NDArray[np.intp]:
    """The number of the group, ``(N,)``, of every point: k-means from far-apart beginnings."""
    centres = points[rng.integers(len(points))][None]
    while len(centres) < count:  # "k-means++": far points are likely to be next
        distance = _squared_distances(points, centres).min(axis=1)
        total = distance.sum()
        chances = distance / total if total > 0 else None
        centres = np.vstack([centres, points[rng.choice(len(points), p=chances)]])
    for _ in range(FIRST_ROUNDS):
        nearest = _squared_distances(points, centres).argmin(axis=1)
        for k in range(count):
            if (nearest == k).any():
                centres[k] = points[nearest == k].mean(axis=0)
    return _squared_distances(points, centres).argmin(axis=1)


def _squared_distances(
    points: NDArray[np.float64], centres: NDArray[np.float64]
) -> NDArray[np.float64]:
    return np.stack([((points - centre) ** 2).sum(axis=1) for centre in centres], axis=1)
