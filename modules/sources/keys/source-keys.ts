// The API keys of one source: ingest keys of src/accounts that carry its name.

import { Injectable } from '@nestjs/common';
import { type Token, TokensService } from '#src/accounts/tokens.service.js';
import { Fault } from '#src/faults.js';

const MAX_NAME_CHARS = 100;

@Injectable()
export class SourceKeys {
  constructor(private readonly tokens: TokensService) {}

  /** Newest first. */
  async of(source: string): Promise<readonly Token[]> {
    const keys = (await this.tokens.list()).filter((token) => token.role === 'ingest' && token.source === source);
    return keys.toSorted((a, b) => b.createdAt - a.createdAt || b.id - a.id);
  }

  /** @throws Fault NOT_FOUND, also for a token that is no ingest key */
  async byId(id: string): Promise<Token & { readonly source: string }> {
    const key = (await this.tokens.list()).find((token) => token.role === 'ingest' && String(token.id) === id);
    if (key === undefined || key.source === null)
      throw new Fault('NOT_FOUND', 'There is no such key. It may have been revoked already.');
    return { ...key, source: key.source };
  }

  /** Under the first free name; the secret is in this answer only. */
  async make(source: string, createdBy: string): Promise<{ readonly token: Token; readonly secret: string }> {
    const names = new Set((await this.tokens.list()).map(({ name }) => name));
    return this.tokens.create({ name: freeName(source, names), role: 'ingest', source, createdBy });
  }

  revoke(id: number): Promise<Token> {
    return this.tokens.revoke(id);
  }
}

/** `nas key`, `nas key 2`, ... */
function freeName(source: string, taken: ReadonlySet<string>): string {
  for (let n = 1; ; n += 1) {
    const end = n === 1 ? ' key' : ` key ${n}`;
    const name = `${source.slice(0, MAX_NAME_CHARS - end.length).trim()}${end}`;
    if (!taken.has(name)) return name;
  }
}
