// A shape as the pages show it: plain text, made visible.

import { type TextPart, visibleParts, visibleText } from '#src/portal/events/visible-text.js';
import type { KnownShape } from './known-shapes.js';
import { shapeSearch } from './search-link.js';
import { type TemplatePart, templateParts } from './shape/placeholder.js';

export interface ShapeView {
  readonly key: string;
  readonly href: string;
  readonly app: readonly TemplatePart[];
  readonly template: readonly TemplatePart[];
  readonly state: string;
  /** For one line. */
  readonly note: string;
  /** Exactly, for the form that changes it. */
  readonly rawNote: string;
  readonly changedBy: string | null;
  readonly changedAt: number | null;
  readonly count: number;
  readonly sources: readonly SourceView[];
  readonly hasMoreSources: boolean;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly search: string;
}

export interface SourceView {
  readonly name: string;
  /** The list, of this source alone. */
  readonly href: string;
}

export interface SampleView {
  readonly parts: readonly TextPart[];
  /** Exactly, for the form that tries it. */
  readonly raw: string;
  readonly source: string;
  readonly isCut: boolean;
}

/** A table shows a few lines; the shape's page all. */
const MAX_ROW_CHARS = 320;
const MAX_NAME_CHARS = 80;

export function shapeRow(shape: KnownShape): ShapeView {
  const view = shapeView(shape);
  return { ...view, template: shortened(view.template) };
}

export function shapeView(shape: KnownShape): ShapeView {
  const { key, state, note, changedBy, changedAt, count, hasMoreSources, firstAt, lastAt } = shape;
  return {
    key,
    state,
    changedBy,
    changedAt,
    count,
    hasMoreSources,
    firstAt,
    lastAt,
    href: `/inbox/${key}`,
    note: visibleText(note),
    rawNote: note,
    app: visible(templateParts(shape.app)),
    template: visible(templateParts(shape.template)),
    sources: shape.sources.map((name) => ({
      name: visibleText(name, MAX_NAME_CHARS),
      href: `/inbox?${new URLSearchParams({ source: name, state }).toString()}`,
    })),
    search: shapeSearch(shape),
  };
}

export function sampleViews({ samples }: KnownShape, maxChars: number): readonly SampleView[] {
  return samples.map(({ raw, source }) => ({ raw, source, parts: visibleParts(raw), isCut: raw.length >= maxChars }));
}

function visible(parts: readonly TemplatePart[]): readonly TemplatePart[] {
  return parts.map((part) => ({ ...part, text: visibleText(part.text) }));
}

function shortened(parts: readonly TemplatePart[]): readonly TemplatePart[] {
  const kept: TemplatePart[] = [];
  let chars = 0;
  for (const part of parts) {
    if (chars + part.text.length > MAX_ROW_CHARS)
      return [
        ...kept,
        { text: ` ${part.isVariable ? '' : part.text.slice(0, MAX_ROW_CHARS - chars)}…`, isVariable: false },
      ];
    kept.push(part);
    chars += part.text.length;
  }
  return kept;
}
