// What the events pages do with script, each of it plainer without: copying, rows that open and tell more on hover, the chart's hints
// and times in the viewer's zone, a picker beside the custom range.
(() => {
  const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
  const clockSeconds = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
  const dayClock = new Intl.DateTimeFormat(undefined, {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });
  const HOUR_MS = 3_600_000;
  const DAY_MS = 24 * HOUR_MS;

  // Ticks of the chart: as short as the range allows.
  function showTicks() {
    for (const list of document.querySelectorAll('.ev-ticks')) {
      const ticks = [...list.querySelectorAll('text')];
      const times = ticks.map((tick) => new Date(Number(tick.dataset.tick)));
      const stepMs = ticks.length > 1 ? times[1] - times[0] : DAY_MS;
      ticks.forEach((tick, index) => {
        const newDay = index === 0 || day.format(times[index]) !== day.format(times[index - 1]);
        const format =
          stepMs >= DAY_MS ? day : stepMs < 60_000 ? clockSeconds : newDay && stepMs >= HOUR_MS ? dayClock : clock;
        const text = format.format(times[index]);
        if (tick.textContent !== text) tick.textContent = text;
      });
    }
  }

  let tip;

  function showTip(event) {
    const bar = event.target.closest?.('.ev-bars a');
    if (!bar) return tip?.remove();
    const [from, to] = [new Date(Number(bar.dataset.from)), new Date(Number(bar.dataset.to))];
    tip ??= Object.assign(document.createElement('div'), { className: 'ev-tip' });
    const format = to - from >= DAY_MS ? day : to - from < 60_000 ? clockSeconds : dayClock;
    const head = document.createElement('strong');
    head.textContent = bar.dataset.count;
    tip.replaceChildren(head, ` ${format.formatRange(from, to)}`, document.createElement('br'), bar.dataset.levels);
    const chart = bar.closest('.ev-chart');
    if (tip.parentElement !== chart) chart.append(tip);
    const [box, mark] = [chart.getBoundingClientRect(), bar.getBoundingClientRect()];
    const middle = mark.left + mark.width / 2 - box.left - tip.offsetWidth / 2;
    tip.style.left = `${Math.max(4, Math.min(middle, box.width - tip.offsetWidth - 4))}px`;
    tip.style.top = `${mark.top - box.top - tip.offsetHeight - 6}px`;
  }

  // The line as it came, not as the page shows it, with its invisible characters by name.
  async function originalOf(id) {
    return (await (await fetch(`/api/v1/events/${encodeURIComponent(id)}`)).json())['event.original'];
  }

  // Over the link that covers a row lie the cells that tell more on hover; a click on them is one on the row.
  function openRow(event) {
    const row = event.target.closest('.ev-rows tbody tr');
    if (!row || event.target.closest('a, button') || getSelection()?.type === 'Range') return;
    const { ctrlKey, metaKey, shiftKey } = event;
    row
      .querySelector('.ev-open')
      ?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, ctrlKey, metaKey, shiftKey }));
  }

  // The address takes times as text; the picker writes them, in the viewer's zone.
  function addPickers() {
    for (const input of document.querySelectorAll('input[data-when]')) {
      if (input.nextElementSibling?.matches('.ev-picker')) continue;
      const picker = Object.assign(document.createElement('input'), {
        type: 'datetime-local',
        className: 'form-control ev-picker',
      });
      picker.setAttribute('aria-label', `Pick: ${input.name}`);
      picker.addEventListener('change', () => {
        if (picker.value !== '') input.value = new Date(picker.value).toISOString().replace(/\.000Z$/, 'Z');
      });
      input.after(picker);
    }
  }

  function prepare() {
    showTicks();
    addPickers();
    for (const button of document.querySelectorAll('[data-copy-event]')) button.hidden = false;
  }

  document.addEventListener('click', (event) => {
    const button = event.target.closest('[data-copy-event]');
    if (button) return void lanwarden.copy(button, originalOf(button.dataset.copyEvent));
    openRow(event);
    // A click beside an open box closes it, as does Escape.
    for (const box of document.querySelectorAll('.ev-pop[open]')) if (!box.contains(event.target)) box.open = false;
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') for (const box of document.querySelectorAll('.ev-pop[open]')) box.open = false;
  });
  // What is empty or said by nobody need not stand in the address.
  document.addEventListener('htmx:config:request', ({ detail: { ctx } }) => {
    if (!ctx.sourceElement.matches('.ev-form')) return;
    const { body } = ctx.request;
    for (const [name, value] of [...body]) if (value === '') body.delete(name);
    const from = ctx.sourceElement.querySelector('[data-default]');
    if (!body.has('to') && body.get('from') === from.dataset.default) body.delete('from');
  });
  document.addEventListener('pointerover', showTip);
  document.addEventListener('DOMContentLoaded', prepare);
  document.addEventListener('htmx:after:swap', prepare);
})();
