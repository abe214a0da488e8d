// The model that is in use: its name in the metadata database, and in the folder for a collector that starts without a portal.

import type { AutoencoderInfo } from '../autoencoder/autoencoder.js';
import type { Clock } from '#src/clock.js';
import { InTurn } from '#src/cluster/in-turn.js';
import type { Kept } from '../kept.js';
import type { ModelFiles } from '../model/model-file.js';
import type { TrainedModel } from './training-job.js';

export interface PublishedModel {
  readonly file: string;
  /** Day since 1970, installation’s zone. */
  readonly through: number;
  /** The last day that was looked at: nothing need have happened on it. */
  readonly looked: number;
  /** ms since 1970 */
  readonly publishedAt: number;
  readonly autoencoder: AutoencoderInfo | undefined;
}

export class Published {
  #model: PublishedModel | undefined;
  readonly #listeners = new Set<() => void>();
  readonly #turns = new InTurn();

  constructor(
    private readonly files: ModelFiles,
    private readonly kept: Kept,
    private readonly clock: Clock,
  ) {}

  /** Undefined: nothing was trained, or its file is gone. */
  get model(): PublishedModel | undefined {
    return this.#model;
  }

  load(): Promise<void> {
    return this.#turns.run(async () => void (this.#model = await this.#read()));
  }

  /** After another portal published one; those who listen are told. One whose file is not in this folder changes nothing here. */
  async reread(): Promise<void> {
    const isNew = await this.#turns.run(async () => {
      const model = await this.#read();
      if (model === undefined || model.file === this.#model?.file) return false;
      this.#model = model;
      return true;
    });
    if (isNew) this.#tell();
  }

  /** @param inUse what the stage may still be reading */
  async publish({ file, through, looked, autoencoder }: TrainedModel, inUse: string | undefined): Promise<void> {
    const before = this.#model?.file;
    const model = { file, through, looked, autoencoder, publishedAt: this.clock.now() };
    await this.#turns.run(async () => {
      await this.files.publish(file);
      await this.kept.set('model', JSON.stringify(model));
      this.#model = model;
    });
    this.#tell();
    await this.files.prune([before, inUse]);
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Undefined where nothing was published, or its file is not here. */
  async #read(): Promise<PublishedModel | undefined> {
    const text = await this.kept.get('model');
    if (text === undefined) return undefined;
    const model = JSON.parse(text) as PublishedModel;
    return this.files.header(model.file).then(
      () => model,
      () => undefined,
    );
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
