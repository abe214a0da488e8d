// Notices that files of the operator's parsers changed. The file system's own notice comes first where there is one; a look at all
// files every LOOK_EVERY_MS finds the rest (network mounts, editors that put a new file in the place of the old one).

import { existsSync, type FSWatcher, watch } from 'node:fs';
import { join, resolve } from 'node:path';
import { parsersSignature } from '../plugin/folder-signature.js';

const LOOK_EVERY_MS = 3_000;
/** A copy of several files is loaded when it is whole. */
const SETTLE_MS = 300;

export class ParsersWatch {
  /** What was told last, and what was seen last: what is still changing is not told yet. */
  #told: string;
  #seen: string;
  #timer: NodeJS.Timeout | undefined;
  #watcher: FSWatcher | undefined;
  #isStopped = false;
  #isBusy = false;

  /**
   * @param dir `plugins.dir`
   * @param known the folder's signature before its parsers were loaded: what changed since then is told
   * @param onChange answered before the next one
   */
  constructor(
    private readonly dir: string,
    known: string,
    private readonly onChange: () => Promise<void>,
  ) {
    this.#told = this.#seen = known;
  }

  start(): void {
    this.#lookIn(LOOK_EVERY_MS);
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    this.#watcher?.close();
  }

  #lookIn(ms: number): void {
    if (this.#isStopped || this.#isBusy) return;
    this.#listen();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#look(), ms).unref();
  }

  async #look(): Promise<void> {
    const now = await parsersSignature(this.dir);
    const isSettled = now === this.#seen;
    this.#seen = now;
    if (now === this.#told) return this.#lookIn(LOOK_EVERY_MS);
    if (!isSettled) return this.#lookIn(SETTLE_MS);
    this.#told = now;
    this.#isBusy = true;
    await this.onChange().finally(() => (this.#isBusy = false));
    // What changed meanwhile was not heard.
    this.#lookIn(SETTLE_MS);
  }

  #listen(): void {
    const folder = join(resolve(this.dir), 'parsers');
    if (this.#watcher !== undefined || !existsSync(folder)) return;
    try {
      this.#watcher = watch(folder, { recursive: true, persistent: false }, () => this.#lookIn(SETTLE_MS));
      this.#watcher.on('error', () => {
        this.#watcher?.close();
        this.#watcher = undefined;
      });
    } catch {
      // No notices on this file system, or too many watches: the looks go on.
    }
  }
}
