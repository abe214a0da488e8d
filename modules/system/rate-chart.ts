// A small chart of rates as SVG paths, drawn on the server.

const CHART_WIDTH = 300;
const CHART_HEIGHT = 48;

export interface RateChart {
  /** Highest rate that is drawn; the top of the chart. */
  readonly peak: number;
  /** SVG path data of the line, and of the area below it. Empty without two neighbouring rates. */
  readonly line: string;
  readonly area: string;
}

/** `capacity`: samples from edge to edge; the newest stands at the right. An undefined rate is a gap. */
export function rateChart(rates: readonly (number | undefined)[], capacity: number): RateChart {
  const peak = Math.max(0, ...rates.map((rate) => rate ?? 0));
  const step = CHART_WIDTH / (capacity - 1);
  const left = CHART_WIDTH - (rates.length - 1) * step;
  const y = (rate: number): string =>
    (CHART_HEIGHT - 1 - (peak === 0 ? 0 : (rate / peak) * (CHART_HEIGHT - 3))).toFixed(1);
  const runs = runsOf(rates).map((run) =>
    run.map(({ at, rate }) => ({ x: (left + at * step).toFixed(1), y: y(rate) })),
  );
  const lines = runs.map((run) => `M${run.map((point) => `${point.x} ${point.y}`).join('L')}`);
  const areas = runs.map((run, i) => `${lines[i]}L${run.at(-1)!.x} ${CHART_HEIGHT}L${run[0]!.x} ${CHART_HEIGHT}Z`);
  return { peak, line: lines.join(''), area: areas.join('') };
}

/** Stretches of two and more neighbouring rates. */
function runsOf(rates: readonly (number | undefined)[]): readonly (readonly { at: number; rate: number }[])[] {
  const runs: { at: number; rate: number }[][] = [[]];
  for (const [at, rate] of rates.entries()) {
    if (rate === undefined) runs.push([]);
    else runs.at(-1)!.push({ at, rate });
  }
  return runs.filter((run) => run.length > 1);
}
