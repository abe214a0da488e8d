// Every parser there is, for trials: one that throws is asked again next time, since nothing is lost by it.

import { Dispatcher } from '../collector/parse/dispatcher.js';
import type { ParserWatch } from '../collector/parse/loop-guard.js';
import { discoverParsers, type PluginSettings } from '../plugin/discovery.js';

export async function createTrialDispatcher(settings: PluginSettings, guard?: ParserWatch): Promise<Dispatcher> {
  const { plugins } = await discoverParsers(settings);
  return new Dispatcher(plugins, { errorLimit: Infinity, ...(guard === undefined ? {} : { guard }) });
}
