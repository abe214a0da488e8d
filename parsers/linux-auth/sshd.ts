// OpenSSH's server (sshd, sshd-session since 9.8, sshd-auth since 9.9): which of its sentences is this? The sentence's
// beginning is sshd's own and cannot be forged, so it decides; the readers behind it find the stranger's parts.

import type { Fields } from '#src/event/event.js';
import { parsePam } from './pam.js';
import {
  readAccepted,
  readFailed,
  readInvalidUser,
  readUnknownUser,
  readMaxAttempts,
  readPamFailure,
  readStep,
} from './sshd-logon.js';
import {
  readClosed,
  readClosedSession,
  readDisconnecting,
  readOpened,
  readReceivedDisconnect,
  readServerLine,
  readStarted,
  readSubsystem,
} from './sshd-connection.js';
import {
  readAuthorized,
  readExpired,
  readFilesRefused,
  readFromElsewhere,
  readKeyRefused,
  readNoShadow,
  readPamDenied,
  readUser,
} from './sshd-refusal.js';
import {
  readChild,
  readClosing,
  readConfigurationError,
  readForwarding,
  readForwardingRefused,
  readListening,
  readPenalty,
  readPortForward,
  readRestart,
  readServerError,
  readStopped,
  readThrottling,
  readTransferred,
} from './sshd-server.js';
import { parseSftp, readSftpSession } from './sftp.js';
import {
  readBroken,
  readDropped,
  readMismatch,
  readNasty,
  readNegotiation,
  readRefused,
  readRootRefused,
  readTimeout,
} from './sshd-trouble.js';

type Reader = (text: string, at: number) => Fields | undefined;

/** Beginning of the sentence -> reader, which gets the position after the beginning. Of two that fit, the first wins. */
const SENTENCES: readonly (readonly [string, Reader])[] = [
  ['Failed ', readFailed],
  ['Accepted ', readAccepted],
  ['Invalid user ', readInvalidUser],
  ['Illegal user ', readInvalidUser],
  ['input_userauth_request: invalid user ', readUnknownUser],
  ['Postponed ', readStep],
  ['Partial ', readStep],
  ['User child is on pid ', readChild],
  ['User ', readUser],
  ['maximum authentication attempts exceeded for ', readMaxAttempts],
  ['PAM: ', readPamFailure],
  ['pam_', parsePam],
  ['PAM ', parsePam],
  ['Connection closed by ', readClosed],
  ['Connection reset by ', readClosed],
  ['Connection from ', readOpened],
  ['Close session: ', readClosedSession],
  ['Disconnected from ', readClosed],
  ['Disconnecting ', readDisconnecting],
  ['Disconnecting: ', readDisconnecting],
  ['Received disconnect from ', readReceivedDisconnect],
  ['Unable to negotiate ', readNegotiation],
  ['Did not receive identification string from ', readBroken],
  ['Bad protocol version identification ', readBroken],
  ['banner exchange: ', readBroken],
  ['ssh_dispatch_run_fatal: ', readBroken],
  ['kex_exchange_identification: ', readBroken],
  ['kex_protocol_error: ', readBroken],
  ['Protocol major versions differ for ', readBroken],
  ['Protocol major versions differ: ', readBroken],
  ['Could not write ident string to ', readBroken],
  ['Bad packet length ', readBroken],
  ['Corrupted MAC on input', readBroken],
  ['Magic value check failed ', readBroken],
  ['Read error from remote host ', readBroken],
  ['Read from socket failed: ', readBroken],
  ['Write failed: ', readBroken],
  ['ssh_packet_', readBroken],
  ['Fssh_', readBroken],
  ['packet_write_', readBroken],
  ['refused connect from ', readRefused],
  ['ROOT LOGIN REFUSED FROM ', readRootRefused],
  ['drop connection ', readDropped],
  ['Timeout before authentication for ', readTimeout],
  ['Address ', readMismatch],
  ['reverse mapping checking getaddrinfo for ', readMismatch],
  ['SSH: Server;', readServerLine],
  ['Starting session: ', readStarted],
  ['subsystem request for ', readSubsystem],
  ['Server listening on ', readListening],
  ['Received signal ', readStopped],
  ['Exiting on signal ', readStopped],
  ['Received SIGHUP', readRestart],
  ['beginning MaxStartups throttling', readThrottling],
  ['exited MaxStartups throttling', readThrottling],
  ['srclimit_penalise: ', readPenalty],
  ['ipv4 penalty table full', readPenalty],
  ['ipv6 penalty table full', readPenalty],
  ['session opened for local user ', readSftpSession],
  ['session closed for local user ', readSftpSession],
  ['Account ', readExpired],
  ['Password for ', readExpired],
  ['Access denied for user ', readPamDenied],
  ['Could not get shadow information for ', readNoShadow],
  ['Authentication refused: ', readFilesRefused],
  ['Authentication refused', readFilesRefused],
  ['Authentication tried for ', readFromElsewhere],
  ['Authentication key ', readKeyRefused],
  ['userauth_pubkey: ', readKeyRefused],
  ['userauth_hostbased: ', readKeyRefused],
  ['key type ', readKeyRefused],
  ['Refusing ', readKeyRefused],
  ['refusing ', readKeyRefused],
  ['Certificate ', readKeyRefused],
  ['cert: ', readKeyRefused],
  ['Authorized to ', readAuthorized],
  ['Nasty PTR record ', readNasty],
  ['scanned from ', readBroken],
  ['probed from ', readBroken],
  ['kex_protocol_error', readBroken],
  ['kex protocol error', readBroken],
  ['dispatch_protocol_error: ', readBroken],
  ['Protocol error', readBroken],
  ['Client sent invalid protocol identifier', readBroken],
  ['Bad remote protocol version identification', readBroken],
  ['no matching ', readBroken],
  ['padding error', readBroken],
  ['Finished discarding for ', readBroken],
  ['Connection to ', readTimeout],
  ['Connection timed out', readTimeout],
  ['Timeout, client not responding from ', readTimeout],
  ['Timeout, client not responding', readTimeout],
  ['Closing connection to ', readClosing],
  ['Transferred: ', readTransferred],
  ['connect_to ', readForwardingRefused],
  ['Received request ', readForwardingRefused],
  ['refused local port forward: ', readPortForward],
  ['refused streamlocal port forward: ', readPortForward],
  ['refused remote port forward: ', readPortForward],
  ['Allocated port ', readForwarding],
  ['Bind to port ', readConfigurationError],
  ['Could not stat Authorized', readConfigurationError],
  ['Unsafe Authorized', readConfigurationError],
  ['AuthorizedKeysCommand ', readConfigurationError],
  ['AuthorizedPrincipalsCommand ', readConfigurationError],
  ['bind: Address already in use', readConfigurationError],
  ['Cannot bind any address', readConfigurationError],
  ['Could not load host key', readConfigurationError],
  ['Could not load host certificate', readConfigurationError],
  ['Unable to load host key', readConfigurationError],
  ['no hostkeys available', readConfigurationError],
  ['Missing privilege separation directory', readConfigurationError],
  ['/etc/ssh/', readConfigurationError],
  ['Permissions 0', readConfigurationError],
  ['It is required that your private key files', readConfigurationError],
  ['bad configuration option', readConfigurationError],
  ['RESTART FAILED', readConfigurationError],
  ['monitor_read: ', readServerError],
  ['mm_', readServerError],
  ['privsep_preauth: ', readServerError],
  ['ssh_sandbox_violation: ', readServerError],
  ['userauth_finish: ', readServerError],
  ['accept: ', readServerError],
  ['fork: ', readServerError],
  ['openpty: ', readServerError],
  ['session_pty_req: ', readServerError],
  ['buffer_get_', readServerError],
  ['chroot(', readServerError],
  ['bad ownership or modes for chroot', readFilesRefused],
];

const byFirstLetter: (readonly (readonly [string, Reader])[])[] = [];
for (const sentence of SENTENCES) {
  const letter = sentence[0].charCodeAt(0);
  byFirstLetter[letter] = [...(byFirstLetter[letter] ?? []), sentence];
}

const REPEATED = 'message repeated ';

export function parseSshd(text: string): Fields | undefined {
  if (text.startsWith(REPEATED)) return readRepeated(text);
  return readSentence(text);
}

function readSentence(text: string): Fields | undefined {
  const at = afterSeverity(text);
  const candidates = byFirstLetter[text.charCodeAt(at)];
  for (const [beginning, read] of candidates ?? []) {
    if (text.startsWith(beginning, at)) return read(text, at + beginning.length);
  }
  return parseSftp(text); // internal-sftp may write under sshd's name
}

/** OpenSSH's log_error and log_fatal write their level before the sentence. */
function afterSeverity(text: string): number {
  if (text.startsWith('error: ') || text.startsWith('fatal: ')) return 7;
  return text.startsWith('info: ') ? 6 : 0;
}

/** rsyslog's `message repeated 3 times: [ ... ]` around a sentence. */
function readRepeated(text: string): Fields | undefined {
  const open = text.indexOf(' times: [ ', REPEATED.length);
  if (open < 0 || open - REPEATED.length > 9 || !text.endsWith(']')) return undefined;
  const count = Number(text.slice(REPEATED.length, open));
  const fields = readSentence(text.slice(open + 10, -1));
  if (fields !== undefined && Number.isSafeInteger(count) && count > 0) fields['linux_auth.repeated'] = count;
  return fields;
}
