// What a channel is apart from its kind: its name, and which messages go there, when and how many. Settings of a kind (address, template,
// secrets) stand beside it, in transports/.

import { z } from 'zod';
import { SEVERITIES } from '#src/alerts/alert.js';

/** Messages an hour unless said otherwise. */
export const DEFAULT_BUDGET = 20;

/** What a form says that has one of the two, too. */
const HOURS_HINT = 'choose both from and until: each an hour from 0 to 23';
const hour = z.number(HOURS_HINT).int(HOURS_HINT).min(0, HOURS_HINT).max(23, HOURS_HINT);

/** Hours and weekdays in the installation's zone. Both ends of `hours` belong to it; [22, 5] goes over midnight, into the next day. */
const timesSchema = z.strictObject({
  hours: z.tuple([hour, hour], HOURS_HINT).optional(),
  /** 0 = Monday .. 6; of the day on which `hours` begin. None, or left out: every day. */
  weekdays: z.array(z.number().int().min(0).max(6)).max(7).optional(),
});
export type Times = z.infer<typeof timesSchema>;

export const routingSchema = z.strictObject({
  minSeverity: z.enum(SEVERITIES).default('informational').describe('Alerts below it are not told'),
  rules: z.array(z.string().trim().min(1).max(100)).max(200).default([]).describe('Ids; none: all rules'),
  sources: z.array(z.string().trim().min(1).max(200)).max(200).default([]).describe('Names; none: all sources'),
  types: z
    .strictObject({
      raised: z.boolean().default(true).describe('A new alert'),
      updated: z.boolean().default(false).describe('An alert has become ten times as large, or more severe'),
      closed: z.boolean().default(true).describe('An alert is closed, or over'),
      silent: z.boolean().default(true).describe('A source is silent, or back'),
    })
    .prefault({}),
  /** Outside of these times nothing is told, not even later, but that what waits for a digest is over, or more severe. */
  active: timesSchema.optional(),
  /** During these times messages wait, and are told as one digest afterwards. */
  quiet: timesSchema
    .extend({ exceptCritical: z.boolean().default(true).describe('Critical alerts are told at once') })
    .optional(),
  /** Messages in any hour; more become one digest. 0 means no limit: nobody but a machine can want that. */
  budgetPerHour: z.number().int().min(0).max(10_000).default(DEFAULT_BUDGET),
});

export type Routing = z.infer<typeof routingSchema>;

/** As far as routing knows a channel; ChannelBook adds kind, settings and secrets. */
export interface RoutedChannel {
  readonly id: string;
  readonly name: string;
  /** Off: gets nothing, not even what waited for it; tests alone. */
  readonly enabled: boolean;
  readonly routing: Routing;
}

/** Where routing finds the channels; the ChannelBook. */
export abstract class ChannelList {
  /** All that there are, also those that are switched off. Asked once a message: kept in memory. */
  abstract routed(): Promise<readonly RoutedChannel[]>;
}
