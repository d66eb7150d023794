"""Mixtures, fitting, histograms, the small network and the field of neighbours."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from integument.classical import ellipse_fit, gaussians, mixtures
from integument.classical.adaptive_mixtures import AdaptiveMixtures
from integument.classical.chrominance import chrominance
from integument.classical.colours import draw
from integument.classical.ellipse import RotatedEllipse
from integument.classical.histogram import Histogram, HistogramSettings
from integument.classical.mediapipe import MediaPipe, MediaPipeSettings
from integument.classical.mixtures import Mixtures, MixturesSettings
from integument.classical.mlp import MlpSettings, Weights, _first_weights, _slopes
from integument.classical.mrf import smooth
from integument.classical.rgb_rules import RgbRules
from integument.data.pack import Pack
from integument.errors import InputError, IntegumentError, ModelError


@pytest.mark.parametrize(
    ("colour", "ratio"),
    [
        ((212, 153, 120), 95.55),
        ((120, 78, 60), 12.62),
        ((30, 27, 25), 0.0370),
        ((150, 150, 150), 0.0154),
        ((255, 255, 255), 7.98e-5),
    ],
)
def test_the_sixteen_gaussians_are_as_published(colour: tuple[int, ...], ratio: float) -> None:
    found = np.exp(mixtures.log_ratio(np.array([colour])))
    assert found == pytest.approx(ratio, rel=3e-3)  # three digits


def test_the_weights_add_up_as_published() -> None:
    assert mixtures.SKIN.weights.sum() == pytest.approx(0.9992, abs=1e-9)
    assert mixtures.OTHER.weights.sum() == pytest.approx(0.9996, abs=1e-9)


def test_one_half_is_where_bayes_says(noise: np.ndarray) -> None:
    soft = Mixtures().predict(noise)["skin"]
    hard = Mixtures(MixturesSettings(least_ratio=0.7 / 0.3)).predict(noise)["skin"]
    assert set(np.unique(hard)) == {0.0, 1.0}
    assert ((soft >= 0.5) == (hard == 1)).mean() > 0.999  # rounding at equality alone
    exact = mixtures.log_ratio(noise.reshape(-1, 3)).reshape(hard.shape) >= np.log(0.7 / 0.3)
    assert (exact == (hard == 1)).mean() > 0.97  # 64 steps a channel


def test_densities_agree_with_scipy() -> None:
    stats = pytest.importorskip("scipy.stats")
    mixture = gaussians.Mixture(
        np.array([0.3, 0.7]),
        np.array([[1.0, 2.0], [-3.0, 0.5]]),
        np.array([[[2.0, 0.6], [0.6, 1.0]], [[0.5, -0.2], [-0.2, 3.0]]]),
    )
    points = np.random.default_rng(0).normal(size=(50, 2)) * 3
    expected = sum(
        weight * stats.multivariate_normal(mean, covariance).pdf(points)
        for weight, mean, covariance in zip(
            mixture.weights, mixture.means, mixture.covariances, strict=True
        )
    )
    np.testing.assert_allclose(np.exp(mixture.log_density(points)), expected, rtol=1e-10)


def test_fitting_finds_the_mixture_back() -> None:
    rng = np.random.default_rng(1)
    points = np.concatenate(
        [rng.normal((0, 0), (1, 2), (3000, 2)), rng.normal((10, -5), (3, 1), (1000, 2))]
    )
    mixture = gaussians.fit(points, 2)
    order = mixture.weights.argsort()[::-1]
    np.testing.assert_allclose(mixture.weights[order], [0.75, 0.25], atol=0.01)
    np.testing.assert_allclose(mixture.means[order], [(0, 0), (10, -5)], atol=0.2)
    np.testing.assert_allclose(
        [mixture.covariances[k].diagonal() for k in order], [(1, 4), (9, 1)], rtol=0.12
    )


@pytest.mark.parametrize("points", [np.ones((50, 3)), np.zeros((1, 2)), np.eye(2)])
def test_fitting_survives_points_that_coincide(points: np.ndarray) -> None:
    mixture = gaussians.fit(points, 4)
    assert np.isfinite(mixture.log_density(points)).all()


def test_adaptive_mixtures_learn_from_the_picture() -> None:
    """Pale pixels that the first guess misses, next to skin it finds, are won by its mixture."""
    rng = np.random.default_rng(0)
    picture = np.clip(rng.normal((40, 60, 120), 6, (60, 80, 3)), 0, 255).astype(np.uint8)
    picture[10:50, 20:60] = np.clip(rng.normal((108, 90, 70), 9, (40, 40, 3)), 0, 255)
    guess = RgbRules().predict(picture)["skin"]
    found = AdaptiveMixtures().predict(picture)["skin"] >= 0.5
    truth = np.zeros(guess.shape, bool)
    truth[10:50, 20:60] = True
    assert 0.2 < guess[truth].mean() < 0.9 and found[truth].mean() > guess[truth].mean()
    assert found[~truth].mean() < 0.01


def test_colours_are_drawn_evenly_and_never_from_void(pack: Pack) -> None:
    colours = draw(pack, 400, seed=0)
    assert colours.skin.shape == colours.other.shape == (400, 3)
    assert (colours.skin[:, 0] > 150).all()
    assert (colours.other[:, 0] < 150).all()  # the void frame has the colour of skin
    assert 0.2 < colours.share < 0.5
    assert (draw(pack, 400, seed=0).skin == colours.skin).all()


def test_histogram_counts() -> None:
    skin, other = np.zeros((2, 32**3), np.int64)
    skin[0], other[0], other[5] = 3, 1, 4
    answers = Histogram(skin, other, HistogramSettings(bins=32))._answers
    assert answers[0] == 0.75 and answers[5] == 0
    assert answers[7] == pytest.approx(3 / 8)  # never seen: the share of skin


def test_the_network_has_101_numbers_and_right_slopes() -> None:
    """Slopes against differences of the loss."""
    rng = np.random.default_rng(0)
    inputs, truth = rng.random((20, 2)), np.repeat([1.0, 0.0], 10)
    weights = _first_weights(inputs, MlpSettings().hidden, rng)
    assert sum(each.size for each in weights) == 101

    def loss(weights: Weights) -> float:
        chance = weights.probability(weights.activations(inputs))
        return -np.mean(truth * np.log(chance) + (1 - truth) * np.log(1 - chance))

    for value, slope in zip(weights, _slopes(weights, inputs, truth), strict=True):
        assert value.shape == slope.shape
        value.flat[0] += 1e-6
        above = loss(weights)
        value.flat[0] -= 2e-6
        below = loss(weights)
        value.flat[0] += 1e-6
        assert slope.flat[0] == pytest.approx((above - below) / 2e-6, rel=1e-4, abs=1e-8)


class TestNeighbours:
    """The Markov random field."""

    def test_a_lone_dissenter_gives_in(self) -> None:
        odds = np.full((9, 9), 1.0, np.float32)
        odds[4, 4] = -3
        flat = np.full((9, 9, 3), 128, np.uint8)
        assert smooth(odds, flat, 40, 5).all()
        assert not smooth(odds, flat, 0, 5)[4, 4] and not smooth(odds, flat, 40, 0)[4, 4]

    def test_an_edge_in_the_picture_is_kept(self) -> None:
        odds = np.full((8, 20), -0.2, np.float32)
        odds[:, :10] = 1.0
        picture = np.full((8, 20, 3), 30, np.uint8)
        picture[:, :10] = 220
        labels = smooth(odds, picture, 40, 5)
        assert labels[:, :10].all() and not labels[:, 10:].any()

    def test_one_sweep_is_what_the_energy_says(self) -> None:
        """Against the energy of either label, written out for every pixel."""
        rng = np.random.default_rng(2)
        picture = np.repeat(rng.integers(0, 256, (6, 7, 1), np.uint8), 3, axis=2)
        odds = rng.normal(size=(6, 7)).astype(np.float32)
        flat = np.full_like(picture, 90)  # every neighbour costs the same, 0.5
        before = odds > 0
        expected = np.empty_like(before)
        for y, x in np.ndindex(6, 7):
            around = [(y - 1, x), (y + 1, x), (y, x - 1), (y, x + 1)]
            votes = [before[p] for p in around if 0 <= p[0] < 6 and 0 <= p[1] < 7]
            energy = {
                label: np.log1p(np.exp(-odds[y, x] if label else odds[y, x]))
                + 0.5 * sum(vote != label for vote in votes)
                for label in (False, True)
            }
            expected[y, x] = energy[True] < energy[False]
        assert (smooth(odds, flat, 0.5, 1) == expected).all()


class TestEllipseFit:
    def test_the_best_ellipse_covers_skin_alone(self, pack: Pack) -> None:
        fitted = RotatedEllipse.learn(pack)
        sample = pack.read("0000")
        seen = ~sample.ignored("skin")
        found = fitted.predict(sample.image)["skin"] >= 0.5
        assert (found == sample.truth("skin"))[seen].mean() > 0.98
        assert RotatedEllipse.learn(pack).settings == fitted.settings  # the same every time

    def test_fitness_is_mean_iou_less_area(self, pack: Pack) -> None:
        ellipse = np.array([[110.0, 150, 12, 9, 30]])
        rule = RotatedEllipse(RotatedEllipse.settings_type(cb=110, cr=150, a=12, b=9, angle=30))
        ious = []
        for stem in pack:
            sample = pack.read(stem)
            seen, truth = ~sample.ignored("skin"), sample.truth("skin")
            found = rule.predict(sample.image)["skin"] >= 0.5
            ious.append((found & truth & seen).sum() / ((found | truth) & seen).sum())
        (got,) = ellipse_fit.fitness(ellipse, ellipse_fit.count_colours(pack))
        assert got == pytest.approx(np.mean(ious) - 0.01 * 12 * 9 / 3600, rel=1e-5)

    def test_evolution_finds_a_hidden_point(self) -> None:
        target = np.array([87.0, 131, 20, 11, 60])
        found = ellipse_fit.evolve(
            lambda points: -(((points - target) / 10) ** 2).sum(axis=1), ellipse_fit.BOUNDS
        )
        np.testing.assert_allclose(found, target, atol=0.5)

    def test_no_skin(self, empty_pack: Pack) -> None:
        with pytest.raises(InputError, match="no skin to learn from"):
            RotatedEllipse.learn(empty_pack)


def test_grey_has_no_chrominance_and_red_has_cr() -> None:
    cb, cr = chrominance(np.array([[(90, 90, 90), (255, 0, 0), (0, 0, 255)]], np.uint8))
    assert (cb[0, 0], cr[0, 0]) == (128, 128)
    assert cr[0, 1] == 255 and cb[0, 2] == 255


class TestMediaPipe:
    @pytest.fixture
    def network(self) -> Callable[[np.ndarray], np.ndarray]:
        """Face where red is high, hair where green is, body skin where blue is."""

        def run(picture: np.ndarray) -> np.ndarray:
            assert picture.shape == (1, 256, 256, 3) and picture.dtype == np.float32
            assert picture.min() >= 0 and picture.max() <= 1
            logits = np.zeros((1, 256, 256, 6), np.float32)
            logits[..., 3], logits[..., 1], logits[..., 2] = np.moveaxis(picture * 20, -1, 0)
            return logits

        return run

    def test_classes_become_labels(self, network, person: np.ndarray) -> None:
        found = MediaPipe(network=network).predict(person)
        assert found["face_skin"][48, 60] == 1 and found["hair"][24, 60] == 1
        assert found["skin"][48, 60] == 1 and found["skin"][80, 60] == 1
        assert found["face_skin"][80, 60] == 0
        assert all(plane.shape == (120, 160) for plane in found.values())

    def test_low_confidence_everywhere_marks_nothing(self, person: np.ndarray) -> None:
        logits = np.zeros((1, 256, 256, 6), np.float32)
        found = MediaPipe(network=lambda _: logits).predict(person)
        assert found["skin"].max() == 0
        soft = MediaPipe(MediaPipeSettings(threshold=0), network=lambda _: logits)
        assert soft.predict(person)["skin"] == pytest.approx(np.full((120, 160), 1 / 3))

    def test_another_network(self, person: np.ndarray) -> None:
        with pytest.raises(ModelError, match="expected \\(1, 256, 256, 6\\) out of the network"):
            MediaPipe(network=lambda _: np.zeros((1, 256, 256, 2), np.float32)).predict(person)

    def test_no_file(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="no such file: the rule 'mediapipe' needs"):
            MediaPipe(MediaPipeSettings(file=str(tmp_path / "none.tflite")))

    def test_no_runtime(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(__import__("sys").modules, "ai_edge_litert.interpreter", None)
        (tmp_path / "a.tflite").write_bytes(b"x")
        with pytest.raises(IntegumentError, match="pip install ai-edge-litert"):
            MediaPipe(MediaPipeSettings(file=str(tmp_path / "a.tflite")))
