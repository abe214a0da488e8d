// Time-based codes (RFC 6238) as every authenticator app makes them: SHA-1, 6 digits, a new one each 30 s.

import { generateSecret, generateURI, verifySync } from 'otplib';

const STEP_S = 30;
/** One step early or late: clocks of phones are a little off, and people type slowly. */
const TOLERANCE_S = STEP_S;

/** 160 bits in base32. */
export function newTotpSecret(): string {
  return generateSecret();
}

/** What the QR code says (Google's Key URI format). */
export function totpAddress(secret: string, account: string, issuer: string): string {
  return generateURI({ issuer, label: account, secret });
}

/** The step of the code (30 s since 1970), or undefined when it fits none of the three around `nowMs`. Spaces in the code are fine. */
export function stepOfCode(secret: string, code: string, nowMs: number): number | undefined {
  const token = code.replaceAll(/\s/g, '');
  if (!/^\d{6}$/.test(token)) return undefined;
  const nowS = Math.floor(nowMs / 1_000);
  const result = verifySync({ secret, token, epoch: nowS, epochTolerance: TOLERANCE_S });
  return result.valid ? Math.floor(nowS / STEP_S) + result.delta : undefined;
}
