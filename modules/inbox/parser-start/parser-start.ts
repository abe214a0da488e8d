// The start of a parser for a shape: the files of its folder, to be copied. `npm run parser:new` makes the same folder with an example;
// this one holds what the messages say. Texts of messages stand in quoted literals only, so that none of them becomes code.

import type { KnownShape } from '../known-shapes.js';
import { templateParts } from '../shape/placeholder.js';
import { actionsSource, parserSource } from './parser-source.js';

export interface ParserStart {
  readonly id: string;
  /** Why the id that was asked for cannot be one. */
  readonly invalid: string | undefined;
  readonly files: readonly { readonly path: string; readonly text: string }[];
}

/** What discovery takes (src/plugin/discovery.ts). */
const ID = /^[a-z][a-z0-9-]{1,31}$/;

/** `asked`: the id that a person typed; else it is made of the program's name. */
export function parserStart(shape: KnownShape, asked: string | undefined): ParserStart {
  const isValid = asked === undefined || ID.test(asked);
  const id = asked !== undefined && isValid ? asked : idOf(shape.app);
  return {
    id,
    invalid: isValid ? undefined : 'Lower-case letters, digits and hyphens, beginning with a letter; 2 to 32 of them.',
    files: [
      { path: `parsers/${id}/index.ts`, text: parserSource(id, shape) },
      { path: `parsers/${id}/actions.ts`, text: actionsSource(id) },
      { path: `parsers/${id}/samples/first.log`, text: samplesOf(shape) },
      {
        path: `parsers/${id}/README.md`,
        text: `# ${id}\n\nWhat it reads, which fields it sets beyond the common ones, what it leaves alone.\n`,
      },
    ],
  };
}

function idOf(app: string): string {
  const words = templateParts(app).map(({ text, isVariable }) => (isVariable ? '' : text));
  const id = words
    .join('')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, 32)
    .replace(/-+$/, '');
  return ID.test(id) ? id : 'my-parser';
}

/** One line each: a sample file has no other way to say where a message ends. */
function samplesOf({ samples }: KnownShape): string {
  const lines = samples.map(({ raw }) => raw.split(/\r?\n/, 1)[0]!.replace(/[\u0000-\u0008\u000b-\u001f]/g, ' '));
  return [
    '# Lines that begin with a hash and a blank explain. Change names and addresses: 192.0.2.x, 198.51.100.x, example.org.',
    ...lines,
    '# Not ours',
    '<13>Nov 20 10:00:03 device1 other[7]: started',
    '',
  ].join('\n');
}
