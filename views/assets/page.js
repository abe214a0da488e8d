// What every page does with script; each works, plainer, without: times in the viewer's zone, copying, the keyboard.
(() => {
  const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
  const STEPS = [['d', 86_400_000], ['h', 3_600_000], ['min', 60_000], ['s', 1_000]];

  // Short, so that a column of a table holds it: 42 s ago, 5 min ago; clocks of devices run ahead, too: in 3 s.
  function ago(ms) {
    const [unit, size] = STEPS.find(([, step]) => Math.abs(ms) >= step) ?? [];
    if (unit === undefined) return 'just now';
    const text = `${number(Math.trunc(Math.abs(ms) / size))}\u00a0${unit}`;
    return ms < 0 ? `in\u00a0${text}` : `${text}\u00a0ago`;
  }

  // As format.number on the server.
  function number(value) {
    return value.toLocaleString('en').replaceAll(',', '\u202f');
  }

  function showTimes(root) {
    for (const element of root.querySelectorAll('time[data-time]')) {
      const at = new Date(element.dateTime);
      if (Number.isNaN(at.getTime())) continue;
      const full = exact.format(at);
      const text = element.dataset.time === 'exact' ? full : ago(Date.now() - at.getTime());
      if (element.textContent !== text) element.textContent = text;
      element.title = `${full} · ${element.dateTime}`;
    }
  }

  // <button data-copy-from="id of what is copied" hidden>: it shows once it works.
  function showCopyButtons() {
    for (const button of document.querySelectorAll('button[data-copy-from][hidden]')) button.hidden = false;
  }

  // The clipboard exists over https and on this machine only; most portals are plain http in a LAN, where the old command works.
  async function copy(button, text) {
    try {
      if (navigator.clipboard) await navigator.clipboard.writeText(await text);
      else if (!copySelected(await text)) throw new Error('refused');
      say(button, 'Copied');
    } catch {
      say(button, 'Copy failed: select the text');
    }
  }

  function copySelected(text) {
    const box = Object.assign(document.createElement('textarea'), { value: text, className: 'lw-copy-box', readOnly: true });
    const focused = document.activeElement;
    document.body.append(box);
    box.select();
    const isCopied = document.execCommand('copy');
    box.remove();
    focused?.focus();
    return isCopied;
  }

  function say(button, text) {
    if (button.nextElementSibling?.matches('.lw-said')) button.nextElementSibling.remove();
    const said = Object.assign(document.createElement('span'), { className: 'lw-said', textContent: text });
    said.setAttribute('role', 'status');
    button.after(said);
    setTimeout(() => said.remove(), 2_000);
  }

  document.addEventListener('click', (event) => {
    const button = event.target.closest('[data-copy-from]');
    if (button) void copy(button, document.getElementById(button.dataset.copyFrom)?.textContent ?? '');
  });

  // <button data-opens="id of a dialog" hidden>: it shows once it works.
  function showOpeners() {
    for (const button of document.querySelectorAll('button[data-opens][hidden]')) button.hidden = false;
  }

  document.addEventListener('click', (event) => {
    const button = event.target.closest('[data-opens]');
    if (button) document.getElementById(button.dataset.opens)?.showModal();
  });

  /** Noted when a slash led to another page for its search box. */
  const TO_SEARCH = 'lw-to-search';
  if (sessionStorage.getItem(TO_SEARCH)) {
    sessionStorage.removeItem(TO_SEARCH);
    document.querySelector('[data-search], input[type="search"]')?.focus();
  }

  const GO_MS = 1_500;
  let goSince = 0;

  // While somebody types, and while a dialog is open, letters are letters.
  function isTaken(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return true;
    return event.target.closest('input, textarea, select, [contenteditable]') !== null || document.querySelector('dialog[open]') !== null;
  }

  function onKey(event) {
    if (isTaken(event)) return;
    if (event.key === '?') return document.getElementById('lw-shortcuts')?.showModal();
    if (event.key === '/') return toSearch(event);
    if (event.key === 'g') {
      goSince = Date.now();
      return;
    }
    const isGo = Date.now() - goSince < GO_MS;
    goSince = 0;
    if (isGo && /^[a-z]$/.test(event.key)) document.querySelector(`.lw-nav a[data-key="${event.key}"]`)?.click();
  }

  // The search box of this page, else the events, which are what one searches.
  function toSearch(event) {
    event.preventDefault();
    const search = document.querySelector('[data-search], input[type="search"]');
    if (!search) {
      sessionStorage.setItem(TO_SEARCH, '1');
      return document.querySelector('.lw-nav a[data-key="e"]')?.click();
    }
    search.focus();
    search.setSelectionRange(search.value.length, search.value.length);
  }

  function prepare() {
    showTimes(document);
    showCopyButtons();
    showOpeners();
  }

  // For scripts of modules that add times and numbers to the page themselves, or copy what is not on it.
  window.lanwarden = { showTimes, number, copy };

  document.addEventListener('DOMContentLoaded', prepare);
  document.addEventListener('htmx:after:swap', prepare);
  document.addEventListener('keydown', onKey);
  setInterval(() => showTimes(document), 30_000);
})();
