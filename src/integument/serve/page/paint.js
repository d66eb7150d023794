// Pixels: decoding what the service sends, and drawing it over the photograph.

// What contains is painted before what it contains.
export const ORDER = ["body", "head_torso", "clothes", "skin", "face_skin", "hair"];

export const COLOURS = {
  skin: [255, 64, 64], face_skin: [255, 150, 60], hair: [60, 200, 90],
  body: [80, 140, 255], head_torso: [190, 110, 255], clothes: [250, 215, 70],
};

const EDGE = 26; // Width, in steps of 1/255 of probability, of the line inside a label's border.

/** A canvas of this size. */
export function sheet(width, height) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  return canvas;
}

export async function bitmapOf(base64, type) {
  return createImageBitmap(blobOf(base64, type));
}

function blobOf(base64, type) {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  return new Blob([bytes], { type });
}

/** The grey values of a PNG, a Blob or base64: { width, height, values: Uint8Array }. */
export async function greyOf(png) {
  const blob = png instanceof Blob ? png : blobOf(png, "image/png");
  const bitmap = await createImageBitmap(blob, { colorSpaceConversion: "none" });
  const { width, height } = bitmap;
  const context = sheet(width, height).getContext("2d", { willReadFrequently: true });
  context.drawImage(bitmap, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  const values = new Uint8Array(width * height);
  for (let i = 0; i < values.length; i++) values[i] = data[4 * i];
  return { width, height, values };
}

/**
 * The photograph tinted by its labels. Where several meet, the innermost gives the colour.
 * `photo` is ImageData, `maps` label → Uint8Array, `shown` a Set of labels.
 */
export function tint(photo, maps, shown, { threshold, opacity }) {
  const made = new ImageData(photo.width, photo.height);
  made.data.set(photo.data);
  const layers = ORDER.filter((label) => shown.has(label) && maps[label]);
  const limit = threshold * 255;
  const pixels = made.data;
  const count = photo.width * photo.height;
  for (let i = 0; i < count; i++) {
    let red = 0, green = 0, blue = 0, cover = 0, strength = 0;
    for (const label of layers) {
      const beyond = maps[label][i] - limit;
      if (beyond < -8) continue;
      const inside = Math.min(1, beyond / 16 + 0.5);
      const line = opacity > 0 ? 0.4 * Math.max(0, 1 - beyond / EDGE) : 0;
      const [r, g, b] = COLOURS[label];
      const keep = 1 - inside;
      red = red * keep + r * inside;
      green = green * keep + g * inside;
      blue = blue * keep + b * inside;
      cover = cover * keep + inside;
      strength = strength * keep + Math.min(1, opacity + line) * inside;
    }
    if (cover <= 0) continue;
    const at = 4 * i;
    pixels[at] += (red / cover - pixels[at]) * strength;
    pixels[at + 1] += (green / cover - pixels[at + 1]) * strength;
    pixels[at + 2] += (blue / cover - pixels[at + 2]) * strength;
  }
  return made;
}

/** How much of the picture a label covers at this threshold. */
export function shareOf(values, threshold) {
  const limit = threshold * 255;
  let inside = 0;
  for (let i = 0; i < values.length; i++) inside += values[i] >= limit;
  return inside / values.length;
}

/** The cut-out over a ground: a colour, "blur", "transparent", or an ImageBitmap. */
export function compose(context, photo, cutout, ground) {
  const { width, height } = context.canvas;
  context.clearRect(0, 0, width, height);
  if (ground === "blur") {
    const radius = Math.max(width, height) / 40;
    context.filter = `blur(${radius}px)`;
    // Drawn a little larger, so that the blur does not fade towards the border.
    context.drawImage(photo, -radius, -radius, width + 2 * radius, height + 2 * radius);
    context.filter = "none";
  } else if (typeof ground === "object") {
    const scale = Math.max(width / ground.width, height / ground.height);
    const [wide, high] = [ground.width * scale, ground.height * scale];
    context.drawImage(ground, (width - wide) / 2, (height - high) / 2, wide, high);
  } else if (ground !== "transparent") {
    context.fillStyle = ground;
    context.fillRect(0, 0, width, height);
  }
  context.drawImage(cutout, 0, 0, width, height);
}
