// Keeps the page fresh: hears that something changed, asks for the page again, and puts its live
// parts in place. All tabs of a browser share one stream: whoever holds the lock has it and tells
// the others. Says so when nothing is heard, and never shows what is old as new.
(() => {
  "use strict";
  const SILENCE = 12000; // ms without a word after which the stream counts as lost
  const RENEW = 60000; // ms after which ages on the page are told anew
  const pill = document.getElementById("live");
  if (!pill || !window.EventSource) return;
  const channel = window.BroadcastChannel ? new BroadcastChannel("bp010-live") : null;
  let heard = Date.now(), changes = null, shown = Date.now(), connected = false, loading = false, due = false;

  function tell() {
    const silent = Date.now() - heard > SILENCE;
    const lost = silent || !connected;
    const age = Math.round((Date.now() - shown) / 1000);
    pill.hidden = false;
    pill.className = lost ? "live lost" : "live";
    pill.textContent = (lost ? pill.dataset.lost : pill.dataset.on) + " · " + age + " s";
    document.documentElement.classList.toggle("stale", lost && age > 30);
  }

  function busy() { // whoever fills in a form is not disturbed
    const active = document.activeElement;
    return active && active.closest("main form, main [contenteditable]") && active.matches("input, select");
  }

  async function renew() {
    if (loading) { due = true; return; }
    if (document.hidden || busy()) { due = true; return; }
    loading = true;
    due = false;
    try {
      const answer = await fetch(location.href, { headers: { accept: "text/html" }, cache: "no-store" });
      if (answer.redirected && new URL(answer.url).pathname === "/login") { location.reload(); return; }
      if (!answer.ok) throw new Error(answer.status);
      put(new DOMParser().parseFromString(await answer.text(), "text/html"));
      shown = Date.now();
    } catch (error) {
      connected = false;
      due = true;
    } finally {
      loading = false;
      tell();
      if (due && connected && !document.hidden && !busy()) renew(); // something changed meanwhile
    }
  }

  function put(fresh) {
    const focused = document.activeElement && document.activeElement.getAttribute("href");
    const now = document.querySelectorAll("[data-part]");
    const next = new Map([...fresh.querySelectorAll("[data-part]")].map((part) => [part.dataset.part, part]));
    for (const part of now) {
      const other = next.get(part.dataset.part);
      if (!other) part.replaceChildren();
      else if (part.innerHTML !== other.innerHTML) part.replaceChildren(...document.importNode(other, true).childNodes);
    }
    if (focused && document.activeElement === document.body) {
      const again = document.querySelector(`main a[href="${CSS.escape(focused)}"]`);
      if (again) again.focus({ preventScroll: true });
    }
  }

  function hear(state) {
    heard = Date.now();
    const back = !connected && state.connected;
    connected = state.connected;
    if (connected && (back || state.changes !== changes)) {
      if (changes !== null || back) renew();
      changes = state.changes;
    }
    tell();
  }

  function open() {
    const source = new EventSource("/live");
    source.onmessage = (event) => {
      const state = JSON.parse(event.data);
      hear(state);
      if (channel) channel.postMessage(state);
    };
    source.onerror = () => {
      connected = false;
      tell();
      if (source.readyState === EventSource.CLOSED) setTimeout(open, 3000);
    };
  }

  if (channel) channel.onmessage = (event) => hear(event.data);
  if (channel && navigator.locks) navigator.locks.request("bp010-live", () => { open(); return new Promise(() => {}); });
  else open();

  document.addEventListener("visibilitychange", () => { if (!document.hidden && due) renew(); });
  document.addEventListener("focusout", () => { if (due) setTimeout(renew, 200); });
  setInterval(tell, 1000);
  setInterval(() => { if (connected && Date.now() - shown > RENEW) renew(); else if (due && connected) renew(); }, 5000);
})();
