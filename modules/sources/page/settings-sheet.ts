// The settings of a source as sentences, for those who only read: what was not changed from the default is left out.

import type { SourceConfig } from '#config/schema.js';
import { format } from '#src/portal/page/format.js';
import { isOnlyNamed } from '../directory/source-entry.js';
import { minutesText } from '../directory/source-state.js';

export interface Setting {
  readonly label: string;
  readonly values: readonly string[];
}

const PULL_KINDS = { 'pihole-ftl': 'the database of Pi-hole' } as const;

export function settingsSheet(config: SourceConfig): readonly Setting[] {
  const { match } = config;
  const rows: readonly (readonly [string, readonly string[]])[] = [
    ['Sender addresses', match.peer],
    ['Host names', match.host],
    ['Program names', match.app],
    ['Comes in over', match.listener],
    ['Client certificates', match.tls],
    ['Read from', config.pull === undefined ? [] : [`${config.pull.path}, ${PULL_KINDS[config.pull.kind]}`]],
    [
      'Recognised by',
      isOnlyNamed(config) && config.pull === undefined ? ['its API keys, and imports that name it'] : [],
    ],
    ['Parser', [config.parser ?? 'automatic']],
    ['Host named by', config.hostFrom === 'peer' ? ['the sender’s address'] : []],
    ['Time zone', config.timeZone === undefined ? [] : [config.timeZone]],
    ['Only from', config.allow],
    ['Rate limit', config.ratePerSecond > 0 ? [`${format.number(config.ratePerSecond)} messages a second`] : []],
    ['Dropped', config.drop],
    ['Hidden fields', config.sensitive],
    ['Kept as', config.retention === 'default' ? [] : [config.retention]],
    ['Expected', config.expectEveryMinutes > 0 ? [`a message every ${minutesText(config.expectEveryMinutes)}`] : []],
  ];
  return rows.flatMap(([label, values]) => (values.length > 0 ? [{ label, values }] : []));
}
