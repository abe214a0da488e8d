// The view model of one entity: what is normal for it, what is not, and what people said about it.

import { Injectable } from '@nestjs/common';
import { baselineHref } from '#src/portal/events/baseline-links.js';
import { ENTITY_PERMISSION, entityHref } from '#src/portal/events/entity-links.js';
import { searchHref, withQuery } from '#src/portal/events/links.js';
import { visibleText } from '#src/portal/events/visible-text.js';
import { termFor } from '#src/query/print.js';
import type { Entity } from '../../engine/entity.js';
import { type Learning, LEARNING_DAYS, type Profile } from '../../engine/profile.js';
import type { Finding } from '../../findings/finding.js';
import { Findings } from '../../findings/findings.js';
import { Verdicts } from '../../findings/verdicts.js';
import { Baseline } from '../../training/baseline.js';
import { findingHref, findingLine } from '../finding-line.js';
import { bandsOf } from '../pictures/bands.js';
import { heatMap, STEP_WORDS } from '../pictures/heat-map.js';
import { shownReasons } from '../pictures/points.js';
import { dayBars, hourBars } from '../pictures/score-bars.js';
import { findingsHref } from '../list/list-input.js';
import { verdictLine } from '../verdict/verdict-words.js';
import { dayText, KIND_ICONS, KIND_WORDS } from '../words.js';
import { dimensionViews } from './dimension-view.js';

const CHART_DAYS = 42;
const LISTED = 10;
/** Hours with a finding of these last days are marked in the picture of the week. */
const MARKED_DAYS = 7;
const MARKED_SCORE = 50;
const MAX_NAME_CHARS = 120;
const FIELDS = { user: 'user.name', host: 'host.name', ip: 'source.ip' } as const;

@Injectable()
export class BaselineEntityPage {
  constructor(
    private readonly findings: Findings,
    private readonly verdicts: Verdicts,
    private readonly baseline: Baseline,
  ) {}

  /** Undefined: nothing was learned about it, and nothing found. */
  async model(entity: Entity): Promise<object | undefined> {
    const { kind } = entity;
    const known = this.baseline.entity(kind, entity.name) ?? entity;
    const profile = await this.baseline.profile(kind, known.name);
    const [{ findings }, verdicts, status] = await Promise.all([
      this.findings.list({ kind, name: known.name }, undefined, CHART_DAYS),
      this.verdicts.of(known, { inForce: true }),
      this.baseline.status(),
    ]);
    if (profile === undefined && findings.length === 0) return undefined;
    const { today } = this.findings;
    const newest = findings[0];
    // A history that was imported ends when it ends.
    const lastDay = newest === undefined || newest.day > today - CHART_DAYS ? today : newest.day;
    const isNow = newest !== undefined && newest.day >= lastDay - 1;
    return {
      title: `${KIND_WORDS[kind].one} ${visibleText(known.name, 80)}`,
      entity: this.#head(known),
      addresses: addressesOf(known),
      entityPermission: ENTITY_PERMISSION,
      learning: profile && learningView(profile.learning, profile.through),
      now: newest && { ...nowView(newest), isNow },
      chart: chartOf(findings, lastDay),
      findings: findings.slice(0, LISTED).map(findingLine),
      hasMoreFindings: findings.length > LISTED,
      verdicts: verdicts.map(verdictLine),
      isTest: status.settings.mode === 'test',
      // Of whom no day was learned the figures would be everybody's.
      ...(profile && profile.learning.events >= 1 && this.#normal(profile, findings, lastDay)),
    };
  }

  #head({ kind, name }: Entity): object {
    return { kind, word: KIND_WORDS[kind].one, icon: KIND_ICONS[kind], shown: visibleText(name, MAX_NAME_CHARS) };
  }

  #normal(profile: Profile, findings: readonly Finding[], lastDay: number): object {
    const recent = findings.filter(({ day }) => day > lastDay - MARKED_DAYS);
    const marked = new Set(recent.flatMap(hoursOfWeek));
    return {
      heat: heatMap(profile.hours, marked),
      steps: STEP_WORDS,
      dimensions: dimensionViews(profile.dimensions, profile.through),
      bands: bandsOf(profile.rates, recent[0]?.reasons ?? []),
    };
  }

  /** For a page that has only a corner for it: the entity’s own. */
  async brief(entity: Entity): Promise<object> {
    const known = this.baseline.entity(entity.kind, entity.name) ?? entity;
    const [profile, { findings }] = await Promise.all([
      this.baseline.profile(known.kind, known.name),
      this.findings.list({ kind: known.kind, name: known.name }, undefined, 1),
    ]);
    const newest = findings[0];
    return {
      isKnown: profile !== undefined || newest !== undefined,
      href: addressesOf(known).self,
      shown: visibleText(known.name, MAX_NAME_CHARS),
      hours: profile && heatMap(profile.hours).sentence,
      learning: profile && learningView(profile.learning, profile.through),
      most: profile && dimensionViews(profile.dimensions, profile.through).slice(0, 4),
      newest: newest && findingLine(newest),
    };
  }
}

function addressesOf(
  entity: Entity,
): Record<'self' | 'events' | 'entity' | 'alerts' | 'allAlerts' | 'findings', string> {
  const { kind, name } = entity;
  return {
    self: baselineHref(kind, name),
    events: searchHref({ q: termFor(FIELDS[kind], name), from: '-7d' }),
    entity: entityHref(kind, name, '7d'),
    alerts: withQuery(`/alerts/of/${kind}`, { name }),
    allAlerts: withQuery('/alerts', { show: 'all', entity: `${kind}:${name}` }),
    findings: findingsHref({ kind, name }),
  };
}

function learningView({ day, days, events, confidence, isReady, limits }: Learning, through: number): object {
  return {
    isReady,
    day,
    days: days || LEARNING_DAYS,
    events,
    limits,
    through: dayText(through),
    confidence: Math.round(confidence * 100),
  };
}

function nowView(finding: Finding): object {
  return {
    ...findingLine(finding),
    reasons: shownReasons(finding.reasons),
    total: Math.round(finding.score),
    hours: hourBars(finding.hours),
  };
}

function chartOf(findings: readonly Finding[], lastDay: number): object {
  const byDay = new Map(findings.map((finding) => [finding.day, finding]));
  const scores = Array.from({ length: CHART_DAYS }, (_, at) => byDay.get(lastDay - CHART_DAYS + 1 + at)?.score ?? 0);
  const chart = dayBars(scores, lastDay, (day) => {
    const finding = byDay.get(day);
    return finding && findingHref(finding.id);
  });
  // As many labels as there is room for.
  return {
    ...chart,
    bars: chart.bars.map((bar, at) => ({ ...bar, label: (CHART_DAYS - 1 - at) % 7 === 0 ? bar.label : '' })),
  };
}

/** Day 0 was a Thursday. */
function hoursOfWeek({ day, hours }: Finding): readonly number[] {
  const monday = (((day + 3) % 7) + 7) % 7;
  return hours.flatMap((score, hour) => (score >= MARKED_SCORE ? [monday * 24 + hour] : []));
}
