// What an entity is known to use, as lists with bars; values lead to where they are about.

import { entityLink } from '#src/portal/events/entity-links.js';
import { searchHref } from '#src/portal/events/links.js';
import { visibleText } from '#src/portal/events/visible-text.js';
import { termFor } from '#src/query/print.js';
import { actionWords } from '../../engine/explain/case.js';
import type { ProfileDimension, ProfileValue } from '../../engine/profile.js';
import type { ReasonCode } from '../../engine/reason.js';
import { isoDay } from '../words.js';

export interface DimensionView {
  readonly title: string;
  readonly values: readonly {
    readonly text: string;
    readonly href: string | undefined;
    /** `41 days` */
    readonly days: string;
    readonly title: string;
    readonly percent: number;
    readonly isNew: boolean;
  }[];
  readonly more: number;
}

/** So young a value is marked as new, unless all are. */
const NEW_DAYS = 7;
const SHOWN = 8;
const MAX_CHARS = 120;

/** @param through day through which it is learned */
export function dimensionViews(dimensions: readonly ProfileDimension[], through: number): readonly DimensionView[] {
  return dimensions
    .filter(({ values }) => values.length > 0)
    .map(({ code, title, values, more }) => {
      const most = Math.max(0.1, ...values.map(({ days }) => days));
      const isYoung = (value: ProfileValue): boolean => value.first !== undefined && value.first > through - NEW_DAYS;
      const areAllNew = values.every(isYoung);
      return {
        title,
        more: more + Math.max(0, values.length - SHOWN),
        values: values.slice(0, SHOWN).map((value) => ({
          text: textOf(code, value.value),
          href: hrefOf(code, value.value),
          days: daysText(value.days),
          title: titleOf(value),
          percent: Math.max(1, Math.round((value.days / most) * 100)),
          isNew: isYoung(value) && !areAllNew,
        })),
      };
    });
}

const textOf = (code: ReasonCode, value: string): string =>
  code === 'new-action' ? actionWords(value) : visibleText(value, MAX_CHARS);

function hrefOf(code: ReasonCode, value: string): string | undefined {
  switch (code) {
    case 'new-network':
      return searchHref({ q: `src_ip:${value}`, from: '-30d' });
    case 'new-host':
    case 'new-source-host':
      return entityLink('host.name', value);
    case 'new-domain':
      return entityLink('dns.question.name', value);
    case 'new-program':
      return searchHref({ q: termFor('process.name', value), from: '-30d' });
    default:
      return undefined;
  }
}

/** Decayed: old days count for less. */
function daysText(days: number): string {
  const whole = Math.max(1, Math.round(days));
  return whole === 1 ? '1 day' : `${whole} days`;
}

function titleOf({ value, first, last }: ProfileValue): string {
  const since = first === undefined ? '' : `, first ${isoDay(first)}`;
  return `${visibleText(value, MAX_CHARS)}: last ${isoDay(last)}${since}`;
}
