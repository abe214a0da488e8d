// Cookies, both ways. All of ours are HttpOnly and SameSite=Lax; Secure is added when the portal is reached over https.

export interface CookieOptions {
  /** Left out: until the browser closes. 0 removes it. */
  readonly maxAgeSeconds?: number;
  readonly secure: boolean;
}

export const SESSION_COOKIE = 'lanwarden_session';
/** After the password, before the code; opens nothing but the page that asks for it. */
export const HALF_SESSION_COOKIE = 'lanwarden_half';
/** Stands in for the session in forms that are sent before login. */
export const ANONYMOUS_COOKIE = 'lanwarden_form';
export const THEME_COOKIE = 'lanwarden_theme';
export const FLASH_COOKIE = 'lanwarden_flash';

const MAX_HEADER_LENGTH = 8_192;

/** The Set-Cookie header. Values are base64url or plain words: nothing in them needs escaping. */
export function setCookie(name: string, value: string, { maxAgeSeconds, secure }: CookieOptions): string {
  const age = maxAgeSeconds === undefined ? '' : `; Max-Age=${maxAgeSeconds}`;
  return `${name}=${value}; Path=/; HttpOnly; SameSite=Lax${age}${secure ? '; Secure' : ''}`;
}

/** The value of a cookie; the first wins when a name comes twice. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  if (header === undefined || header.length > MAX_HEADER_LENGTH) return undefined;
  for (const pair of header.split(';')) {
    const equals = pair.indexOf('=');
    if (equals > 0 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim();
  }
  return undefined;
}
