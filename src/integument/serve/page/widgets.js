// Small parts of the page: tabs, swatches, the slider that compares, messages, downloads.

const $ = (id) => document.getElementById(id);

/** Tabs by the pattern of ARIA: arrows move, one is in the order of Tab. */
export function tabs(list, onChange) {
  const all = [...list.querySelectorAll('[role="tab"]')];
  const select = (tab, focus) => {
    for (const one of all) {
      const chosen = one === tab;
      one.setAttribute("aria-selected", String(chosen));
      one.tabIndex = chosen ? 0 : -1;
      $(one.getAttribute("aria-controls")).hidden = !chosen;
    }
    if (focus) tab.focus();
    onChange(tab.getAttribute("aria-controls"));
  };
  list.addEventListener("click", (event) => {
    const tab = event.target.closest('[role="tab"]');
    if (tab) select(tab);
  });
  list.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const now = all.indexOf(document.activeElement);
    select(all[(now + step + all.length) % all.length], true);
  });
  return (name) => select(all.find((tab) => tab.getAttribute("aria-controls") === name));
}

/** Round buttons of which one is chosen; `options` are { name, colour } or { name, kind }. */
export function swatches(parent, options, onChoose) {
  const buttons = options.map((option) => {
    const button = document.createElement("button");
    const chip = document.createElement("span");
    button.type = "button";
    chip.className = `chip ${option.kind ?? ""}`;
    if (option.colour) chip.style.setProperty("--chip", option.colour);
    button.append(chip, option.name);
    button.addEventListener("click", () => {
      choose(button);
      onChoose(option);
    });
    return button;
  });
  const choose = (chosen) => {
    for (const one of buttons) one.setAttribute("aria-pressed", String(one === chosen));
  };
  choose(buttons[0]);
  parent.replaceChildren(...buttons);
  return { clear: () => choose(null), first: () => choose(buttons[0]) };
}

/** The slider over the picture; returns a function that sets it. */
export function compare() {
  const [frame, split] = [$("frame"), $("split")];
  const show = () => {
    const value = Number(split.value);
    frame.style.setProperty("--split", `${value}%`);
    frame.dataset.split = value < 12 ? "none" : value > 88 ? "all" : "some";
    frame.toggleAttribute("data-whole", value === 0 || value === 100);
    split.setAttribute("aria-valuetext", value === 0 ? "none" : `${value} percent`);
  };
  split.addEventListener("input", show);
  return (value) => {
    split.value = value;
    show();
  };
}

/** Says something to those who listen rather than look. */
export function tell(sentence) {
  $("status").textContent = sentence;
}

let hideAlert = 0;

/** Shows what went wrong, until it is closed or some seconds have passed. */
export function complain(sentence) {
  clearTimeout(hideAlert);
  $("alert").hidden = false;
  $("alert").querySelector("span").textContent = sentence;
  $("alert").querySelector("button").onclick = quiet;
  hideAlert = setTimeout(quiet, 12000);
}

export function quiet() {
  $("alert").hidden = true;
}

export function download(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

/** Resolves to the token that was typed, or null. */
export function typeToken() {
  const dialog = $("token-dialog");
  $("token").value = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.onclose = () => resolve($("token").value.trim() || null);
  });
}
