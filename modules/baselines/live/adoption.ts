// A newly published model takes the place of the one in use: read in slices beside the scoring, then swapped in between two events.

import { messageOf } from '#src/faults.js';
import { CLOCK } from '../clock.js';
import { Engine, type EngineOptions } from '../engine/engine.js';
import type { ModelFiles } from '../model/model-file.js';
import { Slices } from '../model/slices.js';
import type { UsedModel } from './start.js';

export interface AdoptionParts {
  readonly files: ModelFiles;
  readonly options: () => EngineOptions;
  /** Resolves when the engine may change as a whole. */
  readonly whenIdle: () => Promise<void>;
  readonly adopt: (published: Engine, model: UsedModel, damaged: readonly string[]) => void;
}

export class Adoption {
  #wanted: string | undefined;
  #running: Promise<void> | undefined;
  #trouble: string | undefined;

  constructor(
    inUse: string | undefined,
    private readonly parts: AdoptionParts,
  ) {
    this.#wanted = inUse;
  }

  /** The last one that is wanted wins. */
  want(file: string): void {
    if (file === this.#wanted) return;
    this.#wanted = file;
    this.#running ??= this.#run().finally(() => (this.#running = undefined));
  }

  async settled(): Promise<void> {
    await this.#running;
  }

  stop(): void {
    this.#wanted = undefined;
  }

  get trouble(): string | undefined {
    return this.#trouble;
  }

  async #run(): Promise<void> {
    for (let file = this.#wanted; file !== undefined;) {
      this.#trouble = await this.#adopt(file);
      const next: string | undefined = this.#wanted === file ? undefined : this.#wanted;
      file = next;
    }
  }

  async #adopt(file: string): Promise<string | undefined> {
    try {
      const engine = new Engine(this.parts.options());
      const { header, damaged } = await this.parts.files.read(file, (record) => {
        // These two are of the training job’s view; the stage has its own, and newer.
        if (record.kind !== 'engine' || (record.name !== CLOCK && record.name !== 'identity')) engine.restore(record);
      });
      const slices = new Slices();
      for (const _ of engine.restoring()) if (slices.isOver) await slices.pause();
      await this.parts.whenIdle();
      if (this.#wanted === file) this.parts.adopt(engine, { file, header }, damaged);
      return undefined;
    } catch (error) {
      return `${messageOf(error)} The model before it stays in use.`;
    }
  }
}
