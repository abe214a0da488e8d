// A source may name its parser; whether there is one can only be said when the plugins are known.

import type { Config } from '#config/schema.js';
import { Fault } from '../../faults.js';
import { nearest } from '../../nearest.js';

/** @throws Fault CONFIG_INVALID naming every source whose parser is none of `ids` */
export function refuseUnknownParsers({ sources }: Pick<Config, 'sources'>, ids: readonly string[]): void {
  const problems = sources.flatMap(({ parser }, index) => {
    if (parser === undefined || ids.includes(parser)) return [];
    const near = nearest(parser, ids);
    const expected = near === undefined ? `one of ${ids.join(', ')}` : `"${near}"`;
    return [`sources.${index}.parser: found ${JSON.stringify(parser)}, expected ${expected}`];
  });
  if (problems.length > 0) throw new Fault('CONFIG_INVALID', `Configuration: ${problems.join('; ')}`);
}
