// The page: one photograph, three things to do with it.

import * as api from "./api.js";
import { COLOURS, bitmapOf, compose, greyOf, shareOf, sheet, tint } from "./paint.js";
import { listen } from "./sources.js";
import * as ui from "./widgets.js";

const $ = (id) => document.getElementById(id);

const SIDE = 1600; // Longest side of what is shown. Downloads are made from the whole photograph.

const GROUNDS = [
  { name: "White", colour: "#ffffff" }, { name: "Light grey", colour: "#d9dde4" },
  { name: "Sky", colour: "#7fc8f8" }, { name: "Navy", colour: "#1e2a4a" },
  { name: "Sand", colour: "#e8d8bd" }, { name: "Green", colour: "#00b140" },
  { name: "Blur", kind: "blur" }, { name: "Clear", kind: "transparent" },
];
const HAIRS = [
  { name: "As it is", kind: "none" }, { name: "Black", colour: "#1c1815" },
  { name: "Brown", colour: "#4e3222" }, { name: "Auburn", colour: "#7a3a22" },
  { name: "Blond", colour: "#c9a86a" }, { name: "Silver", colour: "#a9abb0" },
  { name: "Violet", colour: "#6a3fa0" }, { name: "Teal", colour: "#1f7a7a" },
];
const SKINS = [
  { name: "As it is", kind: "none" }, { name: "Tone I", colour: "#e8c4ae", tone: "I" },
  { name: "Tone II", colour: "#e3b995", tone: "II" },
  { name: "Tone III", colour: "#d2a17c", tone: "III" },
  { name: "Tone IV", colour: "#b98a5e", tone: "IV" },
  { name: "Tone V", colour: "#9a6c45", tone: "V" },
  { name: "Tone VI", colour: "#5c3a26", tone: "VI" },
];
const NAMES = {
  skin: "Skin", face_skin: "Face skin", hair: "Hair", body: "Body",
  head_torso: "Head and torso", clothes: "Clothes",
};
const FIRST_SHOWN = ["skin", "hair", "clothes"];

let limits = null; // what the service takes
let picture = null; // the photograph that is being worked on; null before the first
let tab = "find";
const choice = {
  shown: new Set(FIRST_SHOWN), threshold: 0.5, opacity: 0.45, ground: "#ffffff", hair: null,
  skin_tone: null,
};

const setSplit = ui.compare();
const selectTab = ui.tabs(document.querySelector('[role="tablist"]'), (name) => {
  tab = name;
  refresh();
});
const groundSwatches = ui.swatches($("grounds"), GROUNDS, ({ colour, kind }) => {
  setGround(colour ?? kind);
});
const hairSwatches = ui.swatches($("hairs"), HAIRS, ({ colour }) => setColour("hair", colour));
const skinSwatches = ui.swatches($("skins"), SKINS, ({ tone }) => setColour("skin_tone", tone));

/** Shows a new photograph and asks what is in it. */
async function take(file) {
  ui.quiet();
  if (limits && file.size > limits.max_bytes) {
    ui.complain(`This file is larger than ${Math.floor(limits.max_bytes / 2 ** 20)} MiB.`);
    return;
  }
  picture?.stop.abort();
  const mine = { file, stop: new AbortController(), maps: {}, previews: new Map() };
  picture = mine;
  forgetChoices();
  await busily(mine, "Looking for people…", async () => {
    const shown = await createImageBitmap(file).catch(() => null);
    if (mine !== picture) return;
    if (shown) prepare(mine, shown, fitted(shown));
    await look(mine, shown);
  });
}

async function look(mine, shown) {
  const found = await api.segment(mine.file, {
    side: SIDE, withPhoto: !shown, signal: mine.stop.signal,
  });
  const maps = {};
  let size = null;
  for (const [label, png] of Object.entries(found.probabilities)) {
    size = await greyOf(png);
    maps[label] = size.values;
  }
  shown ??= await bitmapOf(found.photo, "image/jpeg");
  if (mine !== picture) return;
  prepare(mine, shown, size);
  mine.maps = maps;
  mine.found = found;
  listLabels();
  const told = found.found ? describe(found) : "Nobody was found in this picture.";
  $("told").textContent = told;
  ui.tell(told);
  setSplit(0);
  refresh();
}

/** The photograph at the size in which it is shown, on both canvases. */
function prepare(mine, bitmap, { width, height }) {
  mine.photo = sheet(width, height);
  const context = mine.photo.getContext("2d", { willReadFrequently: true });
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, width, height);
  mine.pixels = context.getImageData(0, 0, width, height);
  for (const id of ["before", "after"]) {
    $(id).width = width;
    $(id).height = height;
    $(id).getContext("2d").drawImage(mine.photo, 0, 0);
  }
  $("frame").style.setProperty("--aspect", width / height);
  document.body.dataset.state = "work";
  $("welcome").hidden = true;
  $("work").hidden = false;
}

function fitted({ width, height }) {
  const scale = Math.min(1, SIDE / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)) };
}

function describe(found) {
  const names = Object.entries(found.labels).filter(([, one]) => one.found)
    .map(([label]) => (NAMES[label] ?? label).toLowerCase());
  return names.length ? `Found: ${names.join(", ")}.` : "Somebody is there, hardly visible.";
}

/** Draws what the chosen tab and choices ask for, asking the service where it must. */
async function refresh() {
  const mine = picture;
  if (!mine?.found) return;
  $("after").classList.toggle("checks", tab === "background" && choice.ground === "transparent");
  $("after-tag").textContent = { find: "Found", background: "New", recolor: "New" }[tab];
  if (tab === "find") drawLabels();
  else if (tab === "background") await preview(mine, "background", drawGround);
  else await preview(mine, "recolor", drawRecolor);
}

const preview = (mine, name, draw) => busily(mine, "Preparing the preview…", async () => {
  await draw(mine, () => mine === picture && tab === name);
});

function drawLabels() {
  const { pixels, maps } = picture;
  $("after").getContext("2d").putImageData(tint(pixels, maps, choice.shown, choice), 0, 0);
}

async function drawGround(mine, wanted) {
  const { ground } = choice;
  mine.cutout ??= await api.cutout(mine.file, { side: SIDE, signal: mine.stop.signal })
    .then(createImageBitmap);
  const behind = ground instanceof Blob ? await createImageBitmap(ground) : ground;
  if (wanted() && ground === choice.ground) {
    compose($("after").getContext("2d"), mine.photo, mine.cutout, behind);
  }
}

async function drawRecolor(mine, wanted) {
  const colours = chosenColours();
  const key = JSON.stringify(colours);
  let made = mine.photo;
  if (Object.keys(colours).length) {
    if (!mine.previews.has(key)) {
      const blob = await api.recolor(mine.file, colours, { side: SIDE, signal: mine.stop.signal });
      mine.previews.set(key, await createImageBitmap(blob));
    }
    made = mine.previews.get(key);
  }
  if (!wanted() || key !== JSON.stringify(chosenColours())) return;
  const context = $("after").getContext("2d");
  context.clearRect(0, 0, mine.photo.width, mine.photo.height);
  context.drawImage(made, 0, 0, mine.photo.width, mine.photo.height);
}

function chosenColours() {
  return Object.fromEntries(["hair", "skin_tone"].filter((what) => choice[what])
    .map((what) => [what, choice[what]]));
}

function listLabels() {
  $("labels").replaceChildren(...Object.keys(picture.maps).map((label) => {
    const item = document.createElement("li");
    const button = document.createElement("button");
    const [dot, share] = [document.createElement("span"), document.createElement("span")];
    button.type = "button";
    button.dataset.label = label;
    button.setAttribute("aria-pressed", String(choice.shown.has(label)));
    dot.className = "dot";
    dot.style.setProperty("--dot", `rgb(${COLOURS[label] ?? [128, 128, 128]})`);
    share.className = "share";
    button.append(dot, NAMES[label] ?? label, share);
    button.addEventListener("click", () => toggle(label, button));
    item.append(button);
    return item;
  }));
  writeShares();
}

function toggle(label, button) {
  if (!choice.shown.delete(label)) choice.shown.add(label);
  button.setAttribute("aria-pressed", String(choice.shown.has(label)));
  drawLabels();
}

function writeShares() {
  for (const button of $("labels").querySelectorAll("button")) {
    const share = shareOf(picture.maps[button.dataset.label], choice.threshold);
    const text = share === 0 ? "none" : share < 0.001 ? "< 0.1 %" : `${(share * 100).toFixed(1)} %`;
    button.querySelector(".share").textContent = text;
  }
}

function setGround(ground) {
  choice.ground = ground;
  refresh();
}

function setColour(what, colour) {
  choice[what] = colour ?? null;
  refresh();
}

function forgetChoices() {
  choice.hair = choice.skin_tone = null;
  hairSwatches.first();
  skinSwatches.first();
  $("told").textContent = "";
  $("labels").replaceChildren();
}

let working = 0;

/** Runs `work` with the sign of being busy, and says what went wrong in it. */
async function busily(mine, sentence, work) {
  working += 1;
  document.body.dataset.busy = "";
  const late = setTimeout(() => ui.tell(sentence), 400);
  try {
    await work();
  } catch (error) {
    if (error.name !== "AbortError" && mine === picture) fail(error);
  } finally {
    clearTimeout(late);
    working -= 1;
    if (working === 0) delete document.body.dataset.busy;
  }
}

function fail(error) {
  if (!(error instanceof api.Refused)) console.error(error);
  ui.complain(error instanceof api.Refused ? error.message
    : "This picture could not be shown. Try another one.");
  if (!picture.found) {
    picture = null;
    document.body.dataset.state = "empty";
    $("work").hidden = true;
    $("welcome").hidden = false;
  }
}

/** A button that makes a file of the whole photograph. */
function saves(id, make) {
  $(id).addEventListener("click", () => busily(picture, "Making the file…", async () => {
    $(id).disabled = true;
    try {
      const [blob, name] = await make();
      ui.download(blob, name);
      ui.tell(`${name} is being saved.`);
    } finally {
      $(id).disabled = false;
    }
  }));
}

function stem() {
  return (picture.file.name ?? "photo").replace(/\.[^.]*$/, "") || "photo";
}

saves("save-masks", async () => [
  await api.masks(picture.file, choice.threshold), `${stem()}_masks.zip`,
]);
saves("save-view", async () => [
  await new Promise((resolve) => $("after").toBlob(resolve, "image/png")), `${stem()}_found.png`,
]);
saves("save-ground", async () => {
  let format = $("ground-format").value;
  if (choice.ground === "transparent" && format === "jpg") format = "png";
  return [await api.background(picture.file, choice.ground, format),
    `${stem()}_background.${format}`];
});
saves("save-recolor", async () => {
  const colours = chosenColours();
  if (!Object.keys(colours).length) throw new api.Refused("Choose a colour first.");
  return [await api.recolor(picture.file, colours), `${stem()}_recoloured.png`];
});

let frame = 0;

function sliding(id, apply) {
  $(id).addEventListener("input", () => {
    apply(Number($(id).value));
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => {
      if (!picture?.found) return;
      writeShares();
      drawLabels();
    });
  });
}

sliding("threshold", (value) => {
  choice.threshold = value;
  $("threshold-value").textContent = value.toFixed(2);
});
sliding("opacity", (value) => {
  choice.opacity = value;
  $("opacity-value").textContent = `${Math.round(value * 100)} %`;
});
$("ground-colour").addEventListener("input", (event) => {
  groundSwatches.clear();
  setGround(event.target.value);
});
$("ground-picture").addEventListener("click", () => $("file-ground").click());
$("file-ground").addEventListener("change", (event) => {
  const [file] = event.target.files;
  event.target.value = "";
  if (!file) return;
  groundSwatches.clear();
  setGround(file);
});
$("another").addEventListener("click", () => $("file").click());

api.onTokenWanted(ui.typeToken);
listen(take, ui.complain);
selectTab("find");
limits = await api.settings().catch(() => null);
