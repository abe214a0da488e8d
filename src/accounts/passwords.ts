// Passwords: argon2id with the OWASP minimum (19 MiB, two passes). Few at a time, because each takes that memory.

import { hash, verify } from '@node-rs/argon2';
import { Fault } from '#src/faults.js';
import { MAX_PASSWORD_LENGTH } from './password-rules.js';

const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const MAX_AT_ONCE = 2;
const MAX_WAITING = 50;

let running = 0;
const waiting: (() => void)[] = [];
let dummy: Promise<string> | undefined;

/** Stands where a hash would, of people who come through another's login (OIDC): no password fits it. */
export const NO_PASSWORD = '!';

/** Which passwords are fit is said by password-rules.ts. @throws Fault THROTTLED */
export async function hashPassword(password: string): Promise<string> {
  return limited(() => hash(password, COST));
}

/** Takes as long for a user who does not exist (`stored` undefined) or has no password as for one who does. @throws Fault THROTTLED */
export async function verifyPassword(stored: string | undefined, password: string): Promise<boolean> {
  // Twice, because a character may be two units of UTF-16.
  if (password.length > 2 * MAX_PASSWORD_LENGTH) return false;
  dummy ??= hash('nobody has this password', COST);
  const known = stored === NO_PASSWORD ? undefined : stored;
  const against = known ?? (await dummy);
  const fits = await limited(() => verify(against, password));
  return fits && known !== undefined;
}

async function limited<T>(work: () => Promise<T>): Promise<T> {
  if (waiting.length >= MAX_WAITING)
    throw new Fault('THROTTLED', 'Too many people log in at once. Try again in a few seconds.');
  if (running >= MAX_AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  running += 1;
  try {
    return await work();
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
}
