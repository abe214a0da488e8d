// Secrets that we must be able to read again (second factors, keys of webhooks) are kept sealed with AES-256-GCM. The key lies beside
// the database in `data.dir/secret.key` (or in `secrets.keyFile`), made at the first use, mode 0600: a copy of the database alone opens nothing.
// Passwords and tokens are hashed instead (src/accounts).

import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '#config/schema.js';
import { Fault, messageOf } from '#src/faults.js';

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Of the sealed text, so that another cipher can come later. */
const VERSION = 'v1';

export class SecretBox {
  readonly #path: string;
  #key: Buffer | undefined;

  /** @param keyFile left out: `secret.key` in the data folder */
  constructor(dataDir: string, keyFile = join(dataDir, 'secret.key')) {
    this.#path = keyFile;
  }

  static of({ data, secrets }: Pick<Config, 'data' | 'secrets'>): SecretBox {
    return new SecretBox(data.dir, secrets.keyFile);
  }

  /** Where the key is, for people. */
  get path(): string {
    return this.#path;
  }

  /** Says which key it is and nothing about it; makes one where there is none. @throws Fault SECRET_KEY */
  fingerprint(): string {
    return createHmac('sha256', this.#readKey() ?? this.#makeKey())
      .update('which key')
      .digest('base64url')
      .slice(0, 22);
  }

  get hasKey(): boolean {
    return this.#readKey() !== undefined;
  }

  /**
   * `purpose` (`totp:42`) is bound to the text: sealed for one row it does not open for another.
   * @throws Fault SECRET_KEY (the key file cannot be made or read)
   */
  seal(plain: string, purpose: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#readKey() ?? this.#makeKey(), nonce);
    cipher.setAAD(Buffer.from(purpose));
    const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
    return `${VERSION}.${Buffer.concat([nonce, sealed, cipher.getAuthTag()]).toString('base64url')}`;
  }

  /** @throws Fault SECRET_KEY (no key file, another key, or a text that was changed) */
  open(sealed: string, purpose: string): string {
    const key = this.#readKey();
    if (key === undefined)
      throw new Fault('SECRET_KEY', `${this.#path} is missing, so what was kept secret cannot be read. ${WAY_OUT}`);
    try {
      const [version, text = ''] = sealed.split('.', 2);
      if (version !== VERSION) throw new Error(`sealed as ${version}`);
      return decrypt(Buffer.from(text, 'base64url'), key, purpose);
    } catch (cause) {
      throw new Fault('SECRET_KEY', `The key in ${this.#path} does not open what was kept secret. ${WAY_OUT}`, {
        cause,
      });
    }
  }

  /** Undefined when there is none yet. */
  #readKey(): Buffer | undefined {
    if (this.#key !== undefined) return this.#key;
    let key: Buffer;
    try {
      key = Buffer.from(readFileSync(this.#path, 'utf8').trim(), 'base64url');
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw new Fault('SECRET_KEY', `Cannot read ${this.#path}: ${messageOf(cause)}.`, { cause });
    }
    if (key.length !== KEY_BYTES) throw new Fault('SECRET_KEY', `${this.#path} holds no key. ${WAY_OUT}`);
    return (this.#key = key);
  }

  /** Written beside and linked: two programs that make it at once agree on one, and nobody reads half a key. */
  #makeKey(): Buffer {
    const draft = `${this.#path}.${process.pid}`;
    try {
      writeFileSync(draft, `${randomBytes(KEY_BYTES).toString('base64url')}\n`, { mode: 0o600 });
      linkSync(draft, this.#path);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST')
        throw new Fault('SECRET_KEY', `Cannot make ${this.#path}: ${messageOf(cause)}.`, { cause });
    } finally {
      rmSync(draft, { force: true });
    }
    const key = this.#readKey();
    if (key === undefined) throw new Fault('BUG', `${this.#path} vanished`);
    return key;
  }
}

const WAY_OUT = 'Put the file back from a backup, or set the secrets anew (lanwarden user totp-reset NAME).';

function decrypt(bytes: Buffer, key: Buffer, purpose: string): string {
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(purpose));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  const plain = Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
  return plain.toString('utf8');
}
