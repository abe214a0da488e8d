// The form of a source, as data: which fields it has, in which group, and how each is written in a form and in the configuration.

import { SOURCE_KINDS, type SourceConfig } from '#config/schema.js';
import { KINDS } from '../kinds.js';

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** `lines`: a list, one entry a line. */
export type FieldLook = 'text' | 'lines' | 'choice' | 'checks' | 'number' | 'switch' | 'prose';

export interface SourceField {
  /** As in the configuration, with a dot below `match`. */
  readonly name: string;
  readonly label: string;
  readonly look: FieldLook;
  readonly hint?: string;
  readonly unit?: string;
  readonly choices?: readonly Choice[];
  /** An example in the empty field. */
  readonly example?: string;
}

export interface FieldGroup {
  readonly title: string;
  readonly text?: string;
  readonly fields: readonly SourceField[];
}

/** What the rest of the installation offers to choose from. */
export interface Offers {
  readonly parsers: readonly { readonly id: string; readonly title: string }[];
  readonly retention: readonly string[];
}

const LISTENERS: readonly Choice[] = [
  { value: 'udp', label: 'UDP' },
  { value: 'tcp', label: 'TCP' },
  { value: 'tls', label: 'TLS' },
  { value: 'relp', label: 'RELP' },
  { value: 'http', label: 'HTTP' },
  { value: 'import', label: 'import of files' },
];

/** Of its element on the page. */
export function fieldId(name: string): string {
  return `field-${name.replaceAll('.', '-')}`;
}

export function fieldGroups(offers: Offers, current: Values): readonly FieldGroup[] {
  return [
    {
      title: 'What it is',
      fields: [
        {
          name: 'name',
          label: 'Name',
          look: 'text',
          hint: 'What you call this device. Stored events keep the name they came under.',
        },
        {
          name: 'kind',
          label: 'Kind',
          look: 'choice',
          hint: 'For its icon and for the lines that point it here.',
          choices: SOURCE_KINDS.map((value) => ({ value, label: KINDS[value].label })),
        },
        { name: 'notes', label: 'Notes', look: 'prose', hint: 'For people: where it stands, who looks after it.' },
      ],
    },
    {
      title: 'How it is recognised',
      text: 'Everything that is given must fit; the first source in the list that fits takes the message. With nothing given it takes only what comes with its API keys, and imports that name it.',
      fields: [
        list('match.peer', 'Sender addresses', '192.168.1.5\n10.0.0.0/8', 'Addresses or CIDR ranges.'),
        list('match.host', 'Host names in the message', 'web*', 'As its header says; * is a wildcard.'),
        list('match.app', 'Program names in the message', 'dnsmasq*', 'As its header says; * is a wildcard.'),
        {
          name: 'match.listener',
          label: 'Comes in over',
          look: 'checks',
          choices: LISTENERS,
          hint: 'None chosen: any way.',
        },
        list(
          'match.tls',
          'Names in client certificates',
          'web1.example.org',
          'Only over TLS with client certificates.',
        ),
      ],
    },
    {
      title: 'Reading its messages',
      fields: [
        {
          name: 'parser',
          label: 'Parser',
          look: 'choice',
          hint: 'Automatic asks each parser whose hints fit.',
          choices: parserChoices(offers, current),
        },
        {
          name: 'hostFrom',
          label: 'The host is named by',
          look: 'choice',
          choices: [
            { value: 'header', label: 'the header of the message' },
            { value: 'peer', label: 'the sender’s address' },
          ],
          hint: 'Choose the address where devices name themselves all alike.',
        },
        {
          name: 'timeZone',
          label: 'Time zone',
          look: 'text',
          example: 'Europe/Berlin',
          hint: 'Of times that say none. Empty: guessed from its clock, else UTC.',
        },
      ],
    },
    {
      title: 'Limits',
      fields: [
        list(
          'allow',
          'Only from these addresses',
          '10.0.0.0/8',
          'Messages from elsewhere are refused and counted. Empty: from anywhere.',
        ),
        {
          name: 'ratePerSecond',
          label: 'Rate limit',
          look: 'number',
          unit: 'messages a second',
          hint: 'More is dropped and counted as limited (ten seconds’ worth may come at once). 0: no limit.',
        },
        list(
          'drop',
          'Drop rules',
          'app:cron severity>=6',
          'Queries. What matches one is not stored and counted as filtered.',
        ),
        list(
          'sensitive',
          'Fields that are hidden',
          'user.name',
          'Their values are replaced before anything is stored, in the text too.',
        ),
        {
          name: 'retention',
          label: 'Kept as',
          look: 'choice',
          hint: 'Retention class; classes are set under events.retention.',
          choices: withCurrent(
            offers.retention.map((value) => ({ value, label: value })),
            current['retention'],
          ),
        },
        {
          name: 'ignore',
          label: 'Ignore it',
          look: 'switch',
          hint: 'Store nothing of this device; its messages are counted as filtered.',
        },
      ],
    },
    {
      title: 'Expectations',
      fields: [
        {
          name: 'expectEveryMinutes',
          label: 'A message at least every',
          look: 'number',
          unit: 'minutes',
          hint: 'After so long without one it is shown as silent. 0: no fixed bound; the rule on silent sources learns how often it usually speaks.',
        },
      ],
    },
  ];
}

function list(name: string, label: string, example: string, hint: string): SourceField {
  return { name, label, look: 'lines', example, hint: `${hint} One a line.` };
}

function parserChoices({ parsers }: Offers, current: Values): readonly Choice[] {
  const choices = parsers.map(({ id, title }) => ({ value: id, label: `${title} (${id})` }));
  return [{ value: '', label: 'automatic' }, ...withCurrent(choices, current['parser'])];
}

/** A value that is not on offer (the collector is away, a parser is gone) is not lost by opening the form. */
function withCurrent(choices: readonly Choice[], value: FieldValue | undefined): readonly Choice[] {
  if (typeof value !== 'string' || value === '' || choices.some((choice) => choice.value === value)) return choices;
  return [...choices, { value, label: value }];
}

/** As it stands in the form: text, lines joined by line ends, or the names that are ticked. */
export type FieldValue = string | readonly string[] | boolean;
export type Values = Readonly<Record<string, FieldValue>>;

/** What the form shows for a source. */
export function valuesOf(config: SourceConfig): Values {
  // Sources of the portal read no files: `pull` has no field.
  const { match, drop, allow, sensitive, ignore, ratePerSecond, expectEveryMinutes, pull: _pull, ...texts } = config;
  return {
    ...texts,
    parser: texts.parser ?? '',
    timeZone: texts.timeZone ?? '',
    'match.peer': match.peer.join('\n'),
    'match.host': match.host.join('\n'),
    'match.app': match.app.join('\n'),
    'match.listener': match.listener,
    'match.tls': match.tls.join('\n'),
    drop: drop.join('\n'),
    allow: allow.join('\n'),
    sensitive: sensitive.join('\n'),
    ignore,
    ratePerSecond: String(ratePerSecond),
    expectEveryMinutes: String(expectEveryMinutes),
  };
}
