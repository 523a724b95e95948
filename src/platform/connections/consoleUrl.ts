import type { Connection } from '../../core/connection.ts';

/**
 * The address of a page of the AWS console in the connection's region.
 * @param path what follows the console's host, such as `glue/home#/v2/etl-configuration/jobs`
 */
export function consoleUrl(connection: Connection, path: string): string {
  const region = connection.region;
  const domain = region.startsWith('cn-')
    ? 'console.amazonaws.cn'
    : region.startsWith('us-gov-')
      ? 'console.amazonaws-us-gov.com'
      : `${region}.console.aws.amazon.com`;
  const [before, fragment] = path.split('#', 2);
  const query = `${before}${before?.includes('?') ? '&' : '?'}region=${region}`;
  return `https://${domain}/${query}${fragment === undefined ? '' : `#${fragment}`}`;
}
