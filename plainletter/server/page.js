"use strict";
// Makes the page quicker to use: nothing is loaded anew at a click, and a mark tells its reason where it stands.
// Without this script every button and link of the page does the same, by itself.
(() => {
  const main = document.getElementById("main");
  const status = document.getElementById("status");
  const SHOW = 150;
  const HIDE = 300;
  let busy = false;
  let changes = 0;

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
    if (button && button.hasAttribute("formaction")) {
      changes = 0; // A download leaves the page where it is, and saves what was done.
      return;
    }
    event.preventDefault();
    send(form, button);
  });

  async function send(form, button) {
    if (busy) return;
    busy = true;
    const data = new FormData(form);
    if (button && button.name) data.append(button.name, button.value);
    const holder = button && button.closest("[aria-label^='Finding'], .findings > li");
    const number = holder ? numberOf(holder) : 0;
    hide();
    main.setAttribute("aria-busy", "true");
    tell("Checking …");
    try {
      const answer = await fetch(form.action, { method: "POST", body: data, redirect: "error" });
      const text = await answer.text();
      const page = new DOMParser().parseFromString(text, "text/html");
      const told = page.getElementById("status");
      if (!told) {
        tell(refusal(text));
      } else if (!answer.ok) {
        tell(told.textContent.trim()); // What was there stays.
      } else {
        swap(page, number, form.id === "start");
        tell(told.textContent.trim());
      }
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

  function swap(page, number, anew) {
    const height = window.scrollY;
    document.title = page.title;
    main.replaceChildren(...document.adoptNode(page.getElementById("main")).childNodes);
    changes = anew ? 0 : changes + 1;
    dress();
    if (anew) {
      const head = document.getElementById("sheet") || status;
      head.focus({ preventScroll: true });
      status.scrollIntoView();
      return;
    }
    // Where the work goes on: the next mark, else the line that says what has changed.
    const marks = [...main.querySelectorAll(".letter a[data-number]")];
    const next = number && marks.find((mark) => Number(mark.dataset.number) >= number);
    (next || status).focus({ preventScroll: true });
    hide();
    window.scrollTo(0, height);
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
    changes = 0;
    tell("Copied.");
  }

  function dress() {
    const button = document.getElementById("copy");
    if (!button) return;
    button.hidden = false;
    button.addEventListener("click", copy);
  }

  window.addEventListener("beforeunload", (event) => {
    if (changes) event.preventDefault();
  });
  dress();
})();
