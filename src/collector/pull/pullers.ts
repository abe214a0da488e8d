// All pull sources of the configuration file. A change of settings starts those that are new, stops those that are gone, and leaves the
// others at their work. Sources that were made in the portal have none: who may make a source may not have files of this machine read.

import type { SourceConfig } from '#config/schema.js';
import { Puller, type PullHealth, type PullParts } from './puller.js';

export class Pullers {
  #running: readonly Puller[] = [];
  #leaving: Promise<unknown> = Promise.resolve();

  constructor(private readonly parts: PullParts) {}

  /** @param sources of the configuration file */
  configure(sources: readonly SourceConfig[]): void {
    const wanted = sources.flatMap(({ name, pull, ignore }) => (pull === undefined || ignore ? [] : [{ name, pull }]));
    const kept = this.#running.filter((puller) => wanted.some((each) => isSame(puller, each)));
    const gone = this.#running.filter((puller) => !kept.includes(puller));
    const fresh = wanted
      .filter((each) => !kept.some((puller) => isSame(puller, each)))
      .map(({ name, pull }) => new Puller(name, pull, this.parts));
    this.#leaving = Promise.all([this.#leaving, ...gone.map((puller) => puller.stop())]);
    this.#running = [...kept, ...fresh];
    // Behind those that go: of one database there is one cursor.
    void this.#leaving.then(() => fresh.forEach((puller) => puller.start()));
  }

  health(): readonly PullHealth[] {
    return this.#running.map((puller) => puller.health());
  }

  async stop(): Promise<void> {
    await Promise.all([this.#leaving, ...this.#running.map((puller) => puller.stop())]);
  }
}

function isSame(
  { source, config }: Puller,
  wanted: { name: string; pull: NonNullable<SourceConfig['pull']> },
): boolean {
  return source === wanted.name && JSON.stringify(config) === JSON.stringify(wanted.pull);
}
