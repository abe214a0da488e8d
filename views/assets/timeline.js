// The chart of events over time: its times in the viewer's zone, and on hover what a bar counts. Without script its table says all.
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
  /** As in charts/ticks.ts. */
  const MARGIN_PERCENT = 3.5;

  // Ticks: as short as the range allows.
  function showTicks() {
    for (const list of document.querySelectorAll('.lw-timeline-ticks')) {
      const ticks = [...list.querySelectorAll('text')];
      const stepMs = ticks.length > 1 ? timeOf(ticks[1]) - timeOf(ticks[0]) : DAY_MS;
      const isByDay = stepMs > DAY_MS / 2; // once a year a day has 23 hours
      if (isByDay) toMidnights(ticks);
      const times = ticks.map(timeOf);
      ticks.forEach((tick, index) => {
        const newDay = index === 0 || day.format(times[index]) !== day.format(times[index - 1]);
        const format = stepMs < 60_000 ? clockSeconds : newDay && stepMs >= HOUR_MS ? dayClock : clock;
        const text = (isByDay && isMidnight(times[index]) ? day : format).format(times[index]);
        if (tick.textContent !== text) tick.textContent = text;
      });
    }
  }

  // The server knows UTC's days; a date stands where the viewer's begins. One that would reach over the edge goes without its label.
  function toMidnights(ticks) {
    if (ticks.length < 2) return;
    const percents = ticks.map((tick) => parseFloat(tick.getAttribute('x')));
    const percentPerMs = (percents[1] - percents[0]) / (timeOf(ticks[1]) - timeOf(ticks[0]));
    const moves = ticks.map((tick) => new Date(timeOf(tick).getTime() + DAY_MS / 2).setHours(0, 0, 0, 0) - timeOf(tick));
    ticks.forEach((tick, index) => {
      const percent = percents[index] + moves[index] * percentPerMs;
      for (const name of ['x1', 'x2']) tick.previousElementSibling.setAttribute(name, `${percent}%`);
      tick.setAttribute('x', `${percent}%`);
      tick.dataset.tick = Number(tick.dataset.tick) + moves[index];
      tick.classList.toggle('invisible', percent < MARGIN_PERCENT || percent > 100 - MARGIN_PERCENT);
    });
  }

  const isMidnight = (time) => time.getHours() === 0 && time.getMinutes() === 0;
  const timeOf = (tick) => new Date(Number(tick.dataset.tick));

  let tip;

  function showTip(event) {
    const bar = event.target.closest?.('.lw-timeline-bars a');
    if (!bar) return tip?.remove();
    const [from, to] = [new Date(Number(bar.dataset.from)), new Date(Number(bar.dataset.to))];
    tip ??= Object.assign(document.createElement('div'), { className: 'lw-timeline-tip' });
    const format = to - from >= DAY_MS && isMidnight(from) ? day : to - from < 60_000 ? clockSeconds : dayClock;
    const head = document.createElement('strong');
    head.textContent = bar.dataset.count;
    tip.replaceChildren(head, ` ${format.formatRange(from, to)}`, document.createElement('br'), bar.dataset.levels);
    const chart = bar.closest('.lw-timeline');
    if (tip.parentElement !== chart) chart.append(tip);
    const [box, mark] = [chart.getBoundingClientRect(), bar.getBoundingClientRect()];
    const middle = mark.left + mark.width / 2 - box.left - tip.offsetWidth / 2;
    tip.style.left = `${Math.max(4, Math.min(middle, box.width - tip.offsetWidth - 4))}px`;
    tip.style.top = `${mark.top - box.top - tip.offsetHeight - 6}px`;
  }

  document.addEventListener('pointerover', showTip);
  document.addEventListener('DOMContentLoaded', showTicks);
  document.addEventListener('htmx:after:swap', showTicks);
})();
