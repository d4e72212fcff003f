// What makes the console nicer with scripts: parts that keep themselves fresh, forms that leave the rest of the page
// where it is, a search as one types. Nothing here is needed: without it every page and form works by itself.
"use strict";
(() => {
  const parse = (text) => new DOMParser().parseFromString(text, "text/html");
  const busy = (part) => part.querySelector("details[open]") || part.contains(document.activeElement) && document.activeElement.matches("input, textarea, select, button, a, summary");

  async function fetched(address, options = {}) {
    const response = await fetch(address, { credentials: "same-origin", headers: { Accept: "text/html" }, ...options });
    return { response, page: parse(await response.text()) };
  }

  // A look that a person did not ask for: it never goes on to signing in, which a person may be doing in another window.
  async function glanced(address) {
    const seen = await fetched(address, { redirect: "manual" });
    if (seen.response.type === "opaqueredirect") { location.reload(); throw new Error("signed out"); }
    return seen;
  }

  // Takes the part with the same id from another page.
  function replace(id, page) {
    const old = document.getElementById(id), fresh = page.getElementById(id);
    if (old && fresh && old.innerHTML !== fresh.innerHTML) old.replaceWith(document.adoptNode(fresh));
    return fresh !== null;
  }

  // [data-live=seconds]: looked at again for as long as somebody may be looking.
  function watch() {
    const live = () => [...document.querySelectorAll("[data-live]")];
    const seconds = Math.min(...live().map((part) => Number(part.dataset.live) || 30));
    if (!Number.isFinite(seconds)) return;
    setTimeout(async () => {
      try {
        if (document.visibilityState === "visible" && !document.querySelector("dialog[open]")) {
          const { response, page } = await glanced(location.href);
          for (const part of response.ok ? live() : []) {
            if (busy(part)) continue;
            // A part that is there no more has done its work: the whole page is another one now.
            if (!replace(part.id, page) && !document.activeElement.matches("input, textarea, select")) { location.reload(); return; }
          }
        }
      } catch { /* The next look may do better. */ }
      watch();
    }, seconds * 1000);
  }

  // [data-load=address]: what takes longer comes by itself.
  async function load(part) {
    try {
      const { page } = await glanced(part.dataset.load);
      replace(part.id, page);
    } catch { /* Its own button still leads there. */ }
  }

  // form[data-swap]: what it leads to takes the place of the main part.
  async function swap(form, button) {
    const body = new URLSearchParams(new FormData(form, button));
    const typed = document.activeElement;
    const search = typed && typed.matches("[data-search]") ? typed.selectionStart : null;
    form.setAttribute("aria-busy", "true");
    const { response, page } = await fetched(form.action, { method: "POST", body });
    const main = page.getElementById("main");
    if (response.status === 401 && main) {
      // Signed out meanwhile: what was typed stays, below what to do.
      form.prepend(...main.querySelectorAll("[role=alert], .acts"));
      form.querySelector("[role=alert]").scrollIntoView({ block: "center" });
      return;
    }
    if (!main || response.redirected) { location.assign(response.redirected ? response.url : location.href); return; }
    document.getElementById("main").replaceWith(document.adoptNode(main));
    document.title = page.title;
    raise();
    const field = document.querySelector("[data-search]");
    if (field && search !== null) { field.focus(); field.setSelectionRange(search, search); return; }
    if (field) { field.focus(); return; }
    const again = button && button.value && main.querySelector(`button[value="${CSS.escape(button.value)}"]`);
    const wrong = main.querySelector("[role=alert]");
    if (wrong) { wrong.tabIndex = -1; wrong.focus(); wrong.scrollIntoView({ block: "center" }); }
    else if (again) again.focus();
  }

  // A dialog that the page came with is raised above it, and closed by Escape.
  function raise() {
    for (const dialog of document.querySelectorAll("dialog[open]")) {
      dialog.removeAttribute("open");
      dialog.showModal();
      dialog.addEventListener("cancel", (event) => {
        event.preventDefault();
        dialog.querySelector("button[value=close]")?.click();
      });
    }
  }

  let sending = false;
  document.addEventListener("submit", (event) => {
    const form = event.target, button = event.submitter;
    if (form.method !== "post") return;
    if (sending) { event.preventDefault(); return; }
    if (!form.matches("[data-swap]")) {
      // A second press would be harmless, but looks as if the first had not been heard.
      sending = true;
      setTimeout(() => { sending = false; }, 10000);
      return;
    }
    event.preventDefault();
    sending = true;
    swap(form, button).catch(() => form.submit()).finally(() => { sending = false; });
  });

  // [data-search]: searches as one types; forms that only look are sent by themselves when a choice is made.
  let waiting;
  document.addEventListener("input", (event) => {
    const field = event.target;
    if (field.matches("[data-search]")) {
      clearTimeout(waiting);
      waiting = setTimeout(() => { if (!sending && field.isConnected) field.form.requestSubmit(field.form.querySelector("button[value^=search]")); }, 350);
    } else if (field.form && field.form.matches("[data-look]")) {
      clearTimeout(waiting);
      waiting = setTimeout(() => look(field.form), field.matches("select, [type=date]") ? 0 : 350);
    }
  });

  // form[data-look=id]: the part with that id shows what the form asks for, and so does the address.
  async function look(form) {
    const address = new URL(form.action, location.href);
    for (const [name, value] of new FormData(form)) if (value !== "") address.searchParams.append(name, value);
    try {
      const { response, page } = await fetched(address);
      if (!response.ok || !replace(form.dataset.look, page)) { location.assign(address); return; }
      history.replaceState(null, "", address);
    } catch { location.assign(address); }
  }

  window.addEventListener("pageshow", () => { sending = false; });
  raise();
  document.querySelectorAll("[data-load]").forEach(load);
  watch();
})();
