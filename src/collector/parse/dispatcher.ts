// Picks the parsers that may know a line and asks them in turn; the first that claims it fills the event's fields.
//
// Order, the same for every line and every start: parsers that hint at its program name, then those whose text it holds, then the
// fallbacks; within each group by priority (high first), then by id. A parser that throws is passed over, and switched off after
// a few times; the line goes to the next one and is stored whatever happens.

import type { Fields } from '../../event/event.js';
import type { SyslogLine } from '../../event/line.js';
import { messageOf } from '../../faults.js';
import type { ParserPlugin } from '../../plugin/parser.js';
import { HintIndex } from './hint-index.js';
import type { ParserWatch } from './loop-guard.js';

export interface Claim {
  readonly parser: ParserPlugin;
  readonly fields: Fields;
}

/** For the health page and `parse --trace`. */
export interface ParserHealth {
  readonly id: string;
  readonly title: string;
  readonly state: 'on' | 'off' | 'failed';
  readonly claimed: number;
  readonly errors: number;
  readonly lastError?: string;
}

export interface Tried {
  readonly parser: string;
  readonly because: 'fixed' | 'app' | 'text' | 'fallback';
  readonly result: 'claimed' | 'declined' | 'threw';
  readonly error?: string;
}

interface Entry {
  readonly index: number;
  readonly plugin: ParserPlugin;
  state: 'on' | 'off' | 'failed';
  claimed: number;
  errors: number;
  lastError: string | undefined;
}

export interface DispatcherOptions {
  /** A parser that threw so often is switched off. */
  readonly errorLimit: number;
  /** Ids that are switched off by configuration. */
  readonly off?: readonly string[];
  /** Parser id -> why it is left out from the start. */
  readonly failed?: Readonly<Record<string, string>>;
  readonly guard?: ParserWatch;
}

export class Dispatcher {
  readonly #entries: readonly Entry[];
  readonly #byId: ReadonlyMap<string, Entry>;
  readonly #byApp = new Map<string, Entry[]>();
  readonly #byAppPrefix: { readonly prefix: string; readonly entry: Entry }[] = [];
  readonly #fallbacks: readonly Entry[];
  readonly #texts: HintIndex;
  readonly #hits: Uint8Array;

  constructor(
    plugins: readonly ParserPlugin[],
    private readonly options: DispatcherOptions,
  ) {
    const sorted = [...plugins].sort((a, b) => (b.priority ?? 0) - (a.priority ?? 0) || (a.id < b.id ? -1 : 1));
    this.#entries = sorted.map((plugin, index) => ({
      index,
      plugin,
      claimed: 0,
      errors: 0,
      ...initialState(plugin.id, options),
    }));
    this.#byId = new Map(this.#entries.map((entry) => [entry.plugin.id, entry]));
    this.#fallbacks = this.#entries.filter(
      ({ plugin }) => plugin.hint.apps === undefined && plugin.hint.contains === undefined,
    );
    this.#hits = new Uint8Array(this.#entries.length);
    for (const entry of this.#entries) for (const app of entry.plugin.hint.apps ?? []) this.#hintApp(app, entry);
    this.#texts = new HintIndex(
      this.#entries.flatMap(({ plugin, index }) =>
        (plugin.hint.contains ?? []).map((text) => ({ text, value: index })),
      ),
    );
  }

  /** @param fixed the only parser to ask, as the source's settings say. @param trace collects what was tried. */
  parse(line: SyslogLine, fixed?: string, trace?: Tried[]): Claim | undefined {
    if (fixed !== undefined) {
      const entry = this.#byId.get(fixed);
      return entry && this.#ask(entry, line, 'fixed', trace);
    }
    return (
      this.#askByApp(line, trace) ??
      this.#askByText(line, trace) ??
      this.#askEach(this.#fallbacks, line, 'fallback', trace)
    );
  }

  /**
   * Switches parsers off and on. One that is switched on again starts anew: its errors, and why it had failed, are forgotten.
   * Answers with the ids of those.
   * @param off ids; unknown ones are passed over
   */
  configure(off: readonly string[]): readonly string[] {
    const renewed: string[] = [];
    for (const entry of this.#entries) {
      const isOff = off.includes(entry.plugin.id);
      if (isOff === (entry.state === 'off')) continue;
      entry.state = isOff ? 'off' : 'on';
      if (isOff) continue;
      entry.errors = 0;
      entry.lastError = undefined;
      renewed.push(entry.plugin.id);
    }
    return renewed;
  }

  health(): ParserHealth[] {
    return this.#entries.map(({ plugin, state, claimed, errors, lastError }) => ({
      id: plugin.id,
      title: plugin.title,
      state,
      claimed,
      errors,
      ...(lastError === undefined ? {} : { lastError }),
    }));
  }

  #hintApp(app: string, entry: Entry): void {
    if (app.endsWith('*')) {
      this.#byAppPrefix.push({ prefix: app.slice(0, -1), entry });
      return;
    }
    const entries = this.#byApp.get(app);
    if (entries === undefined) this.#byApp.set(app, [entry]);
    else if (!entries.includes(entry)) entries.push(entry);
  }

  #askByApp(line: SyslogLine, trace: Tried[] | undefined): Claim | undefined {
    if (line.app === undefined) return undefined;
    const app = line.app.toLowerCase();
    const exact = this.#byApp.get(app);
    const claim = exact && this.#askEach(exact, line, 'app', trace);
    if (claim !== undefined) return claim;
    for (const { prefix, entry } of this.#byAppPrefix) {
      if (!app.startsWith(prefix) || exact?.includes(entry)) continue;
      const found = this.#ask(entry, line, 'app', trace);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #askByText(line: SyslogLine, trace: Tried[] | undefined): Claim | undefined {
    if (!this.#texts.scan(line.searched, this.#hits)) return undefined;
    let claim: Claim | undefined;
    for (let i = 0; i < this.#hits.length; i += 1) {
      if (this.#hits[i] === 0) continue;
      this.#hits[i] = 0;
      claim ??= this.#ask(this.#entries[i]!, line, 'text', trace);
    }
    return claim;
  }

  #askEach(
    entries: readonly Entry[],
    line: SyslogLine,
    because: Tried['because'],
    trace: Tried[] | undefined,
  ): Claim | undefined {
    for (const entry of entries) {
      const claim = this.#ask(entry, line, because, trace);
      if (claim !== undefined) return claim;
    }
    return undefined;
  }

  #ask(entry: Entry, line: SyslogLine, because: Tried['because'], trace: Tried[] | undefined): Claim | undefined {
    if (entry.state !== 'on') return undefined;
    this.options.guard?.enter(entry.index);
    let fields: Fields | undefined;
    try {
      fields = entry.plugin.parse(line);
      // The event is built on this object: it must be the collector's own to fill.
      if (fields !== undefined && !Object.isExtensible(fields)) fields = { ...fields };
    } catch (error) {
      this.#failed(entry, messageOf(error));
      trace?.push({ parser: entry.plugin.id, because, result: 'threw', error: messageOf(error) });
      return undefined;
    } finally {
      this.options.guard?.leave();
    }
    trace?.push({ parser: entry.plugin.id, because, result: fields === undefined ? 'declined' : 'claimed' });
    if (fields === undefined) return undefined;
    entry.claimed += 1;
    return { parser: entry.plugin, fields };
  }

  #failed(entry: Entry, error: string): void {
    entry.errors += 1;
    entry.lastError = error;
    if (entry.errors >= this.options.errorLimit) entry.state = 'failed';
  }
}

function initialState(id: string, options: DispatcherOptions): Pick<Entry, 'state' | 'lastError'> {
  const reason = options.failed?.[id];
  if (reason !== undefined) return { state: 'failed', lastError: reason };
  return { state: options.off?.includes(id) ? 'off' : 'on', lastError: undefined };
}
