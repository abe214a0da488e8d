// The view model of “Who is who”: what was said, by whom it can be changed, and what was typed where it was refused.

import { visibleText } from '#src/portal/events/visible-text.js';
import type { LiveConfig } from '#src/settings/live-config.js';
import { readBaselinesSettings } from '../settings.js';
import type { Mistakes } from './check-entry.js';
import { type Entry, entriesOf, LIST_WORDS, type ListId, LISTS, type ListWords, pathOf } from './lists.js';

export interface Refused {
  readonly list: ListId;
  readonly typed: Entry;
  readonly mistakes: Mistakes;
}

interface ShownList extends ListWords {
  readonly id: ListId;
  readonly rows: readonly ShownEntry[];
  /** Where it was set, when it cannot be changed here. */
  readonly setBy: string | undefined;
  readonly typed: Entry;
  readonly mistakes: Mistakes;
}

interface ShownEntry {
  readonly name: string;
  readonly is: string | undefined;
  /** Names it as it is kept. */
  readonly removal: string;
}

export function whoModel(settings: LiveConfig, refused?: Refused): object {
  const said = readBaselinesSettings(settings.loaded.modules['baselines']);
  return {
    title: 'Who is who',
    styles: ['baselines/baselines.css', 'baselines/who.css'],
    lists: LISTS.map((id): ShownList => {
      const isRefused = refused?.list === id;
      return {
        id,
        ...LIST_WORDS[id],
        setBy: settings.isEditable(pathOf(id)) ? undefined : setBy(settings, id),
        rows: entriesOf(id, said).map((entry) => shown(id, entry)),
        typed: isRefused ? refused.typed : { name: '' },
        mistakes: isRefused ? refused.mistakes : {},
      };
    }),
  };
}

function shown(list: ListId, { name, is }: Entry): ShownEntry {
  return {
    name: visibleText(name, 80),
    is: is === undefined ? undefined : visibleText(is, 80),
    removal: `/baselines/who/${list}/remove?${new URLSearchParams({ name })}`,
  };
}

const PLACES = { file: 'in the configuration file', env: 'by the environment', cli: 'on the command line' } as const;

function setBy(settings: LiveConfig, list: ListId): string {
  const { origin, where } = settings.originOf(pathOf(list));
  const place = origin === 'default' || origin === 'portal' ? 'elsewhere' : PLACES[origin];
  return where === undefined || origin === 'cli' ? place : `${place} (${where})`;
}
