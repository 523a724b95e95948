/**
 * The command lines of the programs of ours that listen: the endpoint, its warehouse, Spark, PostgreSQL. In a remote window the
 * editor finds the ports of new processes, offers to open them in a browser and forwards them to the user's own
 * machine; these speak no HTML there, and are for the workspace's own tools only.
 */
export const ownPrograms = String.raw`/strata[^/]*/(dist/node/(endpoint|warehouse)\.js|python/(glue-spark|postgres)-)`;

/**
 * Defaults for a setting of the editor, whose keys are ports or patterns of command lines; the user's own entries stay
 * and win. https://code.visualstudio.com/docs/remote/ssh#_forwarding-a-port-creating-ssh-tunnel
 */
export const portsDefaults = {
  'remote.portsAttributes': { [ownPrograms]: { onAutoForward: 'ignore' } },
} as const;
