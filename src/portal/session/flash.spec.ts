// A flash comes back as it was given; what somebody else put into the cookie leads nowhere else.

import { expect, it } from 'vitest';
import { flashCookie, readFlash } from './flash.js';
import type { Flash } from './visit.js';

const valueOf = (cookie: string): string => /=([^;]*)/.exec(cookie)![1]!;
const cookieOf = (parts: unknown): string => Buffer.from(JSON.stringify(parts)).toString('base64url');

it.each<Flash>([
  { kind: 'success', text: 'Saved.' },
  { kind: 'warning', text: 'Ü <b>', link: { href: '/rules/exceptions#exception-ex_1', label: 'Show it' } },
])('%j comes back', (flash) => expect(readFlash(valueOf(flashCookie(flash, false)))).toEqual(flash));

it.each([
  '//evil.example',
  '/\\evil.example',
  'https://evil.example',
  'javascript:alert(1)',
  '/a b',
  7,
  `/${'x'.repeat(300)}`,
])('has no link to %j', (href) =>
  expect(readFlash(cookieOf(['success', 'x', href, 'label']))).toEqual({ kind: 'success', text: 'x' }),
);

it.each(['', 'nonsense', cookieOf(['evil', 'x']), cookieOf({}), cookieOf(['success', 7])])('is none: %j', (value) =>
  expect(readFlash(value)).toBeUndefined(),
);
