// What is wrong with a rule or an exception, as the form and the API say it.

import { Fault } from '#src/faults.js';

export interface Problem {
  /** Dotted: `detect.query`, `groupBy.0`. */
  readonly path: string;
  /** A sentence. */
  readonly message: string;
  /** Where in a query: UTF-16 index in the text as typed. */
  readonly at?: number | undefined;
}

export function refuse(problems: readonly Problem[]): Fault {
  const lines = problems.map(
    ({ path, message, at }) => `${path}: ${message}${at === undefined ? '' : ` (at character ${at + 1})`}`,
  );
  return new Fault('BAD_REQUEST', lines.join('; '), { details: { problems } });
}
