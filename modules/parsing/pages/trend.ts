// A share by day as a small drawing, made on the server: one line from edge to edge, the newest day at the right; days without events
// are gaps.

const TREND_WIDTH = 200;
const TREND_HEIGHT = 32;

export interface Trend {
  readonly width: number;
  readonly height: number;
  /** SVG path data. */
  readonly line: string;
  readonly dots: readonly { readonly x: number; readonly y: number; readonly title: string }[];
}

/** @param shares 0..1 by day, oldest first; undefined: a gap */
export function trend(shares: readonly { readonly day: string; readonly share: number | undefined }[]): Trend {
  const step = TREND_WIDTH / Math.max(1, shares.length - 1);
  const dots = shares.flatMap(({ day, share }, i) =>
    share === undefined
      ? []
      : [
          {
            at: i,
            x: Math.round(i * step),
            y: Math.round((TREND_HEIGHT - 4) * (1 - share)) + 2,
            title: `${day}: ${percent(share)}`,
          },
        ],
  );
  const line = dots.map(({ at, x, y }, i) => `${dots[i - 1]?.at === at - 1 ? 'L' : 'M'}${x} ${y}`).join('');
  return { width: TREND_WIDTH, height: TREND_HEIGHT, line, dots: dots.map(({ x, y, title }) => ({ x, y, title })) };
}

/** `97 %`; next to the ends one more digit, so that what is missing shows. */
export function percent(share: number): string {
  const value = share * 100;
  const isNearEnd = (value > 99 && value < 100) || (value > 0 && value < 1);
  return `${isNearEnd ? value.toFixed(1) : Math.round(value)} %`;
}
