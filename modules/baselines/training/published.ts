// The model that is in use: its name in the metadata database, and in the folder for a collector that starts without a portal. What another
// portal published is fetched into the folder of this one.

import type { Clock } from '#src/clock.js';
import type { AutoencoderInfo } from '../autoencoder/autoencoder.js';
import type { Kept } from '../kept.js';
import type { CarriedModels } from '../model/carried-models.js';
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

export interface PublishedParts {
  readonly files: ModelFiles;
  readonly carried: Pick<CarriedModels, 'carry' | 'carryMissing' | 'fetch'>;
  readonly kept: Kept;
  readonly clock: Clock;
}

export class Published {
  #model: PublishedModel | undefined;
  readonly #listeners = new Set<() => void>();
  #turn: Promise<void> = Promise.resolve();

  constructor(private readonly parts: PublishedParts) {}

  /** Undefined: nothing was trained, or its file is gone. */
  get model(): PublishedModel | undefined {
    return this.#model;
  }

  /** As the folder has it. */
  async load(): Promise<void> {
    const model = await this.#kept();
    this.#model = model !== undefined && (await this.#isHere(model.file)) ? model : undefined;
  }

  /** What was published meanwhile by another portal is fetched. @throws Fault MODEL_UNREADABLE */
  refresh(): Promise<void> {
    const refreshed = this.#turn.then(() => this.#refresh());
    this.#turn = refreshed.catch(() => undefined); // whoever asked is told
    return refreshed;
  }

  /** So that portals with other folders find it, wherever it came from. Not while one is being published. */
  async share(): Promise<void> {
    if (this.#model !== undefined) await this.parts.carried.carryMissing(this.#model.file);
  }

  /** @param inUse what the stage may still be reading */
  async publish({ file, through, looked, autoencoder }: TrainedModel, inUse: string | undefined): Promise<void> {
    const { files, carried, kept, clock } = this.parts;
    const before = this.#model?.file;
    const model = { file, through, looked, autoencoder, publishedAt: clock.now() };
    await carried.carry(file, before);
    await files.publish(file);
    await kept.set('model', JSON.stringify(model));
    this.#set(model);
    await files.prune([before, inUse]);
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async #refresh(): Promise<void> {
    const { files, carried } = this.parts;
    const before = this.#model?.file;
    const model = await this.#kept();
    if (model === undefined || model.file === before) return;
    if (!(await this.#isHere(model.file))) {
      if (!(await carried.fetch(model.file))) return;
      await files.publish(model.file);
      await files.prune([before]);
    }
    this.#set(model);
  }

  #set(model: PublishedModel): void {
    this.#model = model;
    for (const listener of this.#listeners) listener();
  }

  async #kept(): Promise<PublishedModel | undefined> {
    const text = await this.parts.kept.get('model');
    return text === undefined ? undefined : (JSON.parse(text) as PublishedModel);
  }

  #isHere(file: string): Promise<boolean> {
    return this.parts.files.header(file).then(
      () => true,
      () => false,
    );
  }
}
