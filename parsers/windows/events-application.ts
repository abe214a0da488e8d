// Channels of their own: PowerShell, Microsoft Defender, Remote Desktop.
// https://learn.microsoft.com/defender-endpoint/troubleshoot-microsoft-defender-antivirus lists Defender's ids.

import type { Row } from './events.js';
import { DETECTION_USER, NOBODY, PARAMS, USER } from './roles.js';

export const APPLICATION_ROWS: Readonly<Record<'powershell' | 'defender' | 'terminal', readonly Row[]>> = {
  powershell: [
    ['400', 1, 'process', 'start', 'powershell-engine-started', '', NOBODY, ''],
    ['403', 1, 'process', 'end', 'powershell-engine-stopped', '', NOBODY, ''],
    ['600', 1, 'process', 'info', 'powershell-provider-started', '', NOBODY, ''],
    ['800', 1, 'process', 'info', 'powershell-pipeline-executed', '', NOBODY, ''],
    ['4103', 1, 'process', 'info', 'powershell-command-invoked', '', NOBODY, ''],
    ['4104', 2, 'process', 'info', 'powershell-script-block-executed', '', NOBODY, ''],
    ['4105', 1, 'process', 'start', 'powershell-script-block-started', '', NOBODY, ''],
    ['4106', 1, 'process', 'end', 'powershell-script-block-stopped', '', NOBODY, ''],
  ],
  defender: [
    ['1006', 4, 'malware', 'info', 'malware-detected', '', DETECTION_USER, ''],
    ['1007', 3, 'malware', 'info', 'malware-action-taken', '', DETECTION_USER, ''],
    ['1008', 5, 'malware', 'info', 'malware-action-failed', 'failure', DETECTION_USER, ''],
    ['1116', 5, 'malware', 'info', 'malware-detected', '', DETECTION_USER, ''],
    ['1117', 4, 'malware', 'info', 'malware-action-taken', 'success', DETECTION_USER, ''],
    ['1118 1119', 5, 'malware', 'info', 'malware-action-failed', 'failure', DETECTION_USER, ''],
    ['5001', 5, 'configuration', 'change', 'antivirus-protection-disabled', 'success', NOBODY, ''],
    ['5007', 3, 'configuration', 'change', 'antivirus-config-changed', 'success', NOBODY, ''],
    ['5010 5012', 4, 'configuration', 'change', 'antivirus-scanning-disabled', 'success', NOBODY, ''],
    ['1000', 1, 'malware', 'info', 'antivirus-scan-started', '', USER, ''],
    ['1001', 1, 'malware', 'info', 'antivirus-scan-finished', 'success', USER, ''],
  ],
  terminal: [
    ['21', 1, 'authentication session', 'start', 'session-logged-in', 'success', USER, ''],
    ['22', 1, 'session', 'start', 'session-shell-started', 'success', USER, ''],
    ['23', 1, 'authentication session', 'end', 'session-logged-out', 'success', USER, ''],
    ['24', 1, 'session', 'end', 'session-disconnected', 'success', USER, ''],
    ['25', 1, 'authentication session', 'start', 'session-reconnected', 'success', USER, ''],
    ['1149', 1, 'authentication', 'start', 'remote-desktop-authenticated', 'success', PARAMS, ''],
  ],
};
