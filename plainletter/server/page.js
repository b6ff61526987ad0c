"use strict";
// Makes the page quicker to use: nothing is loaded anew at a click, and a mark tells its reason where it stands.
// Without this script every button and link of the page does the same, by itself.
(() => {
  const main = document.getElementById("main");
  const status = document.getElementById("status");
  const SHOW = 150;
  const HIDE = 300;
  let busy = false;
  let saved = 0; // How many changes there were when they were saved last.

  // -- A reason, beside the words it is about ---------------------------------------------------------

  let open = null;
  let pinned = false;
  let timer = 0;

  function show(mark, pin) {
    clearTimeout(timer);
    if (open && open.mark === mark) {
      pinned = pinned || pin;
      return;
    }
    hide();
    const card = document.getElementById("f-" + mark.dataset.number);
    if (!card) return;
    const tip = document.createElement("span");
    tip.className = "tip";
    tip.setAttribute("role", "group");
    tip.setAttribute("aria-label", "Finding " + mark.dataset.number);
    for (const part of card.cloneNode(true).childNodes) tip.append(part.cloneNode(true));
    for (const part of tip.querySelectorAll("[id]")) part.removeAttribute("id");
    mark.after(tip);
    mark.classList.add("open");
    place(mark, tip);
    open = { mark, tip };
    pinned = pin;
  }

  function place(mark, tip) {
    const letter = tip.closest(".letter").getBoundingClientRect();
    const lines = mark.getClientRects();
    const last = lines[lines.length - 1];
    const left = Math.min(last.left - letter.left, letter.width - tip.offsetWidth - 8);
    tip.style.left = Math.max(left, 8) + "px";
    tip.style.top = last.bottom - letter.top + 6 + "px";
  }

  function hide() {
    clearTimeout(timer);
    if (!open) return;
    open.mark.classList.remove("open");
    open.tip.remove();
    open = null;
    pinned = false;
  }

  function later(action, wait) {
    clearTimeout(timer);
    timer = setTimeout(action, wait);
  }

  // A mark may be in pieces; the link among them stands for all.
  const markAt = (node) => {
    const piece = node instanceof Element ? node.closest("[data-number]") : null;
    if (!piece || piece.matches("a")) return piece;
    return main.querySelector("a[data-number='" + piece.dataset.number + "']");
  };
  const inTip = (node) => open !== null && node instanceof Node && open.tip.contains(node);

  main.addEventListener("mouseover", (event) => {
    const mark = markAt(event.target);
    if (inTip(event.target)) clearTimeout(timer);
    else if (mark && !pinned) later(() => show(mark, false), SHOW);
  });
  main.addEventListener("mouseout", (event) => {
    const to = event.relatedTarget;
    if (pinned || inTip(to) || markAt(to)) return;
    if (open && open.tip.contains(document.activeElement)) return;
    later(hide, HIDE);
  });
  main.addEventListener("focusin", (event) => {
    const mark = markAt(event.target);
    if (mark && mark.matches(":focus-visible")) show(mark, false);
    else if (!mark && !inTip(event.target)) hide();
  });
  document.addEventListener("click", (event) => {
    const mark = markAt(event.target);
    if (mark) {
      event.preventDefault();
      const again = open && open.mark === mark && pinned;
      if (again) return hide();
      show(mark, true);
      const first = open && open.tip.querySelector("button");
      if (event.detail === 0 && first) first.focus(); // By keyboard.
    } else if (!inTip(event.target)) {
      hide();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !open) return;
    const mark = open.mark;
    hide();
    mark.focus({ preventScroll: true });
    hide();
  });

  // -- Clicks that change the page --------------------------------------------------------------------

  const tell = (message) => { status.textContent = message; };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const button = event.submitter;
    event.preventDefault();
    const anew = form.id === "start";
    if (!anew && typed()) {
      tell("You have changed the text by hand. Press “Check the letter” below it first.");
      return document.getElementById("text").focus();
    }
    if (anew && unsaved() && !window.confirm("The changes you made will not be marked as changes any more. Go on?")) return;
    if (button && button.hasAttribute("formaction")) download(form, button);
    else send(form, button);
  });

  const changes = () => {
    const tools = main.querySelector(".tools");
    return tools ? Number(tools.dataset.changes) : 0;
  };
  const unsaved = () => changes() > 0 && changes() !== saved;
  const typed = () => {
    const text = document.getElementById("text");
    return text !== null && text.value !== text.defaultValue;
  };

  async function ask(address, form, button) {
    const data = new FormData(form);
    if (button && button.name) data.append(button.name, button.value);
    main.setAttribute("aria-busy", "true");
    return fetch(address, { method: "POST", body: data, redirect: "error" });
  }

  const toldIn = (text) => {
    const told = new DOMParser().parseFromString(text, "text/html").getElementById("status");
    return told ? told.textContent.trim() : refusal(text);
  };

  async function download(form, button) {
    if (busy) return;
    busy = true;
    tell("Making the file …");
    try {
      const answer = await ask(button.formAction, form, button);
      if (!answer.ok) return tell(toldIn(await answer.text()));
      const link = document.createElement("a");
      link.href = URL.createObjectURL(await answer.blob());
      const name = /filename\*=UTF-8''([^;]+)/.exec(answer.headers.get("content-disposition") || "");
      link.download = name ? decodeURIComponent(name[1]) : "letter.reviewed.docx";
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60000);
      saved = changes();
      tell("The file is in your downloads.");
    } catch {
      tell("The service cannot be reached. Is it still running?");
    } finally {
      main.removeAttribute("aria-busy");
      busy = false;
    }
  }

  async function send(form, button) {
    if (busy) return;
    busy = true;
    const holder = button && button.closest("[aria-label^='Finding'], .findings > li");
    const number = holder ? numberOf(holder) : 0;
    const listed = holder !== null && holder !== undefined && holder.id !== "";
    tell("Checking …");
    try {
      const answer = await ask(form.action, form, button);
      hide();
      const text = await answer.text();
      if (!answer.ok) return tell(toldIn(text)); // What was there stays.
      swap(new DOMParser().parseFromString(text, "text/html"), number, listed, form.id === "start");
      tell(toldIn(text));
    } catch {
      tell("The service cannot be reached. Is it still running?");
    } finally {
      main.removeAttribute("aria-busy");
      busy = false;
    }
  }

  function refusal(text) {
    try {
      return JSON.parse(text).error;
    } catch {
      return "The service gave no answer that could be read. Try again.";
    }
  }

  const numberOf = (holder) =>
    Number(holder.id ? holder.id.slice(2) : holder.getAttribute("aria-label").slice(8));

  function swap(page, number, listed, anew) {
    const height = window.scrollY;
    document.title = page.title;
    main.replaceChildren(...document.adoptNode(page.getElementById("main")).childNodes);
    if (anew) saved = 0;
    dress();
    if (anew) {
      const head = document.getElementById("sheet") || status;
      head.focus({ preventScroll: true });
      status.scrollIntoView();
      return;
    }
    // Where the work goes on: the next finding of the list or mark of the letter, else the line on top.
    window.scrollTo(0, height);
    const places = listed ? ".findings > li" : ".letter a[data-number]";
    const numbered = (it) => Number(it.dataset.number || it.id.slice(2));
    const next = number && [...main.querySelectorAll(places)].find((it) => numbered(it) >= number);
    (next || status).focus({ preventScroll: true });
    if (next) next.scrollIntoView({ block: "nearest" });
    hide();
  }

  // -- Files dropped, text copied ---------------------------------------------------------------------

  const brings = (event) => event.dataTransfer && [...event.dataTransfer.types].includes("Files");

  document.addEventListener("dragover", (event) => {
    if (!brings(event)) return;
    event.preventDefault();
    document.body.classList.add("dropping");
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) document.body.classList.remove("dropping");
  });
  document.addEventListener("drop", (event) => {
    document.body.classList.remove("dropping");
    if (!brings(event) || !event.dataTransfer.files.length) return;
    event.preventDefault();
    const input = document.getElementById("file");
    const first = new DataTransfer();
    first.items.add(event.dataTransfer.files[0]);
    input.files = first.files;
    document.getElementById("start").requestSubmit();
  });
  async function copy() {
    const now = document.getElementById("now");
    try {
      await navigator.clipboard.writeText(now.value);
    } catch {
      now.closest("details").open = true; // The clipboard is for pages of this machine only.
      now.select();
      if (!document.execCommand("copy")) return tell("The text is selected. Copy it with Ctrl-C.");
    }
    saved = changes();
    tell("Copied.");
  }

  function dress() {
    const button = document.getElementById("copy");
    if (!button) return;
    button.hidden = false;
    button.addEventListener("click", copy);
  }

  window.addEventListener("beforeunload", (event) => {
    if (unsaved() || typed()) event.preventDefault();
  });
  dress();
})();
