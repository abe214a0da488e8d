// How numbers look, in all modules. Times go through partials/time, which shows them in the viewer's zone; page.js has the same
// number format for scripts (`lanwarden.number`).

const COUNT = new Intl.NumberFormat('en');
const NARROW_SPACE = '\u202f';
const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

export const format = {
  /** 1234567 -> `1 234 567`, with narrow spaces that do not break: a comma is a decimal point to half of the world. */
  number: (value: number): string => COUNT.format(value).replaceAll(',', NARROW_SPACE),

  /** 1536000 -> `1.5 MB` (powers of ten) */
  bytes: (value: number): string => {
    let [step, shown] = [0, `${Math.round(value)}`];
    // A unit that would be rounded up to a thousand gives way to the next.
    while (Number(shown) >= 1_000 && step < UNITS.length - 1) {
      step += 1;
      const scaled = value / 1_000 ** step;
      shown = scaled >= 99.95 ? `${Math.round(scaled)}` : scaled.toFixed(1);
    }
    return `${shown} ${UNITS[step]}`;
  },

  /** ms since 1970 -> `2026-11-20T10:00:00.000Z` */
  iso: (ms: number): string => new Date(ms).toISOString(),

  /** 93784 s -> `1 d 2 h`; the two largest units. */
  duration: (seconds: number): string => {
    const parts: [number, string][] = [
      [Math.floor(seconds / 86_400), 'd'],
      [Math.floor(seconds / 3_600) % 24, 'h'],
      [Math.floor(seconds / 60) % 60, 'min'],
      [Math.floor(seconds) % 60, 's'],
    ];
    const first = parts.findIndex(([count]) => count > 0);
    if (first === -1) return '0 s';
    return parts
      .slice(first, first + 2)
      .filter(([count]) => count > 0)
      .map(([count, unit]) => `${count} ${unit}`)
      .join(' ');
  },
};
