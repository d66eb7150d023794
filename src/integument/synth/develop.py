"""From light to a photograph: what the camera and the file format do to a rendered picture.

The order is that of a camera: optics, exposure, noise, white balance, tone curve, sharpening,
compression. Everything is drawn from one generator; ranges are constants with names.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import cv2
import numpy as np

EXPOSURE_STOPS = (-1.2, 1.1)
WHITE_BALANCE_SPREAD = 0.12  # deviation of the log gain of each channel
P_STRONG_CAST = 0.15  # share of pictures with three times that error
GREY = 0.20  # linear level that metering aims at
P_MONOCHROME = 0.04
P_SEPIA = 0.02
P_FADED = 0.06  # old prints and filters: lifted blacks, tinted shadows and lights
P_POOR_JPEG = 0.12  # quality 12 to 50, as after many hands
P_TWICE = 0.15  # compressed twice, as what is sent on is
P_REDUCED = 0.15  # taken small and enlarged
P_FRINGE = 0.1  # colour fringes of a cheap lens


@dataclass(frozen=True)
class Development:
    """The faults of one camera and file, none by default; :func:`sample` tells the ranges."""

    stops: float = 0.0
    gains: tuple[float, float, float] = (1.0, 1.0, 1.0)
    contrast: float = 0.0
    gamma: float = 1.0
    saturation: float = 1.0
    vignette: float = 0.0
    haze: float = 0.0
    bloom: float = 0.0
    fringe: float = 0.0
    defocus: float = 0.0
    motion: float = 0.0
    motion_angle: float = 0.0
    reduced: float = 0.0
    shot_noise: float = 0.0
    read_noise: float = 0.0
    blotchy_noise: float = 0.0
    sharpen: float = 0.0
    tone: str = "colour"
    lights_tint: tuple[float, float, float] = (1.0, 1.0, 1.0)
    shadows_tint: tuple[float, float, float] = (0.0, 0.0, 0.0)
    jpeg_quality: tuple[int, ...] = (95,)
    noise_seed: int = 0

    def to_dict(self) -> dict:
        return asdict(self)


def _seldom(rng: np.random.Generator, share: float, low: float, high: float) -> float:
    """0, or in ``share`` of pictures a value of U(low, high)."""
    value, chance = rng.uniform(low, high), rng.random()
    return float(value) if chance < share else 0.0


def sample(rng: np.random.Generator) -> Development:
    """Draw the faults of one photograph."""
    spread = WHITE_BALANCE_SPREAD * (3 if rng.random() < P_STRONG_CAST else 1)
    noisy = float(rng.choice([rng.uniform(0, 0.002), rng.uniform(0.002, 0.013)], p=[0.78, 0.22]))
    u = rng.random()
    tones = (("monochrome", P_MONOCHROME), ("sepia", P_SEPIA), ("faded", P_FADED))
    tone = "colour"
    for name, share in tones:
        if 0 <= u < share:
            tone = name
        u -= share
    first = int(rng.integers(12, 50) if rng.random() < P_POOR_JPEG else rng.integers(55, 99))
    again = (int(rng.integers(40, 96)),) if rng.random() < P_TWICE else ()
    return Development(
        stops=float(rng.uniform(*EXPOSURE_STOPS)),
        gains=tuple(float(x) for x in np.exp(rng.normal(0, spread, 3))),
        contrast=float(rng.normal(0.25, 0.35)),
        gamma=float(np.exp(rng.normal(0, 0.12))),
        saturation=float(np.clip(rng.normal(1.1, 0.25), 0.2, 1.9)),
        vignette=_seldom(rng, 0.5, 0, 0.5),
        haze=_seldom(rng, 0.12, 0.01, 0.15),
        bloom=_seldom(rng, 0.2, 0.03, 0.2),
        fringe=_seldom(rng, P_FRINGE, 0.0006, 0.003),
        defocus=_seldom(rng, 0.4, 0.2, 1.3),
        motion=_seldom(rng, 0.08, 1, 5),
        motion_angle=float(rng.uniform(0, np.pi)),
        reduced=_seldom(rng, P_REDUCED, 0.35, 0.8),
        shot_noise=noisy,
        read_noise=noisy * float(rng.uniform(0.1, 0.6)),
        blotchy_noise=_seldom(rng, 0.15, 0.004, 0.025),
        sharpen=_seldom(rng, 0.4, 0.2, 1.2),
        tone=tone,
        lights_tint=tuple(float(x) for x in 1 - rng.uniform(0, 0.18, 3)),
        shadows_tint=tuple(float(x) for x in rng.uniform(0, 0.16, 3)),
        jpeg_quality=(first, *again),
        noise_seed=int(rng.integers(2**31)),
    )


def develop(linear: np.ndarray, person: np.ndarray, how: Development) -> np.ndarray:
    """Develop ``linear`` (H, W, 3) float32 light into an (H, W, 3) uint8 sRGB photograph.

    ``person`` (H, W) float32 coverage: half of the metering looks at people, as cameras do.
    """
    rng = np.random.default_rng(how.noise_seed)
    light = _optics(np.minimum(linear, 50.0), how)
    light = light * np.float32(_metered(light, person) * 2**how.stops)
    if how.shot_noise:
        sigma = np.sqrt(np.maximum(light, 0) * how.shot_noise * 0.2 + how.read_noise**2)
        light = light + rng.standard_normal(light.shape, np.float32) * sigma
    light = np.maximum(light * np.array(how.gains, np.float32), 0)
    display = _tone(light, how)
    if how.blotchy_noise:
        display = display + how.blotchy_noise * _blotches(rng, display.shape)
    if how.sharpen:
        soft = cv2.GaussianBlur(display, (0, 0), 1.0)
        display = display + np.float32(how.sharpen) * (display - soft)
    picture = (np.clip(display, 0, 1) * 255 + 0.5).astype(np.uint8)
    return _compressed(picture, how)


def _blotches(rng: np.random.Generator, shape) -> np.ndarray:
    """Coarse coloured noise that small sensors leave after their noise reduction."""
    height, width = shape[:2]
    small = rng.standard_normal((max(height // 4, 1), max(width // 4, 1), 3), np.float32)
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)


def _compressed(picture: np.ndarray, how: Development) -> np.ndarray:
    """Reduced and enlarged, and through JPEG as often as :attr:`Development.jpeg_quality` says."""
    height, width = picture.shape[:2]
    bgr = picture[..., ::-1]
    if how.reduced:
        small = (max(int(width * how.reduced), 1), max(int(height * how.reduced), 1))
        bgr = cv2.resize(np.ascontiguousarray(bgr), small, interpolation=cv2.INTER_AREA)
    for quality in how.jpeg_quality:
        _, coded = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, quality])
        bgr = cv2.imdecode(coded, cv2.IMREAD_COLOR)
    if how.reduced:
        bgr = cv2.resize(bgr, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.ascontiguousarray(bgr[..., ::-1])


def _optics(light: np.ndarray, how: Development) -> np.ndarray:
    height, width = light.shape[:2]
    if how.fringe:  # red and blue are magnified a little differently
        for channel, scale in ((0, 1 + how.fringe), (2, 1 - how.fringe)):
            matrix = np.array(
                [[scale, 0, (1 - scale) * width / 2], [0, scale, (1 - scale) * height / 2]]
            )
            light[..., channel] = cv2.warpAffine(
                light[..., channel], matrix, (width, height), borderMode=cv2.BORDER_REPLICATE
            )
    if how.defocus:
        light = cv2.GaussianBlur(light, (0, 0), how.defocus)
    if how.motion:
        length = int(np.ceil(how.motion)) | 1
        kernel = np.zeros((length, length), np.float32)
        middle = length // 2
        reach = np.array([np.cos(how.motion_angle), np.sin(how.motion_angle)]) * middle
        ends = [tuple(int(round(v)) for v in middle + s * reach) for s in (-1, 1)]
        cv2.line(kernel, ends[0], ends[1], 1.0, 1)
        light = cv2.filter2D(light, -1, kernel / kernel.sum())
    if how.vignette:
        y, x = np.ogrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
        light = light * (1 - how.vignette * 0.5 * (x * x + y * y))[..., None].astype(np.float32)
    if how.bloom or how.haze:
        low = cv2.resize(light, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
        if how.bloom:  # bright places shine over their surroundings
            glow = cv2.GaussianBlur(low, (0, 0), width / 40)
            glow = cv2.resize(glow, (width, height), interpolation=cv2.INTER_LINEAR)
            light = light + np.float32(how.bloom) * glow
        light = light + np.float32(how.haze) * low.mean((0, 1))
    return light


def _metered(light: np.ndarray, person: np.ndarray) -> float:
    luminance = light @ np.array([0.2126, 0.7152, 0.0722], np.float32)
    level = float(np.percentile(luminance[::4, ::4], 60))
    people = luminance[person > 0.5]
    if len(people) > 50:
        level = 0.5 * level + 0.5 * float(np.median(people))
    return GREY / (level + 1e-4)


def _tone(light: np.ndarray, how: Development) -> np.ndarray:
    """Film-like shoulder, sRGB curve, contrast, gamma, saturation; (H, W, 3) in about [0, 1]."""
    light = 1 - np.exp(-light * np.float32(1.15))
    display = np.where(
        light < 0.0031308, 12.92 * light, 1.055 * np.maximum(light, 1e-6) ** (1 / 2.4) - 0.055
    ).astype(np.float32)
    display = np.clip(display, 0, 1) ** np.float32(how.gamma)
    s_curve = display * display * (3 - 2 * display)
    display = display + np.float32(how.contrast) * (s_curve - display)
    grey = (display @ np.array([0.299, 0.587, 0.114], np.float32))[..., None]
    if how.tone == "monochrome":
        return np.repeat(grey, 3, 2)
    if how.tone == "sepia":
        return grey * np.array([1.07, 0.94, 0.74], np.float32)
    if how.tone == "faded":
        low, high = np.array(how.shadows_tint, np.float32), np.array(how.lights_tint, np.float32)
        display = low + display * (high - low)
    return grey + np.float32(how.saturation) * (display - grey)
