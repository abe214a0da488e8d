// One parser in the dispatcher: whether it is asked, and what is counted of it. Also the two forms in which that is told.

import type { ParserPlugin } from '../../plugin/parser.js';
import { CostSamples, type ParserCost } from './cost-samples.js';

export type ParserState = 'on' | 'off' | 'failed';

export interface ParserEntry {
  readonly plugin: ParserPlugin;
  /** Of its id, for the loop guard; an id keeps its slot when parsers come and go. */
  readonly slot: number;
  state: ParserState;
  asked: number;
  claimed: number;
  unclaimed: number;
  errors: number;
  slow: number;
  lastError: string | undefined;
  readonly cost: CostSamples;
}

/** For the health page and `parse --trace`; pushed each second. */
export interface ParserHealth {
  readonly id: string;
  readonly title: string;
  readonly state: ParserState;
  readonly claimed: number;
  readonly errors: number;
  readonly lastError?: string;
}

/** For a parser's own page; told when asked for. Counts are since the collector's start. */
export interface ParserReport extends ParserHealth {
  readonly family: string;
  readonly priority: number;
  readonly hint: { readonly apps: readonly string[]; readonly contains: readonly string[] };
  /** Without a hint: asked for what nobody claimed. */
  readonly isFallback: boolean;
  readonly asked: number;
  /** Lines that it was the first to decline and that no parser but a fallback claimed. */
  readonly unclaimed: number;
  /** Lines that took longer than `collector.parserBudgetMs`, counted as errors. */
  readonly slow: number;
  readonly cost?: ParserCost;
}

export function createEntry(plugin: ParserPlugin, slot: number, state: ParserState, lastError?: string): ParserEntry {
  return {
    plugin,
    slot,
    state,
    lastError,
    cost: new CostSamples(),
    asked: 0,
    claimed: 0,
    unclaimed: 0,
    errors: 0,
    slow: 0,
  };
}

export function isFallback({ hint }: ParserPlugin): boolean {
  return hint.apps === undefined && hint.contains === undefined;
}

export function healthOf({ plugin: { id, title }, state, claimed, errors, lastError }: ParserEntry): ParserHealth {
  return { id, title, state, claimed, errors, ...(lastError === undefined ? {} : { lastError }) };
}

export function reportOf(entry: ParserEntry): ParserReport {
  const { plugin, asked, unclaimed, slow } = entry;
  const cost = entry.cost.read();
  return {
    ...healthOf(entry),
    family: plugin.family,
    priority: plugin.priority ?? 0,
    isFallback: isFallback(plugin),
    hint: { apps: plugin.hint.apps ?? [], contains: plugin.hint.contains ?? [] },
    asked,
    unclaimed,
    slow,
    ...(cost === undefined ? {} : { cost }),
  };
}
