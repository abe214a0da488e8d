// What the published model knows, for pages and programs: the profile of an entity, and how the whole is doing.

import type { BaselinesCounts } from '../baselines.js';
import { Engine } from '../engine/engine.js';
import type { Entity, EntityKind } from '../engine/entity.js';
import type { Learning, Profile } from '../engine/profile.js';
import type { FindingFollower } from '../findings/follower.js';
import type { ModelFiles } from '../model/model-file.js';
import type { Scorer } from '../scorer.js';
import type { BaselinesSettings } from '../settings.js';
import { canonicalEntity } from './canonical.js';
import type { GeoIpTitle } from './geoip-title.js';
import type { Published, PublishedModel } from './published.js';
import type { Trainer } from './trainer.js';
import type { TrainingState } from './training-state.js';

export type { PublishedModel } from './published.js';

export interface BaselineStatus {
  /** Of the whole; undefined until the collector said so once. */
  readonly learning: Learning | undefined;
  readonly settings: Pick<BaselinesSettings, 'budget' | 'mode' | 'trainAtHour' | 'historyDays'>;
  /** What is published; undefined: nothing was trained yet. */
  readonly model: PublishedModel | undefined;
  /** The portal whose collector scores and which trains, where that is another one. */
  readonly elsewhere: string | undefined;
  /** What the collector scores with, as it said last; undefined while it is away, or where another one’s portal has not said. */
  readonly stage: StageView | undefined;
  readonly training: TrainingState;
  /** Of geoip.path; undefined: no file is given, or it could not be read (`geoipTrouble`). */
  readonly geoip: string | undefined;
  readonly geoipTrouble: string | undefined;
}

export interface StageView {
  readonly model: string | undefined;
  readonly through: number | undefined;
  /** Entities. */
  readonly sizes: { readonly users: number; readonly ips: number; readonly hosts: number };
  readonly counts: BaselinesCounts;
  /** Keys of entities whose record was damaged: they start anew. */
  readonly damaged: readonly string[];
  /** Microseconds an event. */
  readonly costUs: number;
  /** ms since 1970: when it said so. */
  readonly at: number;
}

export interface BaselineParts {
  readonly files: ModelFiles;
  readonly published: Published;
  readonly trainer: Pick<Trainer, 'state'>;
  readonly follower: Pick<FindingFollower, 'stage'>;
  readonly scorer: Pick<Scorer, 'elsewhere' | 'stage'>;
  readonly settings: () => BaselinesSettings;
  readonly geoip: GeoIpTitle;
}

export class Baseline {
  /** Of the published model: shared by those who ask at the same time. */
  #kept: { readonly file: string; readonly shared: Promise<Shared> } | undefined;

  constructor(private readonly parts: BaselineParts) {}

  /** As it is learned; undefined: under such a name nobody is. @param name canonical, or as it stands in logs */
  entity(kind: EntityKind, name: string): Entity | undefined {
    return canonicalEntity(kind, name, this.parts.settings().identity);
  }

  /** As of the published model; undefined: not in it. @param name canonical, or as it stands in logs */
  async profile(kind: EntityKind, name: string): Promise<Profile | undefined> {
    const { files, published } = this.parts;
    const entity = this.entity(kind, name);
    if (entity === undefined || published.model === undefined) return undefined;
    const { file } = published.model;
    const record = await files.entity(file, entity.kind, entity.name);
    if (record === undefined) return undefined;
    const { engine, users } = await this.#shared(file);
    // Nothing is awaited from here on: the engine knows this one alone, and then nobody again.
    try {
      engine.restore(record);
      engine.restored();
      return engine.profile(entity, users);
    } finally {
      engine.restore({ kind: record.kind, name: record.name, data: null });
    }
  }

  async status(): Promise<BaselineStatus> {
    const { published, trainer, geoip } = this.parts;
    const { budget, mode, trainAtHour, historyDays } = this.parts.settings();
    const { title, trouble } = await geoip.read();
    return {
      learning: this.#said?.status.learning,
      settings: { budget, mode, trainAtHour, historyDays },
      model: published.model,
      elsewhere: this.parts.scorer.elsewhere,
      stage: this.stage(),
      training: trainer.state(),
      geoip: title,
      geoipTrouble: trouble,
    };
  }

  stage(): StageView | undefined {
    const stage = this.#said;
    if (stage === undefined) return undefined;
    const { model, through, sizes, counts, damaged, costUs } = stage.status;
    return { model, through, sizes, counts, damaged, costUs, at: stage.at };
  }

  get #said(): FindingFollower['stage'] {
    const { scorer, follower } = this.parts;
    return scorer.elsewhere === undefined ? follower.stage : scorer.stage;
  }

  /** What all profiles of a model need beside their own record; an engine takes 10 ms to make. */
  #shared(file: string): Promise<Shared> {
    if (this.#kept?.file === file) return this.#kept.shared;
    const kept = { file, shared: this.#read(file) };
    this.#kept = kept;
    kept.shared.catch(() => {
      if (this.#kept === kept) this.#kept = undefined;
    });
    return kept.shared;
  }

  async #read(file: string): Promise<Shared> {
    const { files, settings } = this.parts;
    const found = await Promise.all(PROFILE_RECORDS.map((name) => files.entity(file, 'engine', name)));
    const { about } = await files.header(file);
    const users = (about['sizes'] as { readonly users?: number } | undefined)?.users;
    const engine = new Engine({ budget: settings().budget });
    for (const each of found) if (each !== undefined) engine.restore(each);
    return { engine, users };
  }
}

interface Shared {
  /** Without entities. */
  readonly engine: Engine;
  readonly users: number | undefined;
}

/** Of engine/saving.ts: how far the model goes, and what is usual for all. */
const PROFILE_RECORDS = ['clock', 'organisation'] as const;
