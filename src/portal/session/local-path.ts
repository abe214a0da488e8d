// Where to go after login: only places on this site, whatever the address says.

/** A path with query of this site, or `/`. */
export function localPath(next: unknown): string {
  if (typeof next !== 'string' || next.length > 2_000 || !/^\/(?![/\\])/.test(next)) return '/';
  const base = 'http://portal.invalid';
  try {
    const url = new URL(next, base);
    if (url.origin !== base || url.pathname.startsWith('//')) return '/';
    return `${url.pathname}${url.search}${url.hash}`;
  } catch {
    return '/';
  }
}
