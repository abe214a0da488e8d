// Sealing: what goes in comes out, with this key and for this purpose only.

import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SecretBox } from './secret-box.js';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'lanwarden-secrets-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

it('opens what another box of the same folder sealed, and the key is the owner’s alone', () => {
  const sealed = new SecretBox(dir).seal('whsec_Grüße', 'webhook:1');
  expect(sealed).not.toContain('whsec');
  expect(new SecretBox(dir).open(sealed, 'webhook:1')).toBe('whsec_Grüße');
  expect(statSync(join(dir, 'secret.key')).mode & 0o777).toBe(0o600);
});

it('seals the same text differently each time', () => {
  const box = new SecretBox(dir);
  expect(box.seal('same', 'a')).not.toBe(box.seal('same', 'a'));
});

it('opens nothing for another purpose, after a change, or with another key, and says what to do', () => {
  const box = new SecretBox(dir);
  const sealed = box.seal('secret', 'totp:1');
  expect(() => box.open(sealed, 'totp:2')).toThrow('does not open');
  expect(() => box.open(`${sealed.slice(0, -2)}${sealed.endsWith('AA') ? 'BB' : 'AA'}`, 'totp:1')).toThrow(
    'does not open',
  );
  expect(() => box.open('v1.', 'totp:1')).toThrow('does not open');
  writeFileSync(join(dir, 'secret.key'), Buffer.alloc(32, 7).toString('base64url'));
  expect(() => new SecretBox(dir).open(sealed, 'totp:1')).toThrow('totp-reset');
});

it('does not make a new key to open an old text with', () => {
  const sealed = new SecretBox(dir).seal('secret', 'totp:1');
  rmSync(join(dir, 'secret.key'));
  expect(() => new SecretBox(dir).open(sealed, 'totp:1')).toThrow('is missing');
});

it('refuses a key file without a key', () => {
  writeFileSync(join(dir, 'secret.key'), 'letter to grandma');
  expect(() => new SecretBox(dir).seal('secret', 'x')).toThrow('holds no key');
});
