// Names of event data as the tables write them (`A|B`: the first with a value counts), compiled once, read for each event.

import { dataKey } from './record.js';
import type { WindowsRecord } from './record.js';

export interface ValueName {
  readonly name: string;
  readonly key: ReturnType<typeof dataKey>;
}

export function valueNames(alternatives: string): readonly ValueName[] {
  return alternatives.split('|').map((name) => ({ name, key: dataKey(name) }));
}

export function valueOf(record: WindowsRecord, names: readonly ValueName[]): string | undefined {
  for (const { name, key } of names) {
    const text = record.getKeyed(name, key);
    if (text !== undefined) return text;
  }
  return undefined;
}
