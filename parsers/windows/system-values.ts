// The values of an event's system part as agents write them: levels, audit keywords, ids of processes.

import type { Audit } from './record.js';

const MAX_KEYWORDS = 8;

/**
 * Audit keywords as words (`Audit Failure`, also in German and French), as a mask in hexadecimal (`0x8010000000000000`) or as a signed
 * 64-bit number. Bits 52 (failure) and 53 (success): winmeta.h, WINEVENT_KEYWORD_AUDIT_FAILURE and _SUCCESS.
 */
export function auditOf(keywords: unknown): Audit | undefined {
  if (typeof keywords === 'number') return auditOfBits(Math.floor(keywords / 2 ** 52) & 3);
  if (Array.isArray(keywords)) {
    for (const word of keywords.slice(0, MAX_KEYWORDS)) {
      const audit = auditOf(word);
      if (audit !== undefined) return audit;
    }
    return undefined;
  }
  if (typeof keywords !== 'string' || keywords === '') return undefined;
  if (keywords.startsWith('0x'))
    return keywords.length === 18 ? auditOfBits(parseInt(keywords.charAt(4), 16) & 3) : undefined;
  const first = keywords.charCodeAt(0);
  if (first === 0x2d || (first >= 0x30 && first <= 0x39))
    return /^-?\d{1,20}$/.test(keywords) ? auditOf(Number(keywords)) : undefined;
  const lower = keywords.slice(0, 64).toLowerCase();
  if (FAILURE_WORDS.some((word) => lower.includes(word))) return 'failure';
  return SUCCESS_WORDS.some((word) => lower.includes(word)) ? 'success' : undefined;
}

/** English, German (`Überwachung gescheitert`, `Überwachung erfolgreich`), French (`Échec de l'audit`, `Succès de l'audit`). */
const FAILURE_WORDS = ['failure', 'gescheitert', 'fehler', 'échec', '[auf]'];
const SUCCESS_WORDS = ['success', 'erfolg', 'succès', '[aus]'];

function auditOfBits(bits: number): Audit | undefined {
  if ((bits & 1) === 1) return 'failure';
  return (bits & 2) === 2 ? 'success' : undefined;
}

/** Keywords to keep: names as they are, numbers as the mask that event XML shows (`0x8020000000000000`). */
export function keywordsOf(value: unknown): string | readonly string[] | undefined {
  if (typeof value === 'number') return maskOf(value);
  if (typeof value === 'string') {
    if (/^-?\d{1,20}$/.test(value)) return maskOf(Number(value));
    return value === '' ? undefined : value.slice(0, 512);
  }
  if (!Array.isArray(value)) return undefined;
  const words = value
    .slice(0, MAX_KEYWORDS)
    .filter((word): word is string => typeof word === 'string' && word !== '')
    .map((word) => word.slice(0, 128));
  return words.length === 0 ? undefined : words;
}

/** Agents that write the mask as a signed number: a handful of values; the arithmetic is not for each line. */
const masks = new Map<number, string>();

function maskOf(value: number): string | undefined {
  const known = masks.get(value);
  if (known !== undefined) return known;
  if (!Number.isInteger(value) || Math.abs(value) > 2 ** 64) return undefined;
  const mask = `0x${BigInt.asUintN(64, BigInt(value)).toString(16)}`;
  if (masks.size >= 256) masks.clear();
  masks.set(value, mask);
  return mask;
}

const LEVELS: ReadonlyMap<string, number> = new Map(
  [
    ['log always', 'logalways', 'audit_success', 'audit_failure', 'success audit', 'failure audit'],
    ['critical', 'crit', 'fatal', 'kritisch', 'critique'],
    ['error', 'err', 'fehler', 'erreur'],
    ['warning', 'warn', 'wrn', 'warnung', 'avertissement'],
    ['information', 'info', 'informational', 'inf', 'informationen'],
    ['verbose', 'debug', 'trace', 'ausführlich', 'commentaires'],
  ].flatMap((words, level) => words.map((word): [string, number] => [word, level])),
);

/** 0..5 from a number, its digits or its name (winmeta.h, WINEVENT_LEVEL_*). */
export function levelOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isInteger(value) && value >= 0 && value <= 5 ? value : undefined;
  if (typeof value !== 'string' || value === '' || value.length > 24) return undefined;
  if (value.length === 1) return levelOf(Number(value));
  return LEVELS.get(value.toLowerCase());
}

/** A process or thread id: decimal or `0x` hexadecimal, 32 bits. */
export function idOf(value: unknown): number | undefined {
  if (typeof value === 'string' && value !== '' && value.length <= 10) return idOf(Number(value));
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff ? value : undefined;
}

/** The text of a task that is a number; undefined for its name. */
export function numberOf(task: string | undefined): string | undefined {
  return task !== undefined && /^\d{1,5}$/.test(task) ? task : undefined;
}

const NO_ACTIVITY = '00000000-0000-0000-0000-000000000000';

/** A GUID that says something. */
export function guidOf(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length < 32 || value.length > 40) return undefined;
  return value.includes(NO_ACTIVITY) || !/^\{?[0-9a-fA-F-]{32,36}\}?$/.test(value) ? undefined : value;
}

/** A security identifier (`S-1-5-18`, MS-DTYP §2.4.2.1). */
export function sidOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.length <= 184 && /^S-1-\d{1,14}(?:-\d{1,10}){0,15}$/.test(value)
    ? value
    : undefined;
}
