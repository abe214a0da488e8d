// Findings, verdicts, profiles and runs as the API tells them: ISO times, days as dates.

import type { z } from 'zod';
import type { Profile } from '../engine/profile.js';
import type { Finding } from '../findings/finding.js';
import type { GivenVerdict } from '../findings/verdict-row.js';
import { DAY_MS } from '../local-day.js';
import type { BaselineStatus } from '../training/baseline.js';
import type { TrainingRun } from '../training/training-state.js';
import type { baselineShape, findingShape, runShape, statusShape, verdictShape } from './shapes.js';

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

/** `2026-11-20` of a day since 1970; it is one of the installation's zone already. */
function dateOf(day: number): string {
  return iso(day * DAY_MS).slice(0, 10);
}

export function findingAnswer(finding: Finding): z.infer<typeof findingShape> {
  const { id, entity, day, score, time, state, origin, summary, reasons, events, hours, verdict } = finding;
  return {
    id,
    entity: { ...entity },
    day: dateOf(day),
    score,
    time: iso(time),
    state,
    origin,
    summary,
    reasons: reasons.map((reason) => ({ ...reason })),
    events: [...events],
    hours: [...hours],
    first: iso(finding.firstAt),
    last: iso(finding.lastAt),
    updated: iso(finding.updatedAt),
    verdict: verdict === undefined ? null : { ...verdict },
  };
}

export function verdictAnswer(verdict: GivenVerdict): z.infer<typeof verdictShape> {
  const { id, kind, entity, about, day, until, finding, by, givenAt, revokedAt } = verdict;
  return {
    id,
    kind,
    entity: entity ?? null,
    about: about.map((each) => ({ ...each })),
    day: dateOf(day),
    until: orNull(until, iso),
    finding: finding ?? null,
    by,
    given: iso(givenAt),
    revoked: orNull(revokedAt, iso),
  };
}

export function baselineAnswer(profile: Profile, findings: readonly Finding[]): z.infer<typeof baselineShape> {
  const { entity, through, learning, hours, dimensions, rates } = profile;
  return {
    entity: { ...entity },
    through: dateOf(through),
    learning: { ...learning, limits: [...learning.limits] },
    hours: [...hours],
    dimensions: dimensions.map(({ code, title, values, more }) => ({
      code,
      title,
      more,
      values: values.map(({ value, days, first, last }) => ({
        value,
        days,
        last: dateOf(last),
        ...(first !== undefined && { first: dateOf(first) }),
      })),
    })),
    rates: rates.map(({ code, title, mean, high, hours: active }) => ({ code, title, mean, high, hours: active })),
    findings: findings.map(findingAnswer),
  };
}

export function runAnswer(run: TrainingRun): z.infer<typeof runShape> {
  const { id, startedAt, endedAt, why, by, isAnew, outcome, error, days, events, seconds, through, notes } = run;
  return {
    id,
    started: iso(startedAt),
    ended: orNull(endedAt, iso),
    why,
    by: by ?? null,
    anew: isAnew,
    outcome,
    error: error ?? null,
    days,
    events,
    seconds,
    through: orNull(through, dateOf),
    notes: [...notes],
  };
}

export function statusAnswer({
  learning,
  settings,
  model,
  stage,
  training,
  elsewhere,
  geoip,
}: BaselineStatus): z.infer<typeof statusShape> {
  const { running, progress, last, nextAt } = training;
  return {
    learning: learning === undefined ? null : { ...learning, limits: [...learning.limits] },
    budget: settings.budget,
    mode: settings.mode,
    geoip: geoip ?? null,
    model: orNull(model, ({ through, publishedAt, autoencoder }) => ({
      through: dateOf(through),
      published: iso(publishedAt),
      autoencoder: orNull(autoencoder, ({ backend, trainedAt, seconds, rows, epochs, loss }) => ({
        backend,
        trained: iso(trainedAt),
        seconds,
        rows,
        epochs,
        loss,
      })),
    })),
    stage: orNull(stage, ({ through, sizes, counts, damaged, costUs }) => ({
      through: orNull(through, dateOf),
      entities: { ...sizes },
      counts: { ...counts },
      damaged: [...damaged],
      microsecondsPerEvent: costUs,
    })),
    elsewhere: elsewhere ?? null,
    training: {
      running: orNull(running, runAnswer),
      progress: orNull(progress, ({ day, secondsLeft, ...rest }) => ({
        ...rest,
        day: orNull(day, dateOf),
        secondsLeft: secondsLeft ?? null,
      })),
      last: orNull(last, runAnswer),
      next: iso(nextAt),
    },
  };
}

function orNull<T, R>(value: T | undefined, make: (value: T) => R): R | null {
  return value === undefined ? null : make(value);
}
