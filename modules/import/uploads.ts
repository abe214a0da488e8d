// The folder of uploaded files: data.dir/uploads, for the owner only. Names are ours; what the browser said is only shown.

import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { readdir, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '#config/schema.js';
import { Fault } from '#src/faults.js';
import { CONFIG } from '#src/portal/deps.js';

/** Left free for the store and its logs. */
const KEPT_FREE_BYTES = 500_000_000;
const STORED_NAME = /^[\w-]{16,40}\.upload$/;

@Injectable()
export class Uploads {
  readonly dataDir: string;
  readonly #dir: string;

  constructor(@Inject(CONFIG) config: Config) {
    this.dataDir = config.data.dir;
    this.#dir = join(this.dataDir, 'uploads');
  }

  /** @param bytes announced by the browser, 0 when unknown. @throws Fault DISK_FULL */
  async newName(bytes: number): Promise<string> {
    mkdirSync(this.#dir, { recursive: true, mode: 0o700 });
    const { bavail, bsize } = await statfs(this.#dir);
    if (bavail * bsize < bytes + KEPT_FREE_BYTES)
      throw new Fault('DISK_FULL', 'There is not enough room on the disk of data.dir for this file.');
    return `${randomBytes(18).toString('base64url')}.upload`;
  }

  pathOf(storedAs: string): string {
    if (!STORED_NAME.test(storedAs))
      throw new Fault('NOT_FOUND', 'The uploaded file is no longer there. Upload it again.');
    return join(this.#dir, storedAs);
  }

  async remove(storedAs: string): Promise<void> {
    if (storedAs !== '') await rm(this.pathOf(storedAs), { force: true });
  }

  /** Names of the files that are here. */
  async names(): Promise<readonly string[]> {
    return (await readdir(this.#dir).catch(() => [])).filter((name) => STORED_NAME.test(name));
  }

  /** Files that no import knows: left by an upload that the end of the program cut off. */
  async removeOthers(known: ReadonlySet<string>): Promise<void> {
    for (const name of await this.names()) if (!known.has(name)) await rm(join(this.#dir, name), { force: true });
  }
}
