// What all pages of this module have in common: style, and whether they refresh themselves.

export function pageModel<T extends object>(
  title: string,
  more: T,
): T & { readonly title: string; readonly styles: readonly string[] } {
  return { title, styles: ['system/system.css'], ...more };
}

/** Off by `?refresh=off`, so that it is part of the address and works without script. */
export function isRefreshing(refresh: unknown): boolean {
  return refresh !== 'off';
}
