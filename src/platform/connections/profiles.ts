import type { AwsConnection, ConnectionId } from '../../core/connection.ts';
import { t } from '../../core/l10n.ts';

/** A profile of the user's AWS files, as much of it as a picker shows. */
export interface AwsProfile {
  readonly name: string;
  readonly region: string | undefined;
  /** How it signs in, in the words of the AWS documentation. */
  readonly source: 'sso' | 'assume role' | 'keys' | 'process' | 'other';
  /** Its `endpoint_url`. */
  readonly endpoint: string | undefined;
}

/** The profiles of `~/.aws/config` and `~/.aws/credentials` (or where AWS_CONFIG_FILE and its like point), by name. */
export async function listProfiles(): Promise<AwsProfile[]> {
  const { loadSharedConfigFiles } = await import('@smithy/shared-ini-file-loader');
  const { configFile, credentialsFile } = await loadSharedConfigFiles({ ignoreCache: true });
  const names = new Set([...Object.keys(configFile), ...Object.keys(credentialsFile)]);
  return [...names]
    .filter(isProfile)
    .sort()
    .map((name) => {
      const settings = { ...credentialsFile[name], ...configFile[name] };
      return { name, region: settings.region, source: sourceOf(settings), endpoint: settings.endpoint_url };
    });
}

/** Sections of the config file that profiles refer to come with their kind before their name. */
function isProfile(section: string): boolean {
  return !/^(sso-session|services)\./.test(section);
}

/** The profile to sign in with: a role's profile rests on another one (`source_profile`), which may rest on a third. */
export async function signInProfile(name: string): Promise<string> {
  const { loadSharedConfigFiles } = await import('@smithy/shared-ini-file-loader');
  const { configFile, credentialsFile } = await loadSharedConfigFiles({ ignoreCache: true });
  const seen = new Set<string>();
  for (let at = name; !seen.has(at); ) {
    seen.add(at);
    const settings = { ...credentialsFile[at], ...configFile[at] };
    if (sourceOf(settings) !== 'assume role' || !settings.source_profile) return at;
    at = settings.source_profile;
  }
  return name;
}

function sourceOf(settings: Record<string, string | undefined>): AwsProfile['source'] {
  if (settings.sso_session || settings.sso_start_url) return 'sso';
  if (settings.role_arn) return 'assume role';
  if (settings.credential_process) return 'process';
  if (settings.aws_access_key_id) return 'keys';
  return 'other';
}

/** What the user decided about a connection; kept by the host, never in the workspace. */
export interface ConnectionChoices {
  readonly access?: AwsConnection['access'];
  readonly protected?: boolean;
  readonly region?: string;
}

/** An AWS connection; read-only until the user says otherwise. */
export function awsConnection(profile: AwsProfile | undefined, choices: ConnectionChoices = {}): AwsConnection {
  const name = profile?.name;
  return {
    kind: 'aws',
    id: `aws:${name ?? ''}` as ConnectionId,
    label: name ?? t('environment'),
    region:
      choices.region ?? profile?.region ?? process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION ?? 'us-east-1',
    access: choices.access ?? 'read-only',
    protected: choices.protected ?? looksLikeProduction(name ?? ''),
    ...(name === undefined ? {} : { profile: name }),
    ...(profile?.endpoint ? { endpoint: profile.endpoint } : {}),
  };
}

/** A name that says production is protected without being asked. */
function looksLikeProduction(name: string): boolean {
  return /(^|[^a-z])(prod|production|prd|live)([^a-z]|$)/i.test(name);
}
