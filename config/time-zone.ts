// Time zones as settings.

import { z } from 'zod';

/** An IANA zone that this Node knows. */
export const timeZone = (): z.ZodString => z.string().refine(isTimeZone, 'an IANA time zone such as Europe/Berlin');

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false; // RangeError is how Intl says no
  }
}
