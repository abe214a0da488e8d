// The sources of the portal, made fit for use: nothing that is kept there may keep a collector from starting. A parser that is gone
// leaves the choice of it automatic; a source that cannot be used is left out. Each is said.

import type { SourceConfig } from '#config/schema.js';
import { messageOf } from '../../faults.js';
import type { PluginProblem } from '../../plugin/discovery.js';
import { dropRules } from './drop-rules.js';

export interface UsableSources {
  /** In matching order: those of the configuration first. */
  readonly sources: readonly SourceConfig[];
  readonly problems: readonly PluginProblem[];
}

/**
 * @param configured of the configuration file, which were checked when it was read
 * @param made in the portal
 * @param parsers ids of all there are
 */
export function usableSources(
  configured: readonly SourceConfig[],
  made: readonly SourceConfig[],
  parsers: readonly string[],
): UsableSources {
  const sources = [...configured];
  const problems: PluginProblem[] = [];
  const names = new Set(configured.map(({ name }) => name));
  for (const source of made) {
    const problem = mistakeOf(source, names);
    if (problem !== undefined) problems.push({ id: source.name, path: 'source', problem });
    else if (source.parser === undefined || parsers.includes(source.parser)) sources.push(source);
    else {
      problems.push({ id: source.name, path: 'source', problem: `there is no parser ${source.parser}; it is chosen automatically` }); // prettier-ignore
      sources.push({ ...source, parser: undefined });
    }
    names.add(source.name);
  }
  return { sources, problems };
}

function mistakeOf(source: SourceConfig, names: ReadonlySet<string>): string | undefined {
  if (names.has(source.name)) return 'the configuration file has a source of this name; this one is not used';
  try {
    dropRules(source, 'UTC');
    return undefined;
  } catch (error) {
    return `it is not used: ${messageOf(error)}`;
  }
}
