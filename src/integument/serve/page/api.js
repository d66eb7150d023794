// Talks to the service: one function an address, errors as one sentence.

const TOKEN_KEY = "integument.token";

export class Refused extends Error {}

let askForToken = async () => null;

/** `ask` is called when the service wants a token; it resolves to what was typed. */
export function onTokenWanted(ask) {
  askForToken = ask;
}

export async function settings() {
  return (await request("page/settings", {})).json();
}

/** What is where: JSON with probabilities as base64 PNG, at most `side` pixels long. */
export async function segment(photo, { side, withPhoto, labels, signal }) {
  const include = withPhoto ? "probabilities,photo" : "probabilities";
  const texts = { include, side };
  if (labels) texts.labels = labels;
  return (await post("v1/segment", photo, texts, signal)).json();
}

export async function masks(photo, threshold) {
  return (await post("v1/segment", photo, { format: "zip", threshold })).blob();
}

export async function cutout(photo, { side, signal }) {
  return (await post("v1/cutout", photo, { side }, signal)).blob();
}

/** `ground` is a colour, "blur", "transparent", or a File. */
export async function background(photo, ground, format) {
  const texts = { format };
  const files = {};
  if (ground instanceof Blob) files.background = ground;
  else texts.background = ground;
  return (await post("v1/background", photo, texts, undefined, files)).blob();
}

export async function recolor(photo, colours, { side, signal } = {}) {
  const texts = { ...colours };
  if (side) texts.side = side;
  return (await post("v1/recolor", photo, texts, signal)).blob();
}

export async function post(path, photo, texts, signal, files = {}) {
  const form = new FormData();
  form.append("image", photo, "image");
  for (const [name, file] of Object.entries(files)) form.append(name, file, name);
  for (const [name, text] of Object.entries(texts)) form.append(name, String(text));
  return request(path, { method: "POST", body: form, signal });
}

export async function get(path) {
  return request(path, {});
}

/** Sends the bytes of a file, and reads JSON. */
export async function send(path, file) {
  return (await request(path, { method: "POST", body: file })).json();
}

async function request(path, options) {
  const token = sessionStorage.getItem(TOKEN_KEY);
  const headers = token ? { Authorization: `Bearer ${token}` } : {};
  let answer;
  try {
    answer = await fetch(path, { ...options, headers });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refused("The service does not answer. Is it still running?");
  }
  if (answer.status === 401) {
    const typed = await askForToken();
    if (typed) {
      sessionStorage.setItem(TOKEN_KEY, typed);
      return request(path, options);
    }
  }
  if (!answer.ok) throw new Refused(await sentence(answer));
  return answer;
}

async function sentence(answer) {
  try {
    const text = (await answer.json()).error.message;
    return text.charAt(0).toUpperCase() + text.slice(1);
  } catch {
    return `The service answered ${answer.status}.`;
  }
}
