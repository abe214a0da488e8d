// What all pages of this module have in common: tabs, style, and how counts look.

const THIN_SPACE = '\u202f';
const COUNT = new Intl.NumberFormat('en');

/** 1234567 -> `1 234 567`, with narrow spaces that do not break. */
export function countText(value: number): string {
  return COUNT.format(value).replaceAll(',', THIN_SPACE);
}

export function pageModel<T extends object>(
  title: string,
  more: T,
): T & { readonly title: string; readonly styles: readonly string[]; readonly count: typeof countText } {
  return { title, styles: ['system/system.css'], count: countText, ...more };
}

/** Off by `?refresh=off`, so that it is part of the address and works without script. */
export function isRefreshing(refresh: unknown): boolean {
  return refresh !== 'off';
}
