// The view model of the training: how far it is, what it did, and what it holds.

import { Injectable } from '@nestjs/common';
import { visibleText } from '#src/portal/events/visible-text.js';
import type { AutoencoderInfo } from '../../autoencoder/autoencoder.js';
import type { BaselinesCounts } from '../../baselines.js';
import { entityOf } from '../../engine/entity.js';
import { baselineHref } from '#src/portal/events/baseline-links.js';
import { Baseline } from '../../training/baseline.js';
import { Trainer } from '../../training/trainer.js';
import type { TrainingProgress, TrainingRun } from '../../training/training-state.js';
import { type Fact, factsOf, type Note, notesOf } from '../strip.js';
import { dayText } from '../words.js';

const RUNS = 20;
const SHOWN_DAMAGED = 50;

const PHASE_WORDS: Readonly<Record<TrainingProgress['phase'], string>> = {
  loading: 'loading the newest model',
  reading: 'reading the day’s events',
  learning: 'learning the day',
  autoencoder: 'training the autoencoder',
  writing: 'writing the model',
};
const WHY_WORDS: Readonly<Record<TrainingRun['why'], string>> = {
  night: 'each night',
  start: 'a run was missed or cut short',
  import: 'history was imported',
  person: 'asked for',
};
const OUTCOME_WORDS: Readonly<Record<TrainingRun['outcome'], string>> = {
  running: 'running',
  done: 'done',
  cancelled: 'cancelled',
  failed: 'failed',
};
/** What each bound left out. */
const COUNT_WORDS: Readonly<Record<keyof BaselinesCounts, string>> = {
  late: 'Events more than an hour late, left out',
  early: 'Events from the future, left out',
  namesRefused: 'Names too long to be learned',
  identitiesForgotten: 'Accounts, addresses or machines forgotten by who-is-who',
  entitiesForgotten: 'Users, devices or addresses forgotten, the longest idle first',
  entitiesRefused: 'Users, devices or addresses not taken up: too many at once',
  valuesForgotten: 'Values forgotten, those of newcomers and the least usual first',
};

@Injectable()
export class TrainingPage {
  constructor(
    private readonly trainer: Trainer,
    private readonly baseline: Baseline,
  ) {}

  async model(): Promise<object> {
    const [status, runs] = await Promise.all([this.baseline.status(), this.trainer.runs(RUNS)]);
    const { stage } = status;
    return {
      title: 'Training',
      ...this.state(),
      runs: runs.filter(({ outcome }) => outcome !== 'running').map(runView),
      facts: factsOf(status).map(notToHere),
      notes: notesOf({ ...status, training: { ...status.training, running: undefined } }).map(notToHere),
      hasModel: status.model !== undefined,
      historyDays: status.settings.historyDays,
      autoencoder: autoencoderView(status.model?.autoencoder ?? status.training.last?.autoencoder),
      limits: status.model === undefined ? [] : (status.learning?.limits ?? []),
      counts: stage && countsView(stage.counts),
      costUs: stage && Math.round(stage.costUs * 10) / 10,
      ...damagedView(stage?.damaged ?? []),
    };
  }

  /** What changes while it runs. */
  state(): { readonly running: object | undefined; readonly [name: string]: unknown } {
    const { running, progress, last, nextAt, behindDays, trouble, elsewhere } = this.trainer.state();
    return {
      last: last && runView(last),
      running: running && runView(running),
      progress: progress && progressView(progress),
      nextAt,
      behindDays,
      trouble,
      elsewhere,
    };
  }
}

/** A link to the page on which it stands leads nowhere. */
function notToHere<T extends Fact | Note>(each: T): T {
  return each.link?.href === '/baselines/training' ? { ...each, link: undefined } : each;
}

function runView(run: TrainingRun): object {
  const { outcome, why, by, error, notes, through, ...rest } = run;
  return {
    ...rest,
    outcome,
    outcomeText: OUTCOME_WORDS[outcome],
    why: WHY_WORDS[why],
    by: by === undefined ? undefined : visibleText(by, 60),
    error: error === undefined ? undefined : visibleText(error, 400),
    notes: notes.map((note) => visibleText(note, 400)),
    through: through === undefined ? undefined : dayText(through),
  };
}

function progressView({ phase, day, dayNumber, days, events, eventsPerSecond, secondsLeft }: TrainingProgress): object {
  return {
    phase: PHASE_WORDS[phase],
    dayNumber,
    days,
    events,
    secondsLeft,
    day: day === undefined ? undefined : dayText(day),
    eventsPerSecond: Math.round(eventsPerSecond),
    percent: days === 0 ? 0 : Math.round((Math.max(0, dayNumber - 1) / days) * 100),
  };
}

function autoencoderView(info: AutoencoderInfo | undefined): object | undefined {
  return info && { ...info, loss: Number(info.loss.toPrecision(3)), seconds: Math.round(info.seconds * 10) / 10 };
}

function countsView(counts: BaselinesCounts): readonly object[] {
  const known = Object.entries(COUNT_WORDS) as [keyof BaselinesCounts, string][];
  return known.map(([name, text]) => ({ text, count: counts[name] })).filter(({ count }) => count > 0);
}

function damagedView(keys: readonly string[]): object {
  const damaged = keys.slice(0, SHOWN_DAMAGED).map((key) => {
    const entity = entityOf(key);
    return { text: visibleText(key, 160), href: entity && baselineHref(entity.kind, entity.name) };
  });
  return { damaged, moreDamaged: keys.length - damaged.length };
}
