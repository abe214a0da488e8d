// The settings of a source as they are kept, read by the schema of this version: what has been added since has its default. Settings
// that do not fit (spoilt by hand, or by another version) keep nobody from starting: the source stays, takes nothing by itself, and says why.
// A name that this version gives to none any more takes nothing out of force, unless the collector counts something else under it.

import { fromIssues, problemLine } from '#config/problems.js';
import { type SourceConfig, sourceSchema } from '#config/schema.js';
import { isCollectorsOwn, sourceNameMistake } from '#src/event/source-name.js';
import { messageOf } from '#src/faults.js';

const MAX_SHOWN_CHARS = 2_000;

export function readKeptSource(name: string, text: string): SourceConfig {
  try {
    const kept: unknown = JSON.parse(text);
    const parsed = sourceSchema.safeParse(kept);
    if (parsed.success) return parsed.data;
    const renamed = sourceSchema.safeParse({ ...(kept as object), name: 'source' });
    const mistake = isCollectorsOwn(name) ? undefined : sourceNameMistake(name);
    if (renamed.success && mistake !== undefined) return toBeRenamed({ ...renamed.data, name }, mistake);
    const problems = fromIssues(parsed.error.issues, sourceSchema, kept, () => undefined);
    return unreadable(name, text, problems.map(problemLine).join('; '));
  } catch (error) {
    return unreadable(name, text, messageOf(error));
  }
}

const RENAME = /^Rename this source: expected .{1,300}?\. Its settings are in force\. ?/;

/** The notes as somebody wrote them. */
export const ownNotes = (notes: string): string => notes.replace(RENAME, '');

function toBeRenamed(source: SourceConfig, mistake: string): SourceConfig {
  const notes = `Rename this source: expected ${mistake}. Its settings are in force. ${source.notes}`;
  return { ...source, notes: notes.trimEnd() };
}

/** Without a condition only its API keys name it. */
function unreadable(name: string, text: string, why: string): SourceConfig {
  const notes = `Its settings cannot be read by this version (${why.slice(0, MAX_SHOWN_CHARS / 2)}), so none of them is in force. Set them anew; they were: ${text.slice(0, MAX_SHOWN_CHARS)}`;
  // Its name too may be what does not fit.
  return { ...sourceSchema.parse({ name: 'source', notes }), name };
}
