// COPY ... FROM STDIN on a connection of pg, which knows the protocol's messages and has no interface for them.
// Rows are texts in COPY's own format: tabs between the cells, `\N` for null (https://www.postgresql.org/docs/current/sql-copy.html).

import type { Connection, QueryResult, Submittable } from 'pg';
import type pg from 'pg';

/** Rejects with the server's error; nothing was copied then. */
export function copyIn(client: pg.Client, sql: string, chunks: readonly Buffer[]): Promise<void> {
  return new Promise((resolve, reject) => client.query(new Copy(sql, chunks, resolve, reject)));
}

/** A cell of a row. */
export function copyText(text: string): string {
  return TO_ESCAPE.test(text) ? text.replace(ALL_TO_ESCAPE, (char) => ESCAPES[char] as string) : text;
}

const TO_ESCAPE = /[\\\t\n\r]/;
const ALL_TO_ESCAPE = /[\\\t\n\r]/g;
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

class Copy implements Submittable {
  #error: Error | undefined;

  constructor(
    private readonly sql: string,
    private readonly chunks: readonly Buffer[],
    private readonly resolve: () => void,
    private readonly reject: (error: Error) => void,
  ) {}

  submit(connection: Connection): void {
    connection.query(this.sql);
  }

  handleCopyInResponse(connection: Connection & CopyMessages): void {
    for (const chunk of this.chunks) connection.sendCopyFromChunk(chunk);
    connection.endCopyFrom();
  }

  /** The connection may be lost: then nothing more is said. */
  handleError(error: Error): void {
    this.#error = error;
    this.reject(error);
  }

  handleReadyForQuery(): void {
    if (this.#error === undefined) this.resolve();
  }

  handleCommandComplete(_result: QueryResult): void {}
  handleRowDescription(): void {}
  handleDataRow(): void {}
  handleEmptyQuery(): void {}
}

interface CopyMessages {
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
}
