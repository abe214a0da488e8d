// Every promise that the registry of fields and ECS make about a value: what the contract test and the fuzzing hold parsers to.

import { isIP } from 'node:net';
import { CATEGORIES, OUTCOMES, TYPES } from '#src/event/ecs.js';
import { fieldOf } from '#src/event/fields.js';
import { valueTypeOf } from '#src/event/value-type.js';

/** What is wrong with a field that a parser filled; undefined when nothing is. @param actions undefined: any word may be one */
export function problemOf(name: string, value: unknown, actions: ReadonlySet<string> | undefined): string | undefined {
  const def = fieldOf(name);
  if (name.length > 220 || (def?.name !== name && !name.includes('.'))) return 'neither registered nor dotted';
  if (!Array.isArray(value)) return problemOfOne(name, value, actions);
  if (def !== undefined && !('many' in def && def.many === true)) return 'more than one value';
  if (value.length === 0) return 'an empty array';
  return value.map((one: unknown) => problemOfOne(name, one, actions)).find((problem) => problem !== undefined);
}

function problemOfOne(name: string, value: unknown, actions: ReadonlySet<string> | undefined): string | undefined {
  if (value === '') return 'empty';
  if (typeof value === 'number' ? !Number.isFinite(value) : typeof value !== 'string' && typeof value !== 'boolean')
    return 'no field value';
  const isInteger = typeof value === 'number' && Number.isSafeInteger(value);
  const type = fieldOf(name)?.type;
  const valueType = valueTypeOf(name);
  if (valueType === 'ip' && !(typeof value === 'string' && isIP(value) !== 0)) return 'no address';
  if (valueType === 'count' && !isInteger) return 'no count';
  if (valueType === 'port' && !(isInteger && value >= 0 && value <= 65535)) return 'no port';
  if ((type === 'keyword' || type === 'text') && typeof value !== 'string') return 'no text';
  if (name === 'event.severity' && !(isInteger && value >= 1 && value <= 5)) return 'no level';
  if (name === 'event.category' && !CATEGORIES.has(value as string)) return 'no ECS category';
  if (name === 'event.type' && !TYPES.has(value as string)) return 'no ECS type';
  if (name === 'event.outcome' && !OUTCOMES.has(value as string)) return 'no ECS outcome';
  if (name === 'event.action' && actions !== undefined && !actions.has(value as string)) return 'not in the vocabulary';
  return undefined;
}
