// `--set a.b=c` from the command line: the value is read by the type of its key.

import { resolvePath } from './environment.js';
import { flatten, type Layer } from './layers.js';
import { unknownKey } from './problems.js';
import { schemaAt, type Schema } from './schema-tree.js';
import { readText } from './text-value.js';

export function readAssignments(root: Schema, assignments: readonly string[]): Layer {
  const layers = assignments.map((assignment) => readAssignment(root, assignment));
  return { entries: layers.flatMap((layer) => layer.entries), problems: layers.flatMap((layer) => layer.problems) };
}

function readAssignment(root: Schema, assignment: string): Layer {
  const where = '--set';
  const equals = assignment.indexOf('=');
  if (equals < 1)
    return { entries: [], problems: [{ path: assignment, what: 'expected key=value, e.g. portal.port=8081', where }] };

  const segments = assignment.slice(0, equals).split('.');
  const path = resolvePath(root, segments);
  if (path === undefined) return { entries: [], problems: [unknownPath(root, segments, where)] };
  const schema = schemaAt(root, path) as Schema;
  return flatten(root, readText(schema, assignment.slice(equals + 1)), path, schema, {
    origin: 'cli',
    whereOf: () => where,
  });
}

/** Names the first segment that is not known. */
function unknownPath(root: Schema, segments: readonly string[], where: string): ReturnType<typeof unknownKey> {
  let good: readonly string[] = [];
  for (const segment of segments) {
    const next = resolvePath(root, [...good, segment]);
    if (next === undefined) return unknownKey(root, good, segment, where);
    good = next;
  }
  return unknownKey(root, good, '', where);
}
