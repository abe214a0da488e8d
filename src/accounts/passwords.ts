// Passwords: argon2id with the OWASP minimum (19 MiB, two passes). Few at a time, because each takes that memory.

import { hash, verify } from '@node-rs/argon2';
import { Fault } from '#src/faults.js';

export const MIN_PASSWORD_LENGTH = 12;
const MAX_PASSWORD_LENGTH = 256;
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const MAX_AT_ONCE = 2;
const MAX_WAITING = 50;

let running = 0;
const waiting: (() => void)[] = [];
let dummy: Promise<string> | undefined;

/** @throws Fault BAD_REQUEST when the password is too short or too long, with a sentence for the person. */
export async function hashPassword(password: string): Promise<string> {
  if (password.length < MIN_PASSWORD_LENGTH) {
    throw new Fault(
      'BAD_REQUEST',
      `The password has ${password.length} characters; take at least ${MIN_PASSWORD_LENGTH}. A few words in a row are easy to remember.`,
    );
  }
  if (password.length > MAX_PASSWORD_LENGTH)
    throw new Fault('BAD_REQUEST', `The password is longer than ${MAX_PASSWORD_LENGTH} characters.`);
  return limited(() => hash(password, COST));
}

/** Takes as long for a user who does not exist (`stored` undefined) as for one who does. */
export async function verifyPassword(stored: string | undefined, password: string): Promise<boolean> {
  if (password.length > MAX_PASSWORD_LENGTH) return false;
  dummy ??= hash('nobody has this password', COST);
  const against = stored ?? (await dummy);
  const fits = await limited(() => verify(against, password));
  return fits && stored !== undefined;
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
