// How the whole is doing, in a few words each: what stands on top of the list, and what a person should know first.

import { format } from '#src/portal/page/format.js';
import type { Learning } from '../engine/profile.js';
import type { BaselineStatus } from '../training/baseline.js';
import { dayText, rounded } from './words.js';

export interface Fact {
  readonly term: string;
  readonly text: string;
  readonly hint?: string | undefined;
  /** ms, after the hint. */
  readonly at?: number | undefined;
  readonly link?: { readonly label: string; readonly href: string; readonly permission: string } | undefined;
}

export interface Note {
  readonly heading: string;
  readonly text: string;
  readonly link?: { readonly label: string; readonly href: string } | undefined;
}

/** So many days may be missing without a word: a night that was missed, a weekend. */
const MODEL_OLD_DAYS = 3;

export function factsOf(status: BaselineStatus): readonly Fact[] {
  const { settings, model, stage, geoip, training, elsewhere } = status;
  const autoencoder = model?.autoencoder;
  return [
    learningFact(status),
    {
      term: 'Budget',
      text: `${rounded(settings.budget)} ${settings.budget === 1 ? 'finding' : 'findings'} a day`,
      hint: '75 is what is found that often',
      link: { label: 'Change it', href: '/system/plugins/baselines', permission: 'system.configure' },
    },
    model === undefined
      ? { term: 'Model', text: 'none yet', link: trainingLink('Train it') }
      : {
          term: 'Model',
          text: `through ${dayText(model.through)}`,
          hint: training.behindDays > MODEL_OLD_DAYS ? `${training.behindDays} days behind; published` : 'published',
          at: model.publishedAt,
          link: trainingLink('Training'),
        },
    {
      term: 'Known',
      text: stage === undefined ? awayText(elsewhere) : `${format.number(stage.sizes.users)} users`,
      hint: stage && `${format.number(stage.sizes.hosts)} devices, ${format.number(stage.sizes.ips)} addresses`,
    },
    {
      term: 'Autoencoder',
      text: autoencoder === undefined ? 'not trained yet' : `TensorFlow.js, ${autoencoder.backend}`,
      hint: autoencoder && `${format.number(autoencoder.rows)} hours, loss ${Number(autoencoder.loss.toPrecision(3))}`,
    },
    geoip === undefined
      ? {
          term: 'GeoIP',
          text: status.geoipTrouble === undefined ? 'no file given' : 'the file could not be read',
          hint: 'Without countries and impossible travel',
          link: { label: 'How to give one', href: '/baselines/how#geoip', permission: 'baselines.read' },
        }
      : { term: 'GeoIP', text: geoip },
  ];
}

/** The most important first. */
export function notesOf({
  settings,
  learning,
  training,
  stage,
  geoipTrouble,
  elsewhere,
}: BaselineStatus): readonly Note[] {
  const notes: Note[] = [];
  if (elsewhere !== undefined)
    notes.push({
      heading: 'Several portals',
      text: `Scores and training are the work of ${elsewhere} at the moment. What stands here is what it said last, up to half a minute ago.`,
    });
  if (settings.mode === 'test')
    notes.push({
      heading: 'Test mode',
      text: 'Findings are shown here and tell nobody: no alert, no message. The setting baselines.mode says so.',
      link: { label: 'Change it', href: '/system/plugins/baselines' },
    });
  if (training.running !== undefined)
    notes.push({
      heading: 'Learning',
      text: 'A training is running.',
      link: { label: 'See how far it is', href: '/baselines/training' },
    });
  else if (training.last?.outcome === 'failed')
    notes.push({
      heading: 'The last training failed',
      text: training.last.error ?? 'It did not say why.',
      link: { label: 'To the training', href: '/baselines/training' },
    });
  if (learning !== undefined && !learning.isReady && stage?.model !== undefined)
    notes.push({
      heading: `Learning: ${dayOf(learning)}`,
      text: 'Findings are shown and tell nobody yet.',
      link: { label: 'What that means', href: '/baselines/how#learning' },
    });
  if (geoipTrouble !== undefined) notes.push({ heading: 'GeoIP', text: geoipTrouble });
  const damaged = stage?.damaged.length ?? 0;
  if (damaged > 0)
    notes.push({
      heading: `${format.number(damaged)} ${damaged === 1 ? 'record was' : 'records were'} damaged`,
      text: 'Whom they were about starts anew.',
      link: { label: 'Which', href: '/baselines/training#damaged' },
    });
  return notes;
}

/** `day 3 of 14` */
const dayOf = ({ day, days }: Pick<Learning, 'day' | 'days'>): string =>
  `day ${Math.max(1, Math.min(day, days))} of ${days}`;

function learningFact({ learning, model, elsewhere }: BaselineStatus): Fact {
  if (learning === undefined) {
    const hint = elsewhere === undefined ? 'The collector has not said so' : `${elsewhere} has not said so`;
    return { term: 'Learning', text: 'not known yet', hint };
  }
  if (learning.isReady)
    return { term: 'Learning', text: 'ready', hint: `from ${format.number(Math.round(learning.events))} events` };
  return model === undefined
    ? { term: 'Learning', text: 'not begun', hint: `Takes ${learning.days} days: stored ones count` }
    : { term: 'Learning', text: dayOf(learning), hint: 'Findings tell nobody yet' };
}

function awayText(elsewhere: string | undefined): string {
  return elsewhere === undefined ? 'the collector is away' : 'not known yet here';
}

function trainingLink(label: string): NonNullable<Fact['link']> {
  return { label, href: '/baselines/training', permission: 'baselines.read' };
}
