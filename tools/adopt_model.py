"""Make an exported model a bundled one: file, checksum, scores, and the tables of its card.

    integument export runs/first/best.pt --out exported --int8 --calibration people \
        --truth people --speed
    python tools/adopt_model.py exported
    integument evaluate --data PACK… --model integument --json scores.json
    python tools/adopt_model.py exported --scores scores.json
    python tools/adopt_model.py exported_fast --name integument-fast

The first call copies the file and its checksum, so that the evaluation measures what ships; the
second writes what was measured into ``registry.toml`` and between the markers of the card.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "src" / "integument" / "models"
DEFAULT = "integument"
METRICS = ("iou", "precision", "recall", "f1")


def adopt(exported: Path, name: str) -> None:
    """Copy the 8-bit file and write its checksum, size and input size into the registry."""
    report = json.loads((exported / f"{name}.json").read_text())
    file = FOLDER / f"{name}.onnx"
    shutil.copyfile(exported / report["files"]["int8"]["file"], file)
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    for key, value in (
        ("sha256", f'"{sha256}"'),
        ("size", file.stat().st_size),
        ("input_size", report["input_size"]),
    ):
        _replace(
            FOLDER / "registry.toml",
            rf"(?ms)(^\[{name}\]$.*?^{key} = )[^\n]*$",
            lambda found, value=value: f"{found[1]}{value}",
        )
    _between(card(name), "sha256", f"`{sha256}`")


def card(name: str) -> Path:
    return ROOT / "docs" / "models" / f"{name}.md"


def write_scores(scores: dict, exported: Path, name: str) -> None:
    """Mean IoU of every pack and label into the registry, tables and speed into the card."""
    packs = sorted({Path(pack["path"]).name for pack in scores["packs"]})
    command = f"integument evaluate --data {' '.join(packs)} --model {name}"
    entries = [f'command = "{command}"']
    rows = [
        "| pack | label | pictures | IoU | precision | recall | F1 |",
        "|---|---|---|---|---|---|---|",
    ]
    empty = []
    for pack in scores["packs"]:
        where = Path(pack["path"]).name
        for label, got in pack["labels"].items():
            if "mean" in got:
                mean = got["mean"]
                numbers = " | ".join(f"{mean[metric]:.3f}" for metric in METRICS)
                rows.append(f"| `{where}` | {label} | {got['pictures']} | {numbers} |")
                entries.append(f'"{where} {label} IoU" = {mean["iou"]:.3f}')
            elif "marked" in got:
                empty.append(f"{label} {100 * got['marked']['mean']:.2f} %")
                entries.append(f'"{where} {label} marked" = {got["marked"]["mean"]:.4f}')
    if empty:
        rows += ["", f"Pixels marked where nobody is, mean of the pictures: {', '.join(empty)}."]
    _between(card(name), "scores", "\n".join(rows))
    report = json.loads((exported / f"{name}.json").read_text())
    _between(card(name), "export", _export_facts(report))
    _replace(
        FOLDER / "registry.toml",
        rf"(?s)\[{name}\.scores\]\n.*?(?=\n\[|\Z)",
        lambda _: f"[{name}.scores]\n" + "\n".join(entries) + "\n",
    )


def _export_facts(report: dict) -> str:
    lines = [
        f"* float ONNX against torch: at most {report['parity']['largest_difference']:.1e} apart"
    ]
    if "scores" in report:
        drop, limit = report["scores"]["int8_drop"], report["scores"]["int8_drop_limit"]
        packs = len(report["scores"]["mean_iou"]["int8"])
        lines.append(
            f"* whole numbers against float: mean IoU {-drop:+.4f} over {packs} packs and labels "
            f"(allowed: -{limit})"
        )
    for size in sorted({timing["size"] for timing in report.get("speed", [])}):
        times = ", ".join(
            f"{timing['name']} {timing['minimum']:.1f}"
            for timing in report["speed"]
            if timing["size"] == size
        )
        lines.append(f"* one thread, {size}×{size}, milliseconds, least of 30 in turn: {times}")
    return "\n".join(lines)


def _replace(path: Path, pattern: str, by: Callable[[re.Match[str]], str]) -> None:
    text, count = re.subn(pattern, by, path.read_text(), count=1)
    if not count:
        raise SystemExit(f"{path}: expected {pattern!r} in it")
    path.write_text(text)


def _between(path: Path, marker: str, text: str) -> None:
    """Replace what stands between ``<!-- marker -->`` and ``<!-- /marker -->``."""
    space = "" if "\n" not in text else "\n"
    _replace(
        path,
        rf"(?s)<!-- {marker} -->.*?<!-- /{marker} -->",
        lambda _: f"<!-- {marker} -->{space}{text}{space}<!-- /{marker} -->",
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("exported", type=Path, help="folder that 'integument export' wrote")
    parser.add_argument("--name", default=DEFAULT, help="of the model (default: %(default)s)")
    parser.add_argument("--scores", type=Path, help="JSON that 'integument evaluate' wrote")
    args = parser.parse_args()
    if args.scores:
        write_scores(json.loads(args.scores.read_text()), args.exported, args.name)
    else:
        adopt(args.exported, args.name)


if __name__ == "__main__":
    main()
