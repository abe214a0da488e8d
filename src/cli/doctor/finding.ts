// What a check of `lanwarden doctor` says.

export interface Finding {
  readonly state: 'ok' | 'warn' | 'fail';
  /** What was looked at. */
  readonly what: string;
  /** What was found and, unless ok, what to do. */
  readonly detail: string;
}

export const ok = (what: string, detail: string): Finding => ({ state: 'ok', what, detail });
export const warn = (what: string, detail: string): Finding => ({ state: 'warn', what, detail });
export const fail = (what: string, detail: string): Finding => ({ state: 'fail', what, detail });

/** Bytes as people read them. */
export function readableBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value >= 100 || unit === 0 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}
