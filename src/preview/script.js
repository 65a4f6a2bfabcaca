// Keeps the page as new as the papers: it waits for changes, puts the new parts in the place of the old, leaves the focus and the
// place on the page where they were, and says politely what changed. The arrow keys turn pages. Without it every link still works.
"use strict";
(() => {
  const root = document.documentElement.dataset.root;
  const byId = (id) => document.getElementById(id);
  const PARTS = ["top", "state", "main"];
  const asSent = new Map(PARTS.map((id) => [id, byId(id).outerHTML]));
  let version = Number(document.body.dataset.version);
  let shown = location.pathname;
  let source = null;
  let turn = 0;
  let forget = 0;

  // A message is read out by screen readers because it comes into an element that was empty.
  const say = (text) => {
    clearTimeout(forget);
    byId("told").textContent = "";
    setTimeout(() => { byId("told").textContent = text; }, 100);
    forget = setTimeout(() => { byId("told").textContent = ""; }, 12000);
  };

  // Shows what is at an address in place of what is shown.
  const show = async (address, isOther) => {
    const own = ++turn;
    const answer = await fetch(address, { cache: "no-store" });
    if (!answer.ok) {
      location.assign(root);
      return false;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (own !== turn) return false;
    const focused = document.activeElement;
    const id = focused ? focused.id : "";
    const open = [...document.querySelectorAll("details[open]")].map((details) => details.id);
    const place = [scrollX, scrollY];
    let moved = false;
    for (const part of PARTS) {
      const fresh = page.getElementById(part);
      if (!fresh || fresh.outerHTML === asSent.get(part)) continue;
      asSent.set(part, fresh.outerHTML);
      moved = moved || byId(part).contains(focused);
      byId(part).replaceWith(document.adoptNode(fresh));
    }
    document.title = page.title;
    shown = new URL(address).pathname;
    for (const details of open) if (byId(details)) byId(details).open = true;
    if (moved) {
      const again = (id && byId(id)) || byId("at") || byId("title");
      if (again) again.focus({ preventScroll: true });
    }
    const turning = byId("turning");
    if (isOther && turning && turning.getBoundingClientRect().top < 0) turning.scrollIntoView();
    if (!isOther) scrollTo(...place);
    return true;
  };

  const turnTo = async (address, isNew) => {
    if (!(await show(address, true))) return;
    if (isNew) history.pushState(null, "", address);
    if (byId("at")) say(byId("at").textContent);
  };

  const listen = () => {
    if (source || document.hidden) return;
    source = new EventSource(`${root}events?seen=${version}`);
    source.addEventListener("open", () => { byId("lost").hidden = true; });
    source.addEventListener("working", (event) => { byId("working").hidden = event.data !== "true"; });
    source.addEventListener("made", (event) => {
      const made = JSON.parse(event.data);
      if (made.version === version) return;
      version = made.version;
      const told = made.trouble ? "The papers could not be made again" : "Preview updated";
      show(location.href, false).then((shown) => { if (shown) say(`${told}: ${made.said}`); });
    });
    source.addEventListener("error", () => {
      // The browser tries again by itself, unless it takes the answer for a refusal.
      if (source && source.readyState === EventSource.CLOSED) {
        leave();
        setTimeout(listen, 3000);
      }
      if (byId("lost").hidden) say("The preview cannot be reached.");
      byId("lost").hidden = false;
    });
  };

  // A browser has few connections: a page that nobody sees keeps none.
  const leave = () => {
    if (source) source.close();
    source = null;
  };

  document.addEventListener("visibilitychange", () => (document.hidden ? leave() : listen()));
  addEventListener("pagehide", leave);
  addEventListener("pageshow", listen);
  // The link that skips to the page changes the address too, and turns nothing.
  addEventListener("popstate", () => {
    if (location.pathname !== shown) turnTo(location.href, false);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.turn");
    if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    turnTo(link.href, true);
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.target.closest(".wide")) return;
    const link = { ArrowLeft: byId("previous"), ArrowRight: byId("next") }[event.key];
    if (!link) return;
    event.preventDefault();
    turnTo(link.href, true);
  });
})();
