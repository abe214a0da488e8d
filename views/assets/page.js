// What every page does with script; each works, plainer, without: the CSRF token for htmx, times in the viewer's zone, the keyboard.
(() => {
  document.addEventListener('htmx:config:request', (event) => {
    const token = document.querySelector('meta[name="csrf-token"]');
    if (token) event.detail.ctx.request.headers['X-CSRF-Token'] = token.content;
  });

  const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
  const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
  const STEPS = [['day', 86_400_000], ['hour', 3_600_000], ['minute', 60_000], ['second', 1_000]];

  function ago(ms) {
    const [unit, size] = STEPS.find(([, step]) => Math.abs(ms) >= step) ?? ['second', 1_000];
    return relative.format(-Math.trunc(ms / size), unit);
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

  const PLACES = { e: '/events', l: '/live', h: '/system', u: '/users' };
  let goTo = 0;

  function onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input, textarea, select, [contenteditable]')) return;
    if (event.key === '?') return document.getElementById('lw-shortcuts')?.showModal();
    if (event.key === '/') {
      const search = document.querySelector('[data-search], input[type="search"]');
      if (search) {
        event.preventDefault();
        search.focus();
        search.setSelectionRange(search.value.length, search.value.length);
      }
      return;
    }
    if (event.key === 'g') {
      goTo = Date.now();
      return;
    }
    const href = Date.now() - goTo < 1_500 ? document.querySelector(`.lw-nav a[href="${PLACES[event.key]}"]`)?.href : undefined;
    goTo = 0;
    if (href) location.href = href;
  }

  // For scripts of modules that add times to the page themselves.
  window.lanwarden = { showTimes };

  document.addEventListener('DOMContentLoaded', () => showTimes(document));
  document.addEventListener('htmx:after:swap', () => showTimes(document));
  document.addEventListener('keydown', onKey);
  setInterval(() => showTimes(document), 30_000);
})();
