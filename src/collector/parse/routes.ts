// Which parsers to ask for a line, in which order: by program name, by text, fallbacks. Built once for a set of parsers.

import { HintIndex } from './hint-index.js';
import { isFallback, type ParserEntry } from './parser-entry.js';

export class Routes {
  readonly byId: ReadonlyMap<string, ParserEntry>;
  readonly byApp = new Map<string, ParserEntry[]>();
  readonly byAppPrefix: { readonly prefix: string; readonly entry: ParserEntry }[] = [];
  readonly fallbacks: readonly ParserEntry[];
  readonly texts: HintIndex;
  /** By the place in `entries`. */
  readonly hits: Uint8Array;

  /** @param entries in the order in which they are asked */
  constructor(readonly entries: readonly ParserEntry[]) {
    this.byId = new Map(entries.map((entry) => [entry.plugin.id, entry]));
    this.fallbacks = entries.filter(({ plugin }) => isFallback(plugin));
    this.hits = new Uint8Array(entries.length);
    for (const entry of entries) for (const app of entry.plugin.hint.apps ?? []) this.#hintApp(app, entry);
    this.texts = new HintIndex(
      entries.flatMap(({ plugin }, value) => (plugin.hint.contains ?? []).map((text) => ({ text, value }))),
    );
  }

  #hintApp(app: string, entry: ParserEntry): void {
    if (app.endsWith('*')) {
      this.byAppPrefix.push({ prefix: app.slice(0, -1), entry });
      return;
    }
    const entries = this.byApp.get(app);
    if (entries === undefined) this.byApp.set(app, [entry]);
    else if (!entries.includes(entry)) entries.push(entry);
  }
}
