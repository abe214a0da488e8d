// “Users with the highest risk”, for the dashboard.

import { Injectable, type OnModuleInit } from '@nestjs/common';
import { baselineHref } from '#src/portal/events/baseline-links.js';
import { visibleText } from '#src/portal/events/visible-text.js';
import { type Card, type CardModel, Cards } from '#src/portal/cards/cards.js';
import type { RiskyEntity } from '../findings/finding.js';
import { Findings } from '../findings/findings.js';
import { dayBars } from './pictures/score-bars.js';
import { riskWord, scoreLevel, STATE_WORDS } from './words.js';
import { findingHref, toldOf } from './finding-line.js';

const ROWS = 5;
/** A finding weeks ago needs no place on the dashboard. */
const LEAST_RISK = 5;
const HIGH_RISK = 75;
const MAX_NAME_CHARS = 60;
const MAX_SENTENCE_CHARS = 160;

@Injectable()
export class RiskCard implements OnModuleInit {
  constructor(
    private readonly cards: Cards,
    private readonly findings: Findings,
  ) {}

  onModuleInit(): void {
    this.cards.register(this.#card());
  }

  #card(): Card {
    return {
      id: 'baselines.risk',
      title: 'Users with the highest risk',
      permission: 'baselines.read',
      size: 'medium',
      order: 46,
      template: 'baselines/views/_risk-card',
      href: () => '/baselines',
      load: async () => {
        const { entities, asOf } = await this.findings.riskiest(ROWS, { kind: 'user' });
        const rows = entities.filter(({ risk }) => risk >= LEAST_RISK);
        const { today } = this.findings;
        if (rows.length === 0 || asOf !== today) return undefined;
        return { rows: rows.map((row) => rowOf(row, today)), ...saysOf(rows) };
      },
    };
  }
}

/** Who is known too little to be told of by an alert makes no headline either. */
function saysOf(rows: readonly RiskyEntity[]): Pick<CardModel, 'says'> {
  const high = rows.filter(({ risk, newest }) => risk >= HIGH_RISK && newest.state !== 'learning').length;
  return high === 0
    ? {}
    : { says: [{ text: `${high} ${high === 1 ? 'user' : 'users'} at high risk`, standsOut: true }] };
}

function rowOf({ entity, risk, newest, days }: RiskyEntity, asOf: number): object {
  return {
    name: visibleText(entity.name, MAX_NAME_CHARS),
    href: baselineHref(entity.kind, entity.name),
    risk: { value: String(Math.round(risk)), word: riskWord(risk), level: scoreLevel(risk), percent: Math.round(risk) },
    spark: dayBars(days, asOf),
    findingHref: findingHref(newest.id),
    sentence: visibleText(toldOf(newest).why, MAX_SENTENCE_CHARS),
    ...(newest.state === 'learning' && { learning: STATE_WORDS.learning }),
  };
}
