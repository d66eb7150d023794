"""From light to a photograph: what the camera and the file format do to a rendered picture.

The order is that of a camera: optics, exposure, noise, white balance, tone curve, sharpening,
compression. Everything is drawn from one generator; ranges are constants with names.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import cv2
import numpy as np

EXPOSURE_STOPS = (-1.3, 1.1)
WHITE_BALANCE_SPREAD = 0.11  # deviation of the log gain of each channel
P_STRONG_CAST = 0.12  # share of pictures with three times that error
GREY = 0.20  # linear level that metering aims at
P_MONOCHROME = 0.04
P_SEPIA = 0.02


@dataclass(frozen=True)
class Development:
    """The sampled faults of one camera and file; see the functions for their meaning."""

    stops: float
    gains: tuple[float, float, float]
    contrast: float
    gamma: float
    saturation: float
    vignette: float
    defocus: float
    motion: float
    motion_angle: float
    shot_noise: float
    read_noise: float
    sharpen: float
    tone: str
    jpeg_quality: int
    noise_seed: int

    def to_dict(self) -> dict:
        return asdict(self)


def sample(rng: np.random.Generator) -> Development:
    """Draw the faults of one photograph."""
    spread = WHITE_BALANCE_SPREAD * (3 if rng.random() < P_STRONG_CAST else 1)
    noisy = float(rng.choice([rng.uniform(0, 0.003), rng.uniform(0.003, 0.015)], p=[0.75, 0.25]))
    u = rng.random()
    tone = "monochrome" if u < P_MONOCHROME else "sepia" if u < P_MONOCHROME + P_SEPIA else "colour"
    return Development(
        stops=float(rng.uniform(*EXPOSURE_STOPS)),
        gains=tuple(float(x) for x in np.exp(rng.normal(0, spread, 3))),
        contrast=float(rng.normal(0, 0.25)),
        gamma=float(np.exp(rng.normal(0, 0.12))),
        saturation=float(np.clip(rng.normal(1.0, 0.25), 0.2, 1.8)),
        vignette=float(rng.choice([0, rng.uniform(0, 0.5)])),
        defocus=float(rng.choice([0, rng.uniform(0.2, 1.4)], p=[0.6, 0.4])),
        motion=float(rng.choice([0, rng.uniform(1, 5)], p=[0.92, 0.08])),
        motion_angle=float(rng.uniform(0, np.pi)),
        shot_noise=noisy,
        read_noise=noisy * float(rng.uniform(0.1, 0.6)),
        sharpen=float(rng.choice([0, rng.uniform(0.2, 1.2)], p=[0.6, 0.4])),
        tone=tone,
        jpeg_quality=int(rng.integers(45, 99)),
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
    if how.sharpen:
        soft = cv2.GaussianBlur(display, (0, 0), 1.0)
        display = display + np.float32(how.sharpen) * (display - soft)
    picture = (np.clip(display, 0, 1) * 255 + 0.5).astype(np.uint8)
    coded = cv2.imencode(".jpg", picture[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, how.jpeg_quality])[
        1
    ]
    return np.ascontiguousarray(cv2.imdecode(coded, cv2.IMREAD_COLOR)[..., ::-1])


def _optics(light: np.ndarray, how: Development) -> np.ndarray:
    height, width = light.shape[:2]
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
    return grey + np.float32(how.saturation) * (display - grey)
