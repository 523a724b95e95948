/**
 * How tools sign in to the endpoint's receiver of OpenLineage events: a key of its own, derived from the workspace's
 * sealed secret key, so that whoever may report a run may not speak AWS.
 */
import { createHmac } from 'node:crypto';

export function openLineageKey(secretAccessKey: string): string {
  return createHmac('sha256', secretAccessKey).update('openlineage').digest('base64url');
}

/** The variables that OpenLineage's own clients read: https://openlineage.io/docs/client/python/configuration */
export function openLineageEnvironment(endpoint: string, secretAccessKey: string): Record<string, string> {
  return { OPENLINEAGE_URL: endpoint, OPENLINEAGE_API_KEY: openLineageKey(secretAccessKey) };
}
