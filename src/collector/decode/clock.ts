// The clock of a source, all of it: what decode's neighbours need to turn what a device wrote into an instant.

export { resolveTime, type ResolvedTime, type ResolveOptions } from './resolve-time.js';
export { parseWallClock } from './wall-clock.js';
export { hourOfWeek, isZone } from './zone.js';
export { SettledGuess, ZoneGuess } from './zone-guess.js';
export { ClockWatch } from './clock-watch.js';
