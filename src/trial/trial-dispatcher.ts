// Every parser there is, for trials: one that throws is asked again next time, since nothing is lost by it.

import { Dispatcher } from '../collector/parse/dispatcher.js';
import type { ParserWatch } from '../collector/parse/loop-guard.js';
import type { PrivateCopies } from '../plugin/private-copy.js';
import { discoverParsers, type PluginSettings } from '../plugin/discovery.js';

/** @param copies of the operator's parsers; left out: in a folder that ends with the process */
export async function createTrialDispatcher(
  settings: PluginSettings,
  guard?: ParserWatch,
  copies?: PrivateCopies,
): Promise<Dispatcher> {
  const { plugins } = await discoverParsers(settings, copies);
  return new Dispatcher(plugins, { errorLimit: Infinity, ...(guard === undefined ? {} : { guard }) });
}
