// What is sent from an alert's page, and what is to be done then.

import { z } from 'zod';
import { MAX_COMMENT_CHARS, MAX_NOTE_CHARS, type TriageStep } from '#src/alerts/triage.js';

const version = z.coerce.number().int().min(1).optional().catch(undefined);
const written = (max: number, what: string): z.ZodString =>
  z.string().trim().max(max, `${what} may have ${max} characters at most.`);

export const triageForm = z.discriminatedUnion('do', [
  z.object({ do: z.literal('acknowledge'), version }),
  z.object({ do: z.literal('open'), version }),
  z.object({ do: z.literal('mine'), version }),
  z.object({ do: z.literal('assign'), version, to: z.string().max(200).default('') }),
  z.object({
    do: z.literal('close'),
    version,
    reason: z.enum(['true', 'benign', 'false'], 'Choose what it was: rules get better by it.'),
    note: written(MAX_NOTE_CHARS, 'The note').default(''),
  }),
  z.object({
    do: z.literal('comment'),
    version: z.undefined().catch(undefined),
    text: written(MAX_COMMENT_CHARS, 'The comment').min(1, 'Write something first.'),
  }),
]);
export type TriageForm = z.infer<typeof triageForm>;

export function stepOf(form: TriageForm, own: string): TriageStep {
  switch (form.do) {
    case 'acknowledge':
    case 'open':
      return { kind: form.do };
    case 'mine':
      return { kind: 'assign', to: own };
    case 'assign':
      return { kind: 'assign', to: form.to === '' ? undefined : form.to };
    case 'close':
      return { kind: 'close', reason: form.reason, note: form.note };
    case 'comment':
      return { kind: 'comment', text: form.text };
  }
}

/** What stands on the page after it. */
export const SAID: Readonly<Record<TriageForm['do'], string>> = {
  acknowledge: 'Acknowledged: others see that you are at it.',
  open: 'The alert is open again.',
  mine: 'The alert is yours.',
  assign: 'The alert has another assignee.',
  close: 'The alert is closed.',
  comment: 'Your comment is kept.',
};
