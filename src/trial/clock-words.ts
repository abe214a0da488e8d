// How the time of a message was found, in words.

import type { ClockTrace } from '../collector/interpret.js';
import type { Source } from '../collector/identify/sources.js';
import type { DeviceTime } from '../event/line.js';
import type { TrialStep } from './trial.js';

/** @param installation its zone */
export function clockWords(trace: ClockTrace, source: Source, installation: string, time: number): TrialStep['clock'] {
  const { said, zone } = trace;
  const why = [sentenceOfZone(trace, source, installation), sentenceOfTrust(trace, source)].filter(
    (each) => each !== '',
  );
  return { ...(said === undefined ? {} : { said: textOf(said) }), zone, why: why.join(' '), time };
}

function sentenceOfZone({ said, zone, isOfLineBefore }: ClockTrace, source: Source, installation: string): string {
  if (isOfLineBefore) return 'It says no time: that of the line before counts.';
  if (said === undefined) return 'It says no time: that of its receipt counts.';
  if (said.kind === 'instant' || said.offsetMinutes !== undefined) return 'It says its own zone.';
  if (source.timeZone !== undefined) return `${zone} is set for this source.`;
  if (source.zoneGuess.isKnown) return `${zone} was learned from the clock of earlier messages.`;
  if (installation === 'UTC') return 'No zone is set for this source, nor learned yet: UTC is taken.';
  return `No zone is set for this source, nor learned yet: ${zone} is taken, which of UTC and ${installation} puts it nearer to its receipt.`;
}

function sentenceOfTrust({ said, defect }: ClockTrace, { name }: Source): string {
  if (defect === 'syslog.clock-off')
    return `That is more than 7 days off its receipt, whose time counts; what ${name} claims stays in lanwarden.claimed_time.`;
  if (defect !== undefined) return 'There is no such moment: the time of its receipt counts.';
  if (said?.kind === 'wall' && said.year === undefined) return 'It says no year: the latest that fits counts.';
  return '';
}

function textOf(said: DeviceTime): string {
  if (said.kind === 'instant') return Number.isFinite(said.ms) && Math.abs(said.ms) < 8.64e15 ? new Date(said.ms).toISOString() : String(said.ms); // prettier-ignore
  const two = (n: number): string => String(n).padStart(2, '0');
  const year = said.year === undefined ? '' : `${said.year}-`;
  const ms = said.ms === 0 ? '' : `.${String(said.ms).padStart(3, '0')}`;
  const clock = `${two(said.hour)}:${two(said.minute)}:${two(said.second)}${ms}`;
  return `${year}${two(said.month)}-${two(said.day)} ${clock}${offsetText(said.offsetMinutes)}`;
}

function offsetText(minutes: number | undefined): string {
  if (minutes === undefined) return '';
  const size = Math.abs(minutes);
  return ` ${minutes < 0 ? '-' : '+'}${String(Math.floor(size / 60)).padStart(2, '0')}:${String(size % 60).padStart(2, '0')}`;
}
