// Draws views/partials/cards/series with uPlot in place of the server's SVG: values on hover, a click on a bar or a drawn range leads to
// its events. Without this script, and on paper, the SVG stays.
(() => {
  const plots = new Map();
  const HEIGHT_PX = 180;
  const LABEL_GAP_PX = 14;
  const DAY_MS = 86_400_000;
  const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
  const day = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric' });
  const when = new Intl.DateTimeFormat(undefined, {
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  });

  function drawAll() {
    for (const [box, plot] of plots) {
      if (box.isConnected && plot.root.isConnected) continue;
      plot.destroy();
      plots.delete(box);
    }
    for (const box of document.querySelectorAll('[data-series]')) if (!plots.has(box) && box.clientWidth > 0) draw(box);
  }

  function draw(box) {
    const data = JSON.parse(box.dataset.series);
    const { sums, order } = stacked(data.series);
    const seconds = data.times.map((time) => time / 1_000);
    const bars = uPlot.paths.bars({ size: [0.9, 40], align: 1 });
    const options = {
      width: box.clientWidth,
      height: HEIGHT_PX,
      legend: { show: false },
      cursor: { y: false, points: { show: false }, drag: { x: true, y: false, setScale: false } },
      scales: {
        x: { time: true, range: () => [seconds[0], seconds.at(-1) + data.intervalMs / 1_000] },
        y: { range: (_u, _min, max) => [0, Math.max(1, max * 1.05)] },
      },
      axes: axesFor(box),
      series: [
        {},
        ...order.map((index) => ({
          label: data.series[index].label,
          fill: colour(box, `--lw-tone-${data.series[index].tone}`),
          paths: bars,
          points: { show: false },
        })),
      ],
      hooks: {
        setCursor: [(plot) => showTip(box, plot, data)],
        setSelect: [
          (plot) =>
            plot.select.width > 4 &&
            go(
              data,
              slotAt(plot, data, plot.select.left),
              slotAt(plot, data, plot.select.left + plot.select.width),
            ),
        ],
      },
    };
    const plot = new uPlot(options, [seconds, ...order.map((index) => sums[index])], box);
    plot.over.addEventListener(
      'click',
      () => {
        const slot = slotAt(plot, data, plot.cursor.left);
        if (plot.select.width <= 4 && plot.cursor.left >= 0) go(data, slot, slot);
      },
    );
    box.classList.add('lw-series-drawn');
    plots.set(box, plot);
  }

  function axesFor(box) {
    const look = {
      stroke: colour(box, '--tblr-secondary-color'),
      grid: { stroke: colour(box, '--lw-line'), width: 1 },
      ticks: { show: false },
      font: '12px sans-serif',
    };
    const counts = [1, 2, 5]
      .flatMap((first) => Array.from({ length: 9 }, (_, zeros) => first * 10 ** zeros))
      .sort((a, b) => a - b);
    return [
      {
        ...look,
        space: labelWidth(look.font) + LABEL_GAP_PX,
        values: (_plot, splits) =>
          splits.map((at, index) => timeText(at * 1_000, splits[index - 1] * 1_000, (splits[1] - splits[0]) * 1_000)),
      },
      { ...look, size: 56, incrs: counts, values: (_plot, splits) => splits.map((value) => lanwarden.number(value)) },
    ];
  }

  // The widest that this browser's language makes of an hour or a day: `10:00 PM` takes half as much again as `22:00`.
  function labelWidth(font) {
    const canvas = document.createElement('canvas').getContext('2d');
    canvas.font = font;
    const late = new Date(2026, 8, 28, 22, 44);
    return Math.max(...[clock, day].map((format) => canvas.measureText(format.format(late)).width));
  }

  // The day stands below the hour where it begins.
  function timeText(at, before, stepMs) {
    if (stepMs >= DAY_MS) return day.format(at);
    return Number.isNaN(before) || day.format(at) !== day.format(before)
      ? `${clock.format(at)}\n${day.format(at)}`
      : clock.format(at);
  }

  // Each series stands on those before it; the highest sum is drawn first, so that the others lie on top of it.
  function stacked(series) {
    const floor = series[0].counts.map(() => 0);
    const sums = series.map(({ counts }) => counts.map((count, slot) => (floor[slot] += count)));
    return { sums, order: series.map((_, index) => index).reverse() };
  }

  // uPlot finds the nearest bar's start; a bar reaches from its start to the next.
  function slotAt(plot, { times, intervalMs }, leftPx) {
    const at = plot.posToVal(leftPx, 'x') * 1_000;
    return Math.max(0, Math.min(times.length - 1, Math.floor((at - times[0]) / intervalMs)));
  }

  function go({ times, intervalMs, base }, first, last) {
    const iso = (ms) => encodeURIComponent(new Date(ms).toISOString());
    location.href = base
      .replace('FROM', iso(times[Math.min(first, last)]))
      .replace('TO', iso(times[Math.max(first, last)] + intervalMs));
  }

  function showTip(box, plot, data) {
    const old = box.querySelector('.lw-timeline-tip');
    if (plot.cursor.left === undefined || plot.cursor.left < 0) return old?.remove();
    const slot = slotAt(plot, data, plot.cursor.left);
    const tip = old ?? box.appendChild(Object.assign(document.createElement('div'), { className: 'lw-timeline-tip' }));
    const parts = data.series.filter(({ counts }) => counts[slot] > 0);
    const head = document.createElement('strong');
    head.textContent = lanwarden.number(parts.reduce((sum, { counts }) => sum + counts[slot], 0));
    const lines = parts.flatMap(({ label, counts }) => [
      document.createElement('br'),
      `${label} ${lanwarden.number(counts[slot])}`,
    ]);
    tip.replaceChildren(head, ` ${when.formatRange(data.times[slot], data.times[slot] + data.intervalMs)}`, ...lines);
    const left = plot.over.offsetLeft + plot.cursor.left + 12;
    tip.style.left = `${left + tip.offsetWidth > box.clientWidth ? Math.max(0, left - tip.offsetWidth - 24) : left}px`;
    tip.style.top = '8px';
  }

  // A canvas knows no variables and no light-dark().
  function colour(box, variable) {
    const probe = box.appendChild(document.createElement('i'));
    probe.style.color = `var(${variable})`;
    const found = getComputedStyle(probe).color;
    probe.remove();
    return found;
  }

  function redraw() {
    for (const plot of plots.values()) plot.destroy();
    plots.clear();
    drawAll();
  }

  document.addEventListener('DOMContentLoaded', drawAll);
  document.addEventListener('htmx:after:swap', drawAll);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => requestAnimationFrame(redraw));
  window.addEventListener('resize', () => {
    for (const [box, plot] of plots)
      if (box.clientWidth !== plot.width) plot.setSize({ width: box.clientWidth, height: HEIGHT_PX });
  });
})();
