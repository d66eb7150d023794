"""The second renderer: Blender Cycles, path traced, in a process of its own.

Blender comes as the wheel ``bpy``, which is GPL, wants Python 3.11 exactly and numpy 1. So it is
never imported here: :mod:`integument.synth.cycles.worker` runs in whatever Python has it, and gets
neutral arrays - points, faces, textures, strands, lights - over files and a pipe.

The scene, the camera and the parts are the same as with the default renderer, from the same code;
Cycles computes the light on everything solid. What is behind is drawn by the default renderer.
"""

from __future__ import annotations

from integument.synth.cycles.blender import Blender, renderer

__all__ = ["Blender", "renderer"]
