// Where the training begins: the newest model that can be read, or nothing.

import { Fault } from '#src/faults.js';
import { openGeoIp } from '#src/geoip/open.js';
import { Baselines, type BaselinesOptions } from '../baselines.js';
import type { ModelFiles } from '../model/model-file.js';
import type { TrainedModel, TrainingJob } from './training-job.js';

export interface Begun {
  readonly baselines: Baselines;
  /** The last day that it was made from; undefined: nothing yet. */
  readonly looked: number | undefined;
  /** For the next file. */
  readonly about: Readonly<Record<string, unknown>>;
  /** The file that it was read from. */
  readonly model?: TrainedModel;
}

const MAX_NAMED = 5;

export class Beginning {
  constructor(
    private readonly files: ModelFiles,
    private readonly job: TrainingJob,
    private readonly notes: string[],
  ) {}

  async load(): Promise<Begun> {
    const options = await this.#options();
    for (const { file, header } of await this.files.list()) {
      if (this.job.anew !== undefined && header.about['anew'] !== this.job.anew) break; // older ones are not of this run either
      try {
        return await this.#read(file, options);
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        this.notes.push(`${error.message} An older one was taken, or all is learned anew.`);
      }
    }
    const baselines = new Baselines(options);
    baselines.setVerdicts(this.job.verdicts);
    return { baselines, looked: undefined, about: this.#about({}) };
  }

  async #read(file: string, options: BaselinesOptions): Promise<Begun> {
    const baselines = new Baselines(options);
    const { header, damaged } = await this.files.read(file, (record) => baselines.restore(record));
    baselines.restored();
    baselines.setVerdicts(this.job.verdicts);
    if (damaged.length > 0)
      this.notes.push(
        `${damaged.length} damaged ${damaged.length === 1 ? 'record' : 'records'} in ${file}: ${damaged.slice(0, MAX_NAMED).join(', ')}${damaged.length > MAX_NAMED ? ' and others' : ''} start anew.`,
      );
    const { through, about } = header;
    const looked = Number.isSafeInteger(about['looked']) ? Number(about['looked']) : through;
    const model = { file, through, looked, autoencoder: baselines.engine.autoencoder?.weights.info };
    return { baselines, looked, about: this.#about(about), model };
  }

  #about(before: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    const anew = this.job.anew ?? before['anew'];
    return anew === undefined ? {} : { anew };
  }

  async #options(): Promise<BaselinesOptions> {
    const { zone, budget, identity, maxUsers, geoipPath } = this.job;
    const options = { zone, budget, identity, limits: { users: maxUsers } };
    if (geoipPath === undefined) return options;
    try {
      return { ...options, geoip: await openGeoIp(geoipPath) };
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      this.notes.push(`Learned without places: ${error.message}`);
      return options;
    }
  }
}
