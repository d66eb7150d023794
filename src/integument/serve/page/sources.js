// The ways in: choosing, dropping, pasting, photographing, the example.

const $ = (id) => document.getElementById(id);

/** Calls `take(blob)` for every picture that comes in, and `refuse(sentence)` for what is none. */
export function listen(take, refuse) {
  if (/Mac|iPhone|iPad/.test(navigator.platform)) document.querySelector("kbd").textContent = "⌘";
  $("choose").addEventListener("click", () => $("file").click());
  $("camera").addEventListener("click", () => photograph(take, refuse));
  $("sample").addEventListener("click", async () => {
    const answer = await fetch("sample.jpg");
    take(await answer.blob());
  });
  for (const id of ["file", "file-camera"]) {
    $(id).addEventListener("change", (event) => {
      const [file] = event.target.files;
      event.target.value = ""; // so that the same file can be chosen again
      if (file) take(file);
    });
  }
  listenForDrops(take, refuse);
  document.addEventListener("paste", (event) => {
    const file = [...(event.clipboardData?.files ?? [])].find(isPicture);
    if (file) take(file);
    else if (event.clipboardData && !event.target.closest("input")) {
      refuse("There is no picture in what was pasted. Copy a picture first.");
    }
  });
}

function listenForDrops(take, refuse) {
  let inside = 0;
  const mark = (change) => {
    inside = Math.max(0, inside + change);
    document.body.classList.toggle("over", inside > 0);
  };
  document.addEventListener("dragenter", () => mark(1));
  document.addEventListener("dragleave", () => mark(-1));
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    inside = 0;
    mark(0);
    const file = [...event.dataTransfer.files].find(isPicture);
    if (file) take(file);
    else refuse("That is not a picture. Drop a file such as a JPEG or PNG.");
  });
}

// A few systems do not know the type of HEIC or TIFF files; the service decides about those.
function isPicture(file) {
  return file.type.startsWith("image/") || file.type === "";
}

async function photograph(take, refuse) {
  const handheld = matchMedia("(pointer: coarse)").matches;
  if (handheld || !navigator.mediaDevices?.getUserMedia) {
    $("file-camera").click();
    return;
  }
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 1920 } } });
  } catch {
    refuse("No camera could be used. Allow it in the browser, or choose a picture.");
    return;
  }
  const dialog = $("camera-dialog");
  const view = $("camera-view");
  view.srcObject = stream;
  dialog.showModal();
  $("camera-close").onclick = () => dialog.close();
  $("camera-take").onclick = () => {
    const canvas = document.createElement("canvas");
    canvas.width = view.videoWidth;
    canvas.height = view.videoHeight;
    canvas.getContext("2d").drawImage(view, 0, 0);
    canvas.toBlob((blob) => blob && take(blob), "image/jpeg", 0.95);
    dialog.close();
  };
  dialog.onclose = () => stream.getTracks().forEach((track) => track.stop());
}
