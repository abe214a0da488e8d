// The sources that API keys can belong to.

import { Injectable } from '@nestjs/common';
import { TokensService } from '#src/accounts/tokens.service.js';
import { byName } from '#src/by-name.js';
import { nearest } from '#src/nearest.js';
import { LiveConfig } from '#src/settings/live-config.js';
import { SourceBook } from '#src/sources/source-book.js';

const MAX_NAME_CHARS = 100;

@Injectable()
export class KeySources {
  constructor(
    private readonly book: SourceBook,
    private readonly liveConfig: LiveConfig,
    private readonly tokens: TokensService,
  ) {}

  /** Of the configuration file and the portal, and those that only keys name; A to Z. */
  async names(): Promise<readonly string[]> {
    const [own, tokens] = await Promise.all([this.book.list(), this.tokens.list()]);
    const all = [...this.liveConfig.config.sources.map(({ name }) => name), ...own.map(({ config }) => config.name)];
    const keys = tokens.flatMap(({ source }) => source ?? []);
    return [...new Set([...all, ...keys])].toSorted(byName);
  }

  /** A name that is nobody's is a slip: messages would come under it without settings. Undefined when there is such a source. */
  async mistakeIn(source: string): Promise<string | undefined> {
    const names = await this.names();
    if (names.includes(source)) return undefined;
    const near = nearest(source, names);
    const start = `There is no source "${source.slice(0, MAX_NAME_CHARS)}"`;
    return near === undefined ? `${start}. Make it under Sources first.` : `${start}, did you mean "${near}"?`;
  }
}
