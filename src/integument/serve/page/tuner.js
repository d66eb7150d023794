// Rules on colour, side by side: sliders, live masks, settings as files.

import * as api from "./api.js";
import { greyOf, sheet } from "./paint.js";
import { complain, download, quiet, tell, typeToken } from "./widgets.js";

const $ = (id) => document.getElementById(id);

const SIDE = 640; // Longest side of the picture that is tuned on: answers must keep up with a hand.
const TINT = [255, 64, 64];

let photo = null; // { blob, pixels } of the picture, scaled down
let network = null; // the network's mask: Uint8Array
const cards = [];

/** One rule: its card, its settings, its mask. A card without sliders is the network's. */
class Card {
  constructor({ name, title, sliders = [], note = "" }) {
    this.name = name;
    this.sliders = sliders;
    this.settings = Object.fromEntries(sliders.map((one) => [one.name, one.default]));
    this.inputs = {};
    this.root = $("card").content.cloneNode(true).firstElementChild;
    this.canvas = this.root.querySelector("canvas");
    this.canvas.setAttribute("aria-label", `Skin by ${title}`);
    this.root.querySelector("h2").textContent = title;
    this.root.querySelector(".note").textContent = note;
    this.root.querySelector(".sliders").append(...sliders.map((one) => this.slider(one)));
    if (sliders.length) this.listen();
    else this.root.querySelector(".row").remove();
    $("rules").append(this.root);
  }

  slider({ name, least, most, step }) {
    const label = document.createElement("label");
    const inputs = ["range", "number"].map((type) => {
      const input = document.createElement("input");
      Object.assign(input, { type, min: least, max: most, step: type === "range" ? step : "any" });
      input.value = this.settings[name];
      input.setAttribute("aria-label", `${name.replaceAll("_", " ")}, ${this.name}`);
      input.addEventListener("input", () => {
        if (input.value !== "") this.set(name, Number(input.value), input);
      });
      return input;
    });
    this.inputs[name] = inputs;
    label.append(name.replaceAll("_", " "), ...inputs);
    return label;
  }

  /** Changes a setting; the other end of a range is pushed along. */
  set(name, value, source) {
    this.settings[name] = value;
    this.show(name, source);
    const other = name.endsWith("_low") ? name.replace("_low", "_high")
      : name.endsWith("_high") ? name.replace("_high", "_low") : null;
    if (other && other in this.settings) {
      const crossed = name.endsWith("_low") ? this.settings[other] < value
        : this.settings[other] > value;
      if (crossed) {
        this.settings[other] = value;
        this.show(other);
      }
    }
    this.ask();
  }

  show(name, source) {
    for (const input of this.inputs[name]) if (input !== source) input.value = this.settings[name];
  }

  apply(settings) {
    Object.assign(this.settings, settings);
    for (const name of Object.keys(this.inputs)) this.show(name);
    this.ask();
  }

  listen() {
    const on = (name, act) => this.root.querySelector(name).addEventListener("click", act);
    on(".reset", () => {
      this.apply(Object.fromEntries(this.sliders.map((one) => [one.name, one.default])));
    });
    on(".save", () => trying(async () => {
      const query = new URLSearchParams({ rule: this.name, ...this.settings });
      download(await (await api.get(`tuner/save?${query}`)).blob(), `${this.name}.toml`);
      tell(`${this.name}.toml is being saved.`);
    }));
    on(".load", () => {
      $("settings-file").onchange = (event) => {
        const [file] = event.target.files;
        event.target.value = "";
        if (file) this.load(file);
      };
      $("settings-file").click();
    });
  }

  load(file) {
    return trying(async () => {
      this.apply(await api.send(`tuner/load?rule=${this.name}`, file));
      tell(`Settings of ${this.name} loaded.`);
    });
  }

  /** Asks for the mask; while one answer is awaited, only the latest wish is remembered. */
  async ask() {
    if (!photo) return;
    if (this.asking) {
      this.again = true;
      return;
    }
    this.asking = true;
    do {
      this.again = false;
      await trying(async () => {
        const of = photo;
        const mask = await this.mask();
        if (of === photo) this.draw(mask);
      });
    } while (this.again);
    this.asking = false;
  }

  async mask() {
    const answer = await api.post("tuner/mask", photo.blob, { rule: this.name, ...this.settings });
    return (await greyOf(await answer.blob())).values;
  }

  draw(values = this.values) {
    if (!values) return;
    this.values = values;
    const { width, height } = photo.pixels;
    Object.assign(this.canvas, { width, height });
    const view = document.querySelector('[name="view"]:checked').value;
    this.canvas.getContext("2d").putImageData(viewed(photo.pixels, values, view), 0, 0);
    this.root.querySelector(".agreement").replaceChildren(...this.summary(values));
  }

  summary(values) {
    const share = document.createElement("span");
    const inside = values.reduce((sum, value) => sum + (value >= 128), 0);
    share.textContent = `${((100 * inside) / values.length).toFixed(1)} % of the picture`;
    if (!network || values === network) return [share];
    const strong = document.createElement("strong");
    strong.textContent = `IoU ${overlap(values, network).toFixed(2)}`;
    return [strong, " with the network · ", share];
  }
}

function viewed(pixels, values, view) {
  const made = new ImageData(pixels.width, pixels.height);
  made.data.set(pixels.data);
  for (let i = 0; i < values.length; i++) {
    const share = values[i] / 255;
    for (let channel = 0; channel < 3; channel++) {
      const at = 4 * i + channel;
      const now = made.data[at];
      if (view === "mask") made.data[at] = values[i];
      else if (view === "cut") made.data[at] = 128 + (now - 128) * share;
      else made.data[at] = now + (TINT[channel] - now) * share * 0.6;
    }
  }
  return made;
}

/** Intersection over union of two masks at half; 1 where both are empty. */
function overlap(one, other) {
  let both = 0, either = 0;
  for (let i = 0; i < one.length; i++) {
    both += one[i] >= 128 && other[i] >= 128;
    either += one[i] >= 128 || other[i] >= 128;
  }
  return either ? both / either : 1;
}

async function take(file) {
  quiet();
  await trying(async () => {
    const bitmap = await createImageBitmap(file).catch(() => {
      throw new api.Refused("The browser cannot show this picture. Choose a JPEG or PNG.");
    });
    const scale = Math.min(1, SIDE / Math.max(bitmap.width, bitmap.height));
    const canvas = sheet(Math.max(1, Math.round(bitmap.width * scale)),
      Math.max(1, Math.round(bitmap.height * scale)));
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.imageSmoothingQuality = "high";
    context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    const pixels = context.getImageData(0, 0, canvas.width, canvas.height);
    photo = { blob: await new Promise((done) => canvas.toBlob(done, "image/png")), pixels };
    network = null;
    cards.forEach((card) => { card.values = null; });
    await look();
    cards.forEach((card) => card.sliders.length && card.ask());
  });
}

async function look() {
  const of = photo;
  const found = await api.segment(of.blob, { side: SIDE, labels: "skin" });
  const { values } = await greyOf(found.probabilities.skin);
  if (of !== photo) return;
  network = values;
  cards.find((card) => !card.sliders.length)?.draw(values);
}

async function trying(work) {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof api.Refused)) console.error(error);
    complain(error instanceof api.Refused ? error.message : "That did not work.");
  }
}

api.onTokenWanted(typeToken);
$("choose").addEventListener("click", () => $("file").click());
$("file").addEventListener("change", (event) => {
  const [file] = event.target.files;
  event.target.value = "";
  if (file) take(file);
});
$("sample").addEventListener("click", async () => take(await (await fetch("sample.jpg")).blob()));
for (const radio of document.querySelectorAll('[name="view"]')) {
  radio.addEventListener("change", () => cards.forEach((card) => card.draw()));
}
document.addEventListener("dragover", (event) => event.preventDefault());
document.addEventListener("drop", (event) => {
  event.preventDefault();
  const [file] = event.dataTransfer.files;
  if (file) take(file);
});

await trying(async () => {
  const { labels } = await api.settings();
  if (labels.includes("skin")) cards.push(new Card({ name: "network", title: "The network" }));
  const rules = await (await api.get("tuner/rules")).json();
  cards.push(...rules.map((rule) => new Card(rule)));
  $("sample").click();
});
