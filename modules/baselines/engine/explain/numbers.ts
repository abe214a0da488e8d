// Numbers as they stand in a sentence: short, with units, the same on every machine (no locale).

/** 0.12, 2.3, 14, 2,100. */
export function quantity(value: number): string {
  const size = Math.abs(value);
  if (!Number.isFinite(value)) return 'very many';
  if (size >= 9.95) return grouped(Math.round(value));
  // Two digits below one, one above: 0.12, 2.3; `Number` drops zeros at the end.
  return String(Number(size < 0.995 ? value.toPrecision(2) : value.toFixed(1)));
}

/** `1 logon`, `40 logons`, `0.5 logons` */
export function counted(value: number, one: string, many = `${one}s`): string {
  const text = quantity(value);
  return `${text} ${text === '1' ? one : many}`;
}

/** Means below it are hardly any: nobody thinks in 0.043 failures an hour. */
const HARDLY_ANY = 0.1;

/** `about 2.3 logons`, `hardly any failures (0.043)` */
export function about(mean: number, one: string, many = `${one}s`): string {
  if (mean >= HARDLY_ANY) return `about ${counted(mean, one, many)}`;
  return `hardly any ${many} (${quantity(mean)} on average)`;
}

/** `usually 2.3`, `usually hardly any` */
export const usually = (mean: number): string => `usually ${mean < HARDLY_ANY ? 'hardly any' : quantity(mean)}`;

/** `480 B`, `18 kB`, `2.4 MB`; powers of 1000. */
export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  let [left, unit] = [value, 0];
  while (left >= 999.5 && unit < units.length - 1) [left, unit] = [left / 1000, unit + 1];
  return `${unit === 0 ? Math.round(left) : quantity(left)} ${units[unit]}`;
}

/** `1 minute`, `50 minutes`, `7.5 hours`, `3 days` */
export function duration(minutes: number): string {
  if (minutes < 1) return 'less than a minute';
  if (minutes < 119.5) return counted(Math.round(minutes), 'minute');
  if (minutes < 48 * 60) return counted(minutes / 60, 'hour');
  return counted(Math.round(minutes / (24 * 60)), 'day');
}

function grouped(whole: number): string {
  return String(whole).replace(/\B(?=(\d{3})+$)/g, ',');
}
