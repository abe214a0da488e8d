// partials/cards/series: counts over time, coloured by a facet. Drawn as SVG on the server; series.js puts uPlot in its place.

import type { StackedChart } from '../charts/stacked.js';

export interface SeriesCard {
  readonly chart: StackedChart;
  readonly series: readonly {
    /** Made visible (visibleText). */
    readonly label: string;
    readonly count: number;
    /** 1..8, the colour; the last one is that of the rest. */
    readonly tone: number;
    /** Undefined for what no one search finds. */
    readonly href: string | undefined;
  }[];
  /** One a bucket that holds something. */
  readonly rows: readonly {
    readonly timeMs: number;
    readonly count: number;
    /** `12 linux, 3 pihole` */
    readonly text: string;
    readonly href: string;
  }[];
  /** JSON for series.js. */
  readonly data: string;
}

/** Colours there are for series that are told apart. */
export const MOST_SERIES = 8;

export interface SeriesNaming {
  /** Key of a series as people read it; undefined: all the rest. */
  label(key: string | undefined): string;
  /** Keys that always have the same colour, in the order of the colours; others take what is left. */
  readonly fixed?: readonly string[];
  /** Where a series leads; undefined when no search finds just that. */
  href(key: string | undefined): string | undefined;
  /** Where a slice of time leads; ISO times, `to` does not belong to it. */
  sliceHref(slice: { readonly from: string; readonly to: string }): string;
}

export function seriesCard(chart: StackedChart, naming: SeriesNaming): SeriesCard {
  const tones = tonesOf(
    chart.series.map(({ key }) => key),
    naming.fixed ?? [],
  );
  const series = chart.series.map(({ key, count }, index) => ({
    count,
    label: naming.label(key),
    href: naming.href(key),
    tone: tones[index]!,
  }));
  const rows = chart.times.flatMap((timeMs, slot) => {
    const parts = chart.series.map(({ counts }, index) => ({ label: series[index]!.label, count: counts[slot] ?? 0 }));
    const held = parts.filter(({ count }) => count > 0);
    if (held.length === 0) return [];
    return [
      {
        timeMs,
        count: held.reduce((total, { count }) => total + count, 0),
        text: held.map(({ label, count }) => `${count} ${label}`).join(', '),
        href: naming.sliceHref({ from: iso(timeMs), to: iso(timeMs + chart.intervalMs) }),
      },
    ];
  });
  const data = {
    times: chart.times,
    intervalMs: chart.intervalMs,
    base: naming.sliceHref({ from: 'FROM', to: 'TO' }),
    series: series.map(({ label, tone }, index) => ({ label, tone, counts: chart.series[index]!.counts })),
  };
  return { chart, series, rows, data: JSON.stringify(data) };
}

/** 1..7 for keys, each once; the last colour for the rest. */
function tonesOf(keys: readonly (string | undefined)[], fixed: readonly string[]): readonly number[] {
  const own = keys.map((key) => (key === undefined ? MOST_SERIES : fixed.indexOf(key) + 1));
  const free = Array.from({ length: MOST_SERIES - 1 }, (_, index) => index + 1).filter((tone) => !own.includes(tone));
  return own.map((tone) => (tone > 0 ? tone : (free.shift() ?? MOST_SERIES)));
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
