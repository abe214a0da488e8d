// An entry as a sentence in plain words. Actions are named `<area>.<what happened>`, so most sentences follow from the name:
// `sources.changed` -> "admin changed source web1". Those that would sound odd are written out; unknown ones are said as they are.

import type { AuditEntry } from '#src/audit/audit-log.js';

/** Pieces in order; `actor` and `target` are people's text and shown as such. */
export type Sentence = readonly { readonly kind: 'word' | 'actor' | 'target'; readonly text: string }[];

export function sentenceOf(entry: AuditEntry): Sentence {
  const { actor, target, outcome } = entry;
  return patternOf(entry)
    .split(/(\{actor\}|\{target\})/)
    .filter((piece) => piece !== '')
    .map((piece) => {
      if (piece === '{actor}') return { kind: 'actor', text: actor } as const;
      if (piece === '{target}') return { kind: 'target', text: target ?? '' } as const;
      return { kind: 'word', text: piece } as const;
    })
    .filter(({ text }) => text !== '' || outcome === 'failure');
}

/** As one text, for files. */
export function sentenceText(entry: AuditEntry): string {
  return sentenceOf(entry)
    .map(({ text }) => text)
    .join('')
    .trim();
}

/** What happened, and what did not: `{target}` logged in; somebody could not log in as `{target}`. */
const WRITTEN_OUT: Readonly<Record<string, readonly [success: string, failure: string]>> = {
  'users.login': ['{target} logged in', 'Somebody could not log in as {target}'],
  'users.login:half': ['{target} gave the right password and was asked for the second factor', ''],
  'users.login:throttled': ['', 'Logins as {target} came too fast and were not looked at'],
  'users.login-code:throttled': ['', 'Codes for {target} came too fast and were not looked at'],
  'users.login-code': ['{target} gave the code and logged in', 'Somebody gave a wrong code for {target}'],
  'users.logout': ['{actor} logged out', '{actor} could not log out'],
  'users.setup': ['{target} was made the first admin', 'Somebody could not make the first admin {target}'],
  'users.invited': ['{actor} invited {target}', '{actor} could not invite {target}'],
  'users.invite-accepted': ['{target} took the invitation', 'Somebody could not take the invitation of {target}'],
  'users.password-changed': ['{actor} took a new password', '{actor} could not take a new password'],
  'users.password-reset': ['{actor} gave {target} a new password', '{actor} could not give {target} a new password'],
  'users.second-factor-begun': ['{actor} began to set a second factor up', '{actor} could not set a second factor up'],
  'users.second-factor-on': ['{actor} switched the second factor on', '{actor} could not switch the second factor on'],
  'users.second-factor-off': [
    '{actor} switched the second factor off',
    '{actor} could not switch the second factor off',
  ],
  'users.second-factor-reset': [
    '{actor} took the second factor of {target} away',
    '{actor} could not take the second factor of {target} away',
  ],
  'tokens.used': ['{actor} was used from this address today', '{actor} could not be used'],
  'audit.exported': [
    '{actor} exported {target} of the audit log',
    '{actor} could not export {target} of the audit log',
  ],
  'events.exported': ['{actor} exported events: {target}', '{actor} could not export events: {target}'],
  'events.export-cancelled': [
    '{actor} stopped an export of events: {target}',
    '{actor} could not stop an export: {target}',
  ],
  'system.configured': ['{actor} changed settings: {target}', '{actor} could not change settings: {target}'],
  'system.plugin-switched-on': ['{actor} switched {target} on', '{actor} could not switch {target} on'],
  'system.plugin-switched-off': ['{actor} switched {target} off', '{actor} could not switch {target} off'],
  'system.node-removed': ['{actor} removed the node {target}', '{actor} could not remove the node {target}'],
  'sources.sender-added': [
    '{actor} made the source {target} of a new sender',
    '{actor} could not make the source {target}',
  ],
  'sources.policy-changed': [
    '{actor} changed what becomes of unknown senders',
    '{actor} could not change what becomes of unknown senders',
  ],
  'users.identity-linked': [
    '{actor} linked the account {target} to a person of the issuer',
    '{actor} could not link the account {target} to a person of the issuer',
  ],
  'users.identity-removed': [
    '{actor} cut the link of {target} to a person of the issuer',
    '{actor} could not cut the link of {target} to a person of the issuer',
  ],
  'users.session-ended': ['{actor} ended a session of {target}', '{actor} could not end a session of {target}'],
  'users.sessions-ended': ['{actor} ended the sessions of {target}', '{actor} could not end the sessions of {target}'],
  'alerts.triaged': ['{actor} worked on alerts: {target}', '{actor} could not work on alerts: {target}'],
  'rules.switched': ['{actor} changed the state of rules: {target}', '{actor} could not change the state of {target}'],
  'channels.switched': ['{actor} switched the channel {target}', '{actor} could not switch the channel {target}'],
  'import.uploaded': ['{actor} uploaded {target} to be imported', '{actor} could not upload {target}'],
  'import.started': ['{actor} started the import of {target}', '{actor} could not start the import of {target}'],
  'import.cancelled': ['{actor} cancelled the import of {target}', '{actor} could not cancel the import of {target}'],
  'inbox.marked': ['{actor} marked unknown messages: {target}', '{actor} could not mark unknown messages: {target}'],
  'baselines.judged': [
    '{actor} judged what was found about {target}',
    '{actor} could not judge what was found about {target}',
  ],
  'baselines.training-started': [
    '{actor} started the training of the baselines',
    '{actor} could not start the training',
  ],
  'baselines.training-cancelled': [
    '{actor} cancelled the training of the baselines',
    '{actor} could not cancel the training',
  ],
  'baselines.who-changed': ['{actor} changed who is who: {target}', '{actor} could not change who is who: {target}'],
  'audit.expired': ['Entries of the audit log whose days were over were deleted', 'Old entries could not be deleted'],
};

/** Past tense -> infinitive, of the last word of an action. */
const VERBS: Readonly<Record<string, string>> = Object.fromEntries(
  `accepted:accept added:add approved:approve changed:change created:create deleted:delete disabled:disable edited:edit
   enabled:enable ended:end exported:export ignored:ignore imported:import linked:link made:make marked:mark merged:merge
   moved:move pinned:pin removed:remove renamed:rename renewed:renew reset:reset restored:restore revoked:revoke
   rotated:rotate saved:save sent:send shared:share tested:test unlinked:unlink unpinned:unpin unshared:unshare`
    .split(/\s+/)
    .map((pair) => pair.split(':') as [string, string]),
);

function patternOf({ action, outcome, details }: AuditEntry): string {
  const written = WRITTEN_OUT[`${action}${variantOf(details)}`] ?? WRITTEN_OUT[action];
  if (written !== undefined) return written[outcome === 'success' ? 0 : 1];
  const [area = '', what = ''] = action.split('.', 2);
  const words = what.split('-');
  const past = words.at(-1)!;
  const infinitive = Object.hasOwn(VERBS, past) ? VERBS[past] : undefined;
  const thing = words.length > 1 ? words.slice(0, -1).join(' ') : area.replace(/s$/, '');
  if (infinitive === undefined)
    return outcome === 'success' ? `{actor} did “${action}”: {target}` : `{actor} could not do “${action}”: {target}`;
  return outcome === 'success'
    ? `{actor} ${past} ${thing} {target}`
    : `{actor} could not ${infinitive} ${thing} {target}`;
}

/** Where the same action may mean something else. */
function variantOf(details: AuditEntry['details']): string {
  if (details?.['reason'] === 'throttled') return ':throttled';
  return details?.['secondFactor'] === undefined ? '' : ':half';
}
