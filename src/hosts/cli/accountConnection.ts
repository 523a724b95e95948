import { AppError } from '../../core/appError.ts';
import type { AwsConnection } from '../../core/connection.ts';
import {
  type AwsProfile,
  awsConnection,
  type ConnectionChoices,
  listProfiles,
} from '../../platform/connections/profiles.ts';

/** As much of a command's options as says which account is meant, and what may be done there. */
export interface AccountOptions {
  readonly profile?: string;
  readonly environment?: boolean;
  readonly region?: string;
  readonly allowChanges?: boolean;
}

/**
 * The account that a command is to work on; undefined when it named none.
 * @param warn told what the user may not expect
 * @throws AppError `not-found` when there is no such profile, `invalid-input` when two accounts are named
 */
export async function accountConnection(
  options: AccountOptions,
  warn: (message: string) => void,
): Promise<AwsConnection | undefined> {
  if (options.profile !== undefined && options.environment) {
    throw new AppError('invalid-input', '--profile and --environment name two accounts.', { hint: 'Leave one out.' });
  }
  if (options.profile !== undefined) return await profileConnection(options, options.profile, warn);
  return options.environment ? await environmentConnection(options, warn) : undefined;
}

const regionOfEnvironment = () => process.env.AWS_REGION || process.env.AWS_DEFAULT_REGION;

async function profileConnection(
  options: AccountOptions,
  name: string,
  warn: (message: string) => void,
): Promise<AwsConnection> {
  const profile = named(await listProfiles(), name);
  const connection = awsConnection(profile, choicesOf(options, options.region));
  if (!(options.region ?? profile.region ?? regionOfEnvironment())) {
    warn(`The profile ${name} names no region, so it is ${connection.region}. Another: --region.`);
  }
  return connection;
}

/**
 * What the aws command works on without --profile: keys of the environment before AWS_PROFILE, its region before the
 * profile's, and the profile's other settings in any case.
 * https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-envvars.html
 */
async function environmentConnection(options: AccountOptions, warn: (message: string) => void): Promise<AwsConnection> {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_PROFILE, AWS_ENDPOINT_URL } = process.env;
  const profiles = await listProfiles();
  const profile = AWS_PROFILE ? named(profiles, AWS_PROFILE) : profiles.find(({ name }) => name === 'default');
  const region = options.region ?? regionOfEnvironment() ?? profile?.region;
  const choices = choicesOf(options, region);
  if (AWS_ENDPOINT_URL) warn('AWS_ENDPOINT_URL is ignored: --environment works on the account itself.');
  if (region === undefined) warn(`The environment names no region, so it is ${awsConnection(undefined).region}.`);
  const hasKeys = Boolean(AWS_ACCESS_KEY_ID && AWS_SECRET_ACCESS_KEY);
  // A default profile of settings alone leaves the credentials to the container or machine.
  if (!hasKeys && profile && (AWS_PROFILE || profile.source !== 'other')) return awsConnection(profile, choices);
  // The SDK would prefer the profile to the keys.
  if (hasKeys) delete process.env.AWS_PROFILE;
  return { ...awsConnection(undefined, choices), ...(profile?.endpoint ? { endpoint: profile.endpoint } : {}) };
}

function choicesOf(options: AccountOptions, region: string | undefined): ConnectionChoices {
  return { ...(region ? { region } : {}), ...(options.allowChanges ? { access: 'read-write' } : {}) };
}

function named(profiles: readonly AwsProfile[], wanted: string): AwsProfile {
  const profile = profiles.find(({ name }) => name === wanted);
  if (profile) return profile;
  throw new AppError('not-found', `There is no AWS profile ${wanted}.`, {
    hint: 'Profiles come from ~/.aws/config and ~/.aws/credentials.',
  });
}
